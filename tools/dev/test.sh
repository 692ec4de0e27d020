# ./dev test: every test. With names only the folders that match; --asan and --tsan run the unit tests under them.
# --faults: also disks, clocks, hostile clients, and many more kills (an hour; root for the disks).

run_tests() {
  local names="" kills=5
  while [ $# -gt 0 ]; do
    case "$1" in
      --asan) preset=asan; shift ;;
      --tsan) preset=tsan; shift ;;
      --faults) kills=50; shift ;;
      -*) die "test does not know $1" ;;
      *) names="${names:+$names|}$1"; shift ;;
    esac
  done
  setup
  case "$preset" in
    asan | tsan) build xiuhua_tests ;;  # Nothing else runs under them, and each object takes three times as long.
    *) build all ;;
  esac
  say "unit and scenario tests on SQLite and PostgreSQL ($preset)"
  with_postgres unit_tests "$names"
  if [ -n "$names" ] || [ "$preset" != dev ]; then return; fi
  say "the repository's own rules can fail"
  python3 tools/tidy/tidy_test.py
  python3 -B tools/new_room/new_room_test.py
  say "web: lint, types, units"
  web_check
  web_build
  say "kill -9 under write load, $kills times on each database"
  with_postgres tests/faults/kill.sh "$kills"
  say "positions over MQTT while program and broker are killed, $kills times"
  tests/faults/mqtt.sh "$kills"
  say "upgrades of the stored databases of earlier schemas"
  with_postgres tests/upgrade/run.sh
  if [ "$kills" = 50 ]; then more_faults; fi
  say "the main job in a browser, on both databases"
  with_postgres tests/browser/run.sh
}

unit_tests() {
  # Sanitizers: everything found is a failure; libraries outside are not ours to mend.
  ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
  TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/tests/tsan.suppressions" \
    ctest --test-dir "$(build_directory)" --output-on-failure ${1:+-R "$1"}
}

more_faults() {
  say "full and read-only disks, a damaged page, a clock moved by a day"
  tests/faults/faults.sh
  say "kill -9 under mixed work, 300 times on each database"
  tests/faults/mixed.sh 300
  say "what the continuous copy loses"
  tests/faults/continuous.sh
  say "slow, oversized, malformed and flooding clients"
  tests/faults/http/run.sh
}
