#!/usr/bin/env bash
# Compares every locked package with the published weaknesses of PyPI and npm. Needs both registries
# with their lists of weaknesses; a package that could not be looked up is a failure, never a pass.
#   make weaknesses      the tool is installed in var/weaknesses, and is no part of the product
set -uo pipefail
cd "$(dirname "$0")/.."

PIP_AUDIT=2.10.1
TOOLS=${GUIHANG_VAR:-var}/weaknesses
[ -x "$TOOLS/bin/pip-audit" ] || { python3 -m venv "$TOOLS" && "$TOOLS/bin/pip" install -q "pip-audit==$PIP_AUDIT"; } || exit 2

failed=0
for lock in requirements.lock requirements-uv.lock requirements-node.lock; do
  "$TOOLS/bin/pip-audit" -r "$lock" --disable-pip --require-hashes --strict || failed=1
done
npm=$(command -v npm || echo .venv/bin/npm)
"$npm" audit --package-lock-only --audit-level=low || failed=1
[ $failed = 0 ] && echo "没有已知弱点 · No known weakness" || echo "有弱点，或没有查到 · A weakness, or a package not looked up" >&2
exit $failed
