#!/usr/bin/env bash
# Stores today's schema with a tiny invented district in it, from both databases:   tests/upgrade/store.sh 0002
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
name=${1:?a name like 0002}
target=tests/upgrade/$name
[ ! -e "$target" ] || die "$target is there: a stored folder never changes"

# What must be the same after any upgrade.
counts() { # $1: command that answers one number for SQL
  local table
  for table in registry_person registry_household isolation_order isolation_report documents_document access_user; do
    echo "$table $($1 "SELECT COUNT(*) FROM $table")"
  done
}

store() {
  local seed=$PWD/$(build_directory)/bin/seed_district
  local url="${XIUHUA_TEST_POSTGRES}" schema=xiuhua
  "$seed" --tiny --data "$work/lite" --date 2026-11-20 >/dev/null
  sqlite3 "$work/lite/xiuhua.db" 'PRAGMA journal_mode = DELETE; VACUUM' >/dev/null
  "$seed" --tiny --data "$work/pg" --date 2026-11-20 --url "$url" --schema "$schema" >/dev/null
  mkdir -p "$target"
  xz -9 -c "$work/lite/xiuhua.db" >"$target/sqlite.db.xz"
  cp "$work/lite/keys/master.key" "$target/sqlite.key"
  lite() { sqlite3 "$work/lite/xiuhua.db" "$1"; }
  counts lite >"$target/sqlite.counts"
  "$(postgres_program pg_dump)" --no-owner --no-privileges --schema="$schema" "$url" | xz -9 -c >"$target/postgresql.sql.xz"
  cp "$work/pg/keys/master.key" "$target/postgresql.key"
  psql_one() { "$(postgres_program psql)" -Atqc "SET search_path TO $schema; $1" "$url"; }
  counts psql_one >"$target/postgresql.counts"
}

work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_store_XXXXXX")
trap 'rm -rf "$work"' EXIT
build seed_district
with_postgres store
du -sh "$target"
