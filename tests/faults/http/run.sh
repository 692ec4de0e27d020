#!/usr/bin/env bash
# Slow, oversized, malformed and flooding clients against the program, and beside it against nginx with its defaults.
#   tests/faults/http/run.sh [SECONDS_A_KIND]
# One JSON line a kind and server. Fails when the program died, did not answer an honest client, or kept memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
seconds=${1:-15}
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_http_XXXXXX")
pids=()
leave() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap leave EXIT
ulimit -n 16384 2>/dev/null || ulimit -n "$(ulimit -Hn)"

clients() { python3 tests/faults/http/clients.py --seconds "$seconds" --large "/${large:-}" "$@"; }
answers() {
  for _ in $(seq 200); do
    if curl -fs "http://127.0.0.1:$1/healthz" >/dev/null; then return; fi
    sleep 0.1
  done
  die "nothing answers on $1"
}

# The largest file of the web, uncompressed.
large=$(cd web/dist && find desk -type f ! -name '*.gz' ! -name '*.br' -printf '%s %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2)

port=$(free_port)
"$PWD/$(build_directory)/bin/xiuhua" serve --data "$work/data" --port "$port" --web web/dist >"$work/out" 2>"$work/log" &
pids+=($!)
program=$!
answers "$port"
status=0
clients --port "$port" --pid "$program" --name xiuhua || status=$?
kill -0 "$program" 2>/dev/null || die "the program died: $(tail -3 "$work/log")"

if command -v nginx >/dev/null; then
  nginx_port=$(free_port)
  mkdir -p "$work/nginx" "$work/page"
  head -c 20000 /dev/zero | tr '\0' x >"$work/page/index.html"
  if [ -n "$large" ]; then cp -r web/dist/desk "$work/page/desk"; fi
  # Everything that is not said is nginx's own default: that is what is compared with.
  cat >"$work/nginx.conf" <<CONF
$([ "$(id -u)" = 0 ] && echo "user root;")
worker_processes 2;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/fastcgi; uwsgi_temp_path $work/nginx/uwsgi; scgi_temp_path $work/nginx/scgi;
  server {
    listen 127.0.0.1:$nginx_port;
    root $work/page;
    location = /healthz { return 200 "well"; }
    location /api/ { proxy_pass http://127.0.0.1:$port; }
  }
}
CONF
  nginx -p "$work/nginx" -e "$work/nginx/error.log" -c "$work/nginx.conf" -g 'daemon off;' &
  pids+=($!)
  nginx_pid=$!
  answers "$nginx_port"
  clients --port "$nginx_port" --pid "$nginx_pid" --name nginx || true
else
  echo '{"faults":"http","server":"nginx","result":"not installed: apt-get install nginx-light"}'
fi
exit "$status"
