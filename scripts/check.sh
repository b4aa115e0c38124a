#!/usr/bin/env bash
# Every linter; all of them run, and any failure fails the whole.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/step.sh
export PATH="$PWD/.venv/bin:$PATH"

failed=0
step "ruff" ruff check . || failed=1
step "ruff format" ruff format --check . || failed=1
step "mypy" mypy || failed=1
step "lint-imports" lint-imports || failed=1
if [ -n "$(find src -name '*.html' -print -quit)" ]; then
  step "djlint" djlint src --lint || failed=1
fi
exit $failed
