#!/usr/bin/env bash
# mixed.py on both databases, each on a tiny demo district of its own.     tests/faults/mixed.sh [KILLS] [sqlite|postgresql]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
bin=$PWD/$(build_directory)/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_mixed_XXXXXX")

on_sqlite() {
  "$bin/seed_district" --tiny --data "$work/lite" >/dev/null
  python3 tests/faults/mixed.py --bin "$bin" --data "$work/lite" --kills "$1"
}
on_postgresql() {
  "$bin/seed_district" --tiny --data "$work/pg" --url "$XIUHUA_TEST_POSTGRES" --schema xiuhua >/dev/null
  python3 tests/faults/mixed.py --bin "$bin" --data "$work/pg" --kills "$1" --url "$XIUHUA_TEST_POSTGRES" \
    --psql "$(postgres_program psql)"
}
trap 'rm -rf "$work"' EXIT
kills=${1:-30}
case "${2:-both}" in
  sqlite) on_sqlite "$kills" ;;
  postgresql) with_postgres on_postgresql "$kills" ;;
  *) on_sqlite "$kills"; with_postgres on_postgresql "$kills" ;;
esac
