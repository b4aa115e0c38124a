# Sourced by the other scripts: one line for each step, with the seconds it took.

# step TEXT COMMAND...   Run a command; show what it printed only when it fails.
step() {
  local text=$1 began=$EPOCHREALTIME log code=0
  shift
  log=$(mktemp)
  printf '· %s … ' "$text"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  LC_ALL=C awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'
  if [ "$code" = 0 ]; then
    echo
  else
    echo " ✗"
    tail -n 60 "$log" >&2
  fi
  rm -f "$log"
  return "$code"
}

# stop CHINESE ENGLISH   Say what to do and end.
stop() {
  printf '\n✗ %s\n  %s\n' "$1" "$2" >&2
  exit 1
}
