# ./dev bench [NAME…]: one JSON line a figure (bench, metric, value, unit, runs, baseline, ratio, goal, meets).
# A PostgreSQL of its own is measured beside SQLite (XIUHUA_TEST_POSTGRES names another).
# What needs the full district gets it in build/bench, seeded once and copied into a PostgreSQL beside it:
# XIUHUA_BENCH_DISTRICT (a folder) and XIUHUA_BENCH_POSTGRES with XIUHUA_BENCH_POSTGRES_DATA (a URL, and the folder with
# its keys) name others.

bench() (
  set -e
  preset=release
  setup
  build xiuhua_bench xiuhua seed_district
  case " ${*:-platform} " in
    *" platform "*)
      web_build
      bench_districts
      ;;
  esac
  with_postgres "$(build_directory)/bin/xiuhua_bench" "$@"
)

bench_districts() {
  local place=$PWD/build/bench
  mkdir -p "$place"
  if [ -z "${XIUHUA_BENCH_DISTRICT:-}" ]; then
    export XIUHUA_BENCH_DISTRICT=$place/district
    if [ ! -f "$place/district/.seeded" ]; then
      say "seeding the full district into $place/district"
      rm -rf "$place/district" "$place/keys/.copied"
      "$(build_directory)/bin/seed_district" --data "$place/district" >&2
      touch "$place/district/.seeded"
    fi
  fi
  if [ -z "${XIUHUA_BENCH_POSTGRES:-}" ]; then
    bench_postgres "$place/postgres"
    XIUHUA_BENCH_POSTGRES="postgresql://postgres@/postgres?host=$place/postgres&port=$(cat "$place/postgres/port")"
    export XIUHUA_BENCH_POSTGRES XIUHUA_BENCH_POSTGRES_DATA=$place/keys
    bench_copy "$place/keys"
  fi
}

# The same rows, and the keys that open them.
bench_copy() { # FOLDER
  if [ -f "$1/.copied" ]; then return; fi
  say "copying it into PostgreSQL"
  rm -rf "$1"
  mkdir -p "$1"
  cp -r "$XIUHUA_BENCH_DISTRICT/keys" "$1/keys"
  "$(postgres_program psql)" -qX -c 'DROP SCHEMA IF EXISTS xiuhua CASCADE' "$XIUHUA_BENCH_POSTGRES" 2>/dev/null
  XIUHUA_DATABASE_URL=$XIUHUA_BENCH_POSTGRES "$(build_directory)/bin/xiuhua" create-admin nobody --data "$1" >/dev/null
  python3 bench/district_to_postgres.py "$XIUHUA_BENCH_DISTRICT/xiuhua.db" "$XIUHUA_BENCH_POSTGRES" xiuhua \
    "$(postgres_program psql)"
  touch "$1/.copied"
}

# A server whose files stay for the next run; it runs for this one alone.
bench_postgres() { # DIRECTORY
  trap 'bench_postgres_stop "$XIUHUA_BENCH_SERVER"' EXIT
  XIUHUA_BENCH_SERVER=$1
  if [ -d "$1/data" ]; then
    postgres_again "$1"
  else
    rm -rf "$1" "$(dirname "$1")/keys"
    mkdir -p "$1"
    postgres_start "$1"
  fi
}
bench_postgres_stop() {
  as_postgres "$(postgres_program pg_ctl)" stop --pgdata="$1/data" --mode=fast --silent || true
}
