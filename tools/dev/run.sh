# ./dev run: everything a newcomer needs to stand in front of a served district.

run() {
  local port=8080 data=data small=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --port) port=$2; shift 2 ;;
      --data) data=$2; shift 2 ;;
      --small) small=--small; shift ;;
      *) die "run does not know $1" ;;
    esac
  done
  setup
  build xiuhua seed_district
  web_build
  local bin
  bin=$(build_directory)/bin
  if [ ! -f "$data/.seeded" ]; then
    [ -e "$data/xiuhua.db" ] && die "$data holds a database that was not seeded here: give another --data"
    say "seeding the demo district into $data"
    "$bin/seed_district" --data "$data" $small
    touch "$data/.seeded"
  fi
  say "http://127.0.0.1:$port (Ctrl+C stops it)"
  exec "$bin/xiuhua" serve --data "$data" --port "$port" --web web/dist
}

# The demo's one-time code of this moment, for administrators and reviewers.
code() { "$(build_directory)/bin/seed_district" --code; }
