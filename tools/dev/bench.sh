# ./dev bench [NAME…]: one JSON line a figure (bench, metric, value, unit, runs, baseline, ratio, goal, meets).
# What needs the full district gets it in build/bench, made once on both databases: XIUHUA_BENCH_DISTRICT (a folder)
# and XIUHUA_BENCH_POSTGRES with XIUHUA_BENCH_POSTGRES_DATA (a URL, and the folder with its keys) name others.

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
  "$(build_directory)/bin/xiuhua_bench" "$@"
)

bench_districts() {
  local place=$PWD/build/bench
  mkdir -p "$place"
  if [ -z "${XIUHUA_BENCH_DISTRICT:-}" ]; then
    bench_seed "$place/district"
    export XIUHUA_BENCH_DISTRICT=$place/district
  fi
  if [ -z "${XIUHUA_BENCH_POSTGRES:-}" ]; then
    bench_postgres "$place/postgres"
    export XIUHUA_BENCH_POSTGRES_DATA=$place/district-postgres
    XIUHUA_BENCH_POSTGRES="postgresql://postgres@/postgres?host=$place/postgres&port=$(cat "$place/postgres/port")"
    export XIUHUA_BENCH_POSTGRES
    bench_seed "$place/district-postgres" --url "$XIUHUA_BENCH_POSTGRES"
  fi
}

bench_seed() { # FOLDER [OPTION…]
  local folder=$1
  shift
  if [ -f "$folder/.seeded" ]; then return; fi
  say "seeding the full district into $folder"
  rm -rf "$folder"
  "$(build_directory)/bin/seed_district" --data "$folder" "$@" >&2
  touch "$folder/.seeded"
}

# A server whose files stay for the next run; it runs for this one alone.
bench_postgres() { # DIRECTORY
  trap 'bench_postgres_stop "$XIUHUA_BENCH_SERVER"' EXIT
  XIUHUA_BENCH_SERVER=$1
  if [ -d "$1/data" ]; then
    postgres_again "$1"
  else
    rm -rf "$1" "$(dirname "$1")/district-postgres"
    mkdir -p "$1"
    postgres_start "$1"
  fi
}
bench_postgres_stop() {
  as_postgres "$(postgres_program pg_ctl)" stop --pgdata="$1/data" --mode=fast --silent || true
}
