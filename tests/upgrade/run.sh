#!/usr/bin/env bash
# Today's program on the stored database of each earlier schema, on both engines.   tests/upgrade/run.sh [NAME…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
xiuhua=$PWD/$(build_directory)/bin/xiuhua
password=Xiuhua-demo-2020
server=""
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_upgrade_XXXXXX")
leave() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}

start() { # $1: data directory
  local _
  "$xiuhua" serve --data "$1" --port "$port" >"$work/out" 2>"$work/log" &
  server=$!
  for _ in $(seq 300); do
    if curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; then return; fi
    kill -0 "$server" 2>/dev/null || { tail -5 "$work/log" >&2; die "$title: the program did not start"; }
    sleep 0.1
  done
  die "$title: no answer"
}
stop() { kill "$server"; wait "$server" || true; server=""; }

logs_in() {
  curl -fs -c "$work/cookies" -H 'Content-Type: application/json' -o /dev/null \
    -d "{\"login\":\"worker1.1\",\"password\":\"$password\"}" "http://127.0.0.1:$port/api/access/login" ||
    die "$title: nobody can log in"
  # A list of people comes with sealed columns, masked: they have to be opened for that.
  curl -fs -b "$work/cookies" "http://127.0.0.1:$port/api/registry/people?limit=5" >"$work/people" ||
    die "$title: the register cannot be read"
  grep -q '\*\*\*\*' "$work/people" || die "$title: no masked number was opened"
}

same_counts() { # $1: file of counts, $2: command that answers SQL
  local table count
  while read -r table count; do
    [ "$($2 "SELECT COUNT(*) FROM $table")" = "$count" ] || die "$title: $table had $count rows"
  done <"$1"
}

check_upgrade() { # $1: stored folder, $2: engine, $3: command that answers SQL
  local data=$work/$2
  for again in first second; do
    start "$data"
    logs_in
    stop
    same_counts "$1/$2.counts" "$3"
    "$xiuhua" verify --data "$data" | grep -q '"broken_at":0' || die "$title: the audit chain broke at the $again start"
  done
  echo "{\"upgrade\":\"$(basename "$1")\",\"engine\":\"$2\",\"result\":\"well\"}"
}

lite() { sqlite3 "$work/sqlite/xiuhua.db" "$1"; }
server_sql() { "$(postgres_program psql)" -Atqc "SET search_path TO xiuhua; $1" "$XIUHUA_TEST_POSTGRES"; }

upgrade_both() {
  trap leave EXIT
  local folder
  port=$(free_port)
  for folder in tests/upgrade/${1:-[0-9]*}; do
    title="$folder on sqlite"
    rm -rf "$work"/*
    mkdir -p "$work/sqlite/keys" "$work/postgresql/keys"
    xz -dc "$folder/sqlite.db.xz" >"$work/sqlite/xiuhua.db"
    install -m 600 "$folder/sqlite.key" "$work/sqlite/keys/master.key"
    check_upgrade "$folder" sqlite lite
    title="$folder on postgresql"
    "$(postgres_program psql)" -q -c 'DROP SCHEMA IF EXISTS xiuhua CASCADE' "$XIUHUA_TEST_POSTGRES" 2>/dev/null
    xz -dc "$folder/postgresql.sql.xz" | "$(postgres_program psql)" -q -v ON_ERROR_STOP=1 "$XIUHUA_TEST_POSTGRES" >/dev/null
    install -m 600 "$folder/postgresql.key" "$work/postgresql/keys/master.key"
    export XIUHUA_DATABASE_URL=$XIUHUA_TEST_POSTGRES
    check_upgrade "$folder" postgresql server_sql
    unset XIUHUA_DATABASE_URL
  done
}

with_postgres upgrade_both "${1:-}"
