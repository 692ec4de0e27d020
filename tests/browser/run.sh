#!/usr/bin/env bash
# The main job, played by its people in Chromium: on SQLite, then on PostgreSQL (XIUHUA_TEST_POSTGRES, which
# ./dev test sets). Ends with "N passed, N failed".   tests/browser/run.sh [--keep] [--look|--blind] [--parts=NAME,…] [sqlite|postgresql]…
# --keep keeps pictures and files; every screen is looked at on SQLite, with --look on both, with --blind on none.
# --parts plays only these parts of main.mjs: for working on one of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done

keep="" look=sqlite parts="" engines=()
for word in "$@"; do
  case "$word" in
    --keep) keep=yes ;;
    --look) look=all ;;
    --blind) look=none ;;
    --parts=*) parts=${word#--parts=} ;;
    sqlite | postgresql) engines+=("$word") ;;
    *) die "tests/browser/run.sh does not know $word" ;;
  esac
done
if [ ${#engines[@]} = 0 ]; then
  engines=(sqlite)
  [ -z "${XIUHUA_TEST_POSTGRES:-}" ] || engines+=(postgresql)
fi
chromium=$(command -v chromium) || die "Chromium is not installed: run ./dev setup"
bin=${XIUHUA_BIN:-$PWD/$(build_directory)/bin}
# A day that no server started today has lived yet: nothing falls due before the play moves the clock.
day=2035-03-14
folder=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_browser_XXXXXX")
server=""

stop_server() {
  [ -z "$server" ] || { kill -TERM "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  server=""
}
finish() {
  stop_server
  [ -n "$keep" ] || rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

start_server() { # $1: engine
  local data=$folder/$1/data url="" schema="browser_$$" port
  port=$(free_port)
  provider_port=$(free_port)
  [ "$1" = sqlite ] || url=$XIUHUA_TEST_POSTGRES
  mkdir -p "$data"
  "$bin/seed_district" --small --date "$day" --data "$data" ${url:+--url "$url" --schema "$schema"} \
    >"$folder/$1/seed.log" 2>&1 || { cat "$folder/$1/seed.log" >&2; die "the district could not be seeded"; }
  cat >"$folder/$1/config.toml" <<TOML
data = "$data"
[http]
address = "127.0.0.1"
port = $port
web_directory = "$PWD/web/dist"
public_url = "http://localhost:$port"
[oidc]
issuer = "http://localhost:$provider_port"
client_id = "xiuhua"
client_secret = "a secret & only for tests"
[database]
url = "$url"
schema = "$schema"
[test]
controlled_clock = true
TOML
  env -u XIUHUA_TEST_POSTGRES -u XIUHUA_TEST_POSTGRES_DIRECTORY \
    "$bin/xiuhua" serve --config "$folder/$1/config.toml" >"$folder/$1/server.log" 2>&1 &
  server=$!
  for _ in $(seq 150); do
    curl -fs "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
    kill -0 "$server" 2>/dev/null || { tail -5 "$folder/$1/server.log" >&2; die "the server did not start"; }
    sleep 0.2
  done
  address=http://localhost:$port # By name: browsers make no passkey for an address in numbers.
}

web_build
oidc_install
status=0 passed=0 failed=0
for engine in "${engines[@]}"; do
  say "the main job in a browser on $engine"
  start_server "$engine"
  looks=""
  if [ "$engine" = "$look" ] || [ "$look" = all ]; then looks=--look; fi
  env -u XIUHUA_TEST_POSTGRES CHROMIUM="$chromium" node tests/browser/main.mjs --address "$address" \
    --data "$folder/$engine/data" --out "$folder/$engine" --day "$day" --provider "$provider_port" $looks ${parts:+--parts "$parts"} |
    tee "$folder/$engine/checks.log" || status=1
  line=$(tail -1 "$folder/$engine/checks.log")
  passed=$((passed + $(echo "$line" | sed -nE 's/^([0-9]+) passed.*/\1/p' | grep . || echo 0)))
  failed=$((failed + $(echo "$line" | sed -nE 's/.* ([0-9]+) failed$/\1/p' | grep . || echo 1)))
  stop_server
done
[ "$failed" = 0 ] || { status=1; keep=yes; }
[ -z "$keep" ] || echo "pictures and files: $folder"
echo "$passed passed, $failed failed"
exit "$status"
