#!/usr/bin/env bash
# The first hour of a new user: the service with every system and its sample world, the tour of README, `kill -9`, and
# everything is still there. tour.sh PROGRAM
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$1
folder=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill -9 "$service" 2>/dev/null; rm -rf "$folder"' EXIT

# start: serves on a port the system chooses; the address is what the service itself prints.
start() {
  : >"$folder/log"  # the loop below may look before the program has started
  "$program" serve --demo --port 0 --data "$folder/data" "$root"/workflows/*/system.yaml >"$folder/log" 2>&1 &
  service=$!
  for _ in $(seq 600); do
    host=$(sed -n 's/.* at \(http:[^;]*\);.*/\1/p' "$folder/log")
    [ -n "$host" ] && return 0
    kill -0 "$service" 2>/dev/null || break
    sleep 0.1
  done
  cat "$folder/log" >&2
  exit 1
}

start
"$root/scripts/tour" "$host" | tee "$folder/tour"
number=$(sed -n 's/.* holds licence //p' "$folder/tour")
kill -9 "$service"
wait "$service" 2>/dev/null || true

start
token=$(curl -s "$host/v1/session" -H 'Content-Type: application/json' \
  -d '{"user":"河西区审核员","password":"Guicheng-demo-1"}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -s "$host/v1/systems/tianjin/cases/1" -H "Authorization: Bearer $token" | grep -qF "$number" ||
  { echo "the licence $number is gone" >&2; exit 1; }
"$program" audit verify "$folder/data" || { echo "the audit chain does not verify" >&2; exit 1; }
