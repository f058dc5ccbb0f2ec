# Sourced by the other scripts: runs steps and reports names, times and, on failure, remedies.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
logs=$root/build/logs
mkdir -p "$logs"

say() { printf '%s\n' "$*"; }

# stop SENTENCE...: prints the sentences and exits with status 1.
stop() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# step NAME LOG REMEDY COMMAND...: runs COMMAND with its output in build/logs/LOG. Meanwhile a
# terminal shows the last line of the log; otherwise that line is printed now and then.
step() {
  local name=$1 log=$logs/$2 remedy=$3 begin=$SECONDS status=0 shown=0
  shift 3
  say "$name ..."
  "$@" >"$log" 2>&1 </dev/null &
  local child=$!
  while kill -0 "$child" 2>/dev/null; do
    if [ -t 1 ]; then
      printf '\r\033[K  %3d s  %.90s' $((SECONDS - begin)) "$(tail -c 300 "$log" | tr '\r' '\n' | tail -n 1)"
    elif [ $((SECONDS - begin - shown)) -ge 30 ]; then
      shown=$((SECONDS - begin))
      say "  $shown s: $(tail -c 300 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-90)"
    fi
    sleep 0.2
  done
  [ ! -t 1 ] || printf '\r\033[K'
  wait "$child" || status=$?
  if [ "$status" != 0 ]; then
    printf '\nThis step failed: %s (status %s). The end of its log:\n\n' "$name" "$status" >&2
    tail -n 25 "$log" | sed 's/^/    /' >&2
    stop "The whole log: $log" "$remedy"
  fi
  say "  done in $((SECONDS - begin)) s"
}
