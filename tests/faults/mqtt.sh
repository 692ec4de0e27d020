#!/usr/bin/env bash
# Positions over a real mosquitto into `xiuhua serve`, while the program and the broker are killed. Three ways, one JSON
# line each; what counts is the track that the office shows in the end:
#   office   the office's program is killed (SIGKILL) N times under load: nothing may be lost
#   stop     the broker is stopped (SIGTERM) and started N/2 times, the office killed in between: nothing may be lost
#   broker   the broker itself is killed (SIGKILL) N/2 times: what it had confirmed and held in memory alone is lost by
#            mosquitto, whoever subscribes; counted and reported, not a failure
#   tests/faults/mqtt.sh [N]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done

bin=$PWD/$(build_directory)/bin
peer=$bin/mqtt_peer
rounds=${1:-50}
mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
[ -x "$mosquitto" ] || die "the package mosquitto is missing: ./dev setup"
broker_pid="" office_pid="" phone_pid=""
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_mqtt_XXXXXX")
trap 'kill -9 $broker_pid $office_pid $phone_pid 2>/dev/null || true' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_broker() { # $1: directory, $2: port
  cat >"$1/mosquitto.conf" <<CONF
listener $2 127.0.0.1
allow_anonymous true
persistence true
persistence_location $1/
autosave_interval 1
autosave_on_changes true
max_queued_messages 0
user root
CONF
  "$mosquitto" -c "$1/mosquitto.conf" >>"$1/broker.log" 2>&1 &
  broker_pid=$!
}
start_office() { # $1: directory, $2: port of the broker
  XIUHUA_MQTT_HOST=127.0.0.1 XIUHUA_MQTT_PORT=$2 XIUHUA_MQTT_BROKER_IS_TRUSTED=true \
    "$bin/xiuhua" serve --data "$1/data" --port "$http" >/dev/null 2>>"$1/office.log" &
  office_pid=$!
}
office() { python3 tests/faults/mqtt_office.py "$@" --port "$http"; }
end_hard() { # $1: pid
  kill -9 "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
nap() { sleep "0.$((RANDOM % 6))$((RANDOM % 10))"; }

play() { # $1: way, $2: rounds
  local way=$1 count=$2 directory=$work/$1 port round device first status=0
  mkdir "$directory"
  cp -r "$work/seed" "$directory/data"
  port=$(free_port)
  http=$(free_port)
  start_broker "$directory" "$port"
  start_office "$directory" "$port"
  read -r order device first < <(office issue)
  sleep 1 # The subscription must stand before the first position: before it, a broker keeps nothing for us.
  "$peer" phone "$port" 1 "owntracks/$device/phone" "$first" >"$directory/confirmed" 2>>"$directory/phone.log" &
  phone_pid=$!
  for round in $(seq "$count"); do
    sleep 0.3
    nap
    case $way in
      office) end_hard "$office_pid"; nap; start_office "$directory" "$port" ;;
      stop)
        if [ $((round % 2)) = 0 ]; then end_hard "$office_pid"; fi
        kill -TERM "$broker_pid"; wait "$broker_pid" 2>/dev/null || true
        nap; start_broker "$directory" "$port"
        if [ $((round % 2)) = 0 ]; then start_office "$directory" "$port"; fi ;;
      broker) end_hard "$broker_pid"; nap; start_broker "$directory" "$port" ;;
    esac
  done
  sleep 1
  kill -TERM "$phone_pid"; wait "$phone_pid" || status=$?
  office check --order "$order" --first "$first" --confirmed "$directory/confirmed" >"$directory/figures" || status=$?
  end_hard "$office_pid"; end_hard "$broker_pid"
  echo "{\"faults\":\"mqtt\",\"way\":\"$way\",\"kills\":$count,\"result\":$(cat "$directory/figures")}"
  if [ "$status" != 0 ] && [ "$way" != broker ]; then
    die "$way: a confirmed position was lost; what is left is in $directory"
  fi
}

"$bin/seed_district" --tiny --data "$work/seed" >/dev/null

play office "$rounds"
play stop $(((rounds + 1) / 2))
play broker $(((rounds + 1) / 2))
rm -rf "$work"
