#!/usr/bin/env bash
# A third-party client (liblo's oscsend and oscdump) commands the server and reads its replies.
set -euo pipefail
listener=$1
folder=$(mktemp -d)
fail() { echo "FAILED: $*" >&2; cat "$folder/heard" "$folder/dumped" >&2 2>/dev/null; exit 1; }

# The listener runs until its standard input, file descriptor 3, is closed.
mkfifo "$folder/input"
"$listener" <"$folder/input" >"$folder/heard" 2>&1 &
exec 3>"$folder/input"
dump=
trap 'exec 3>&-; [ -z "$dump" ] || kill "$dump" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

wait_for() { # PATTERN FILE
  for _ in $(seq 200); do grep -q -- "$1" "$2" 2>/dev/null && return; sleep 0.05; done
  fail "nothing like '$1' came"
}
wait_for '^port ' "$folder/heard"
port=$(sed -n 's/^port //p' "$folder/heard")

say() { oscsend 127.0.0.1 "$port" "$@"; }
# part 0 is harmony, 1 rhythm; verbs are rotate 0, freeze 1, from 2, reset 3, glide 4
say /hemiola/2/harmony/rotate f 3.5;   wait_for 'voice 2 part 0 verb 0 value 3.5' "$folder/heard"
say /hemiola/2/harmony/rotate d -2.25; wait_for 'verb 0 value -2.25' "$folder/heard"
say /hemiola/2/harmony/rotate h 7;     wait_for 'verb 0 value 7' "$folder/heard"
say /hemiola/3/rhythm/freeze T;        wait_for 'voice 3 part 1 verb 1 value 1' "$folder/heard"
say /hemiola/3/rhythm/freeze i 0;      wait_for 'voice 3 part 1 verb 1 value 0' "$folder/heard"
say /hemiola/2/harmony/from if 1 0.8;  wait_for 'voice 2 part 0 verb 2 value 1 weight 0.8' "$folder/heard"
say /hemiola/all/reset;                wait_for 'voice -1 part 0 verb 3' "$folder/heard"
say /hemiola/1/harmony/rotate f 1000;  wait_for 'voice 1 part 0 verb 0 value 48' "$folder/heard"
say /hemiola/4/harmony/glide f 1.5;    wait_for 'voice 4 part 0 verb 4 value 1.5' "$folder/heard"
say /hemiola/4/rhythm/glide d -3;      wait_for 'voice 4 part 1 verb 4 value 0' "$folder/heard"
say '/hemiola/[56]/h*/freeze' i 1;     wait_for 'voice 6 part 0 verb 1 value 1' "$folder/heard"
say '/hemiola/[89]/harmony/rotate' i 1
say /hemiola/model s ../secret
say /hemiola/0/subscribe/latents ff 10 0.5
say /hemiola/1/harmony/rotate s high
say /no/such/address i 1
[ "$(grep -c '^voice' "$folder/heard")" = 12 ] || fail "a bad message became a command"

# Replies go to the port of the request, so oscdump's own port must send it. Neither oscsend nor
# bash can choose a source port; Python can, and passes the answer to oscdump.
dump_port=$((20000 + $$ % 20000))
oscdump -L "$dump_port" >"$folder/dumped" 2>&1 &
dump=$!
sleep 0.3
say /hemiola/subscribe/status fi 20 "$dump_port"
wait_for '/hemiola/status .*"voices" 8' "$folder/dumped"
say /hemiola/unsubscribe i "$dump_port"
/usr/bin/python3 - "$port" "$dump_port" <<'PYTHON'
import socket, sys
server, dump = (("127.0.0.1", int(port)) for port in sys.argv[1:])
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.settimeout(5)
for address in (b"/hemiola/status", b"/hemiola/late", b"/hemiola/ping", b"/no/such/address"):
    asker.sendto(address + b"\0" * (4 - len(address) % 4) + b",\0\0\0", server)
    asker.sendto(asker.recv(65536), dump)
PYTHON
wait_for '/hemiola/status .*"ready" 1 "sample_rate_hz" 48000.*"bad_packets" 5' "$folder/dumped"
wait_for '/hemiola/late iii 0 0 0' "$folder/dumped"
wait_for '/hemiola/pong' "$folder/dumped"
wait_for '/fail ss "/no/such/address" "unknown address' "$folder/dumped"
echo "All that oscsend said was heard, and all replies could be read by oscdump."
