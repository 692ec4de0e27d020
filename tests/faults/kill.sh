#!/usr/bin/env bash
# Kills the program (SIGKILL) N times while it writes under load, on each database, and checks what is left: every
# acknowledged action is there once, has one audit entry in an unbroken chain, and its event was delivered once.
# Every fourth time on PostgreSQL the server itself is stopped without a checkpoint first and started again, while the
# program goes on.   tests/faults/kill.sh [N]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done

writer=$PWD/$(build_directory)/bin/fault_writer
numbers_a_round=1000000
# An even round, which waits for the load: a program that finds no server when it starts ends by itself.
server_crash_every=4

# Half of the kills come at any time from the start on, half once the load is there.
wait_a_moment() { # $1: round, $2: file of acknowledgements, $3: its lines before
  if [ $(($1 % 2)) = 0 ]; then
    for _ in $(seq 200); do
      [ "$(wc -l <"$2")" -le "$3" ] || break
      sleep 0.05
    done
  fi
  sleep "0.$((RANDOM % 5))$((RANDOM % 10))"
}

crash_server() {
  as_postgres "$(postgres_program pg_ctl)" stop --pgdata="$XIUHUA_TEST_POSTGRES_DIRECTORY/data" \
    --mode=immediate --silent
  postgres_again "$XIUHUA_TEST_POSTGRES_DIRECTORY"
  sleep 0.3
}

kill_rounds() { # $1: engine, $2: rounds
  local engine=$1 rounds=$2 directory round pid status before
  directory=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_faults_XXXXXX")
  : >"$directory/acknowledged"
  for round in $(seq "$rounds"); do
    before=$(wc -l <"$directory/acknowledged")
    "$writer" write "$directory" $((round * numbers_a_round)) \
      >>"$directory/acknowledged" 2>"$directory/errors" &
    pid=$!
    wait_a_moment "$round" "$directory/acknowledged" "$before"
    if [ "$engine" = postgresql ] && [ $((round % server_crash_every)) = 0 ] &&
      [ -n "${XIUHUA_TEST_POSTGRES_DIRECTORY:-}" ]; then
      crash_server
    fi
    kill -9 "$pid" 2>/dev/null || true
    status=0
    wait "$pid" 2>/dev/null || status=$?
    if [ "$status" != 137 ]; then
      tail -5 "$directory/errors" >&2
      die "$engine: round $round ended by itself with status $status"
    fi
  done
  status=0
  "$writer" check "$directory" "$directory/acknowledged" >"$directory/figures" || status=$?
  echo "{\"faults\":\"kill -9\",\"engine\":\"$engine\",\"kills\":$rounds,\"result\":$(cat "$directory/figures")}"
  if [ "$status" != 0 ]; then
    die "$engine: a promise was broken; what is left is in $directory"
  fi
  rm -rf "$directory"
}

both_engines() {
  (unset XIUHUA_FAULT_URL; kill_rounds sqlite "$1")
  export XIUHUA_FAULT_URL=$XIUHUA_TEST_POSTGRES XIUHUA_FAULT_SCHEMA=faults_$$
  kill_rounds postgresql "$1"
}

with_postgres both_engines "${1:-50}"
