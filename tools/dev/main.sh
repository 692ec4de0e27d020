# The commands.

usage() {
  cat <<'TEXT'
./dev run   [--port N] [--data DIR] [--small]    install, build, seed a demo district, serve it
./dev test  [--asan|--tsan|--faults] [NAME…]     install, build, run every test (or the folders named)
./dev code                                      the demo's one-time code for administrators and reviewers
./dev setup | build | check | format
./dev check --fuzz SECONDS                       every parser of strangers' bytes, so long each
./dev bench [NAME…]                              one JSON line a figure
./dev contract                                  print contract, permission matrix and web types anew
./dev package                                   a Debian package of program and web
./dev new-room NAME
TEXT
}

main() {
  local command=${1:-help}
  [ $# -gt 0 ] && shift
  case "$command" in
    setup) setup ;;
    build) setup; build "$@" ;;
    run) run "$@" ;;
    test) run_tests "$@" ;;
    check) check "$@" ;;
    format) format ;;
    bench) bench "$@" ;;
    contract) contract ;;
    code) code ;;
    package) package ;;
    new-room) setup; web_install; exec tools/new_room/new_room "$@" ;;
    help|-h|--help) usage ;;
    *) usage >&2; die "unknown command: $command" ;;
  esac
}
