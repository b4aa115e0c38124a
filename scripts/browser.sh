#!/usr/bin/env bash
# Makes sure that the browser tests find Chromium and a Chinese font.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/step.sh

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
ls /usr/share/fonts/opentype/noto/NotoSansCJK-* >/dev/null 2>&1 ||
  [ -n "$(fc-list :lang=zh family 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
[ ${#missing[@]} = 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || stop \
    "浏览器测试需要 ${missing[*]}。请先运行：sudo apt-get install ${missing[*]}" \
    "The browser tests need ${missing[*]}. Run first: sudo apt-get install ${missing[*]}"
  as_root=(sudo -n)
fi
command -v apt-get >/dev/null || stop \
  "浏览器测试需要 Chromium 和中文字体(Noto Sans CJK)。请用本系统的软件包工具安装。" \
  "The browser tests need Chromium and a Chinese font (Noto Sans CJK). Install them with this system's package tool."
step "apt-get update" "${as_root[@]}" apt-get update -q
step "安装 · Installing ${missing[*]}" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -q --no-install-recommends "${missing[@]}"
