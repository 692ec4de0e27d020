# A private PostgreSQL for tests: with_postgres COMMAND… runs COMMAND with XIUHUA_TEST_POSTGRES set.
# An address that is set already is used as it is. The server and its files are gone afterwards, whatever happens.

with_postgres() (
  set -e
  if [ -n "${XIUHUA_TEST_POSTGRES:-}" ]; then
    "$@"
    return
  fi
  directory=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_postgres_XXXXXX")
  trap 'postgres_stop "$directory"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  postgres_start "$directory"
  export XIUHUA_TEST_POSTGRES="postgresql://postgres@/postgres?host=$directory&port=$(cat "$directory/port")"
  export XIUHUA_TEST_POSTGRES_DIRECTORY=$directory
  "$@"
)

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

postgres_program() {
  local program
  program=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -1)
  [ -n "$program" ] || die "PostgreSQL is not installed: run ./dev setup"
  echo "$program"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

postgres_start() {
  local directory=$1
  if [ "$(id -u)" = 0 ]; then chown postgres "$directory"; fi
  as_postgres "$(postgres_program initdb)" --pgdata="$directory/data" --username=postgres --locale=C \
    --encoding=UTF8 --auth=trust --no-sync >/dev/null
  free_port >"$directory/port"
  postgres_again "$directory"
}

# Starts the server on files that are there (also after a crash).
postgres_again() {
  local directory=$1
  as_postgres "$(postgres_program pg_ctl)" start --pgdata="$directory/data" --wait --silent \
    --log="$directory/log" --options="-c fsync=on -c synchronous_commit=on -c max_connections=200 \
-c listen_addresses=127.0.0.1 -c port=$(cat "$directory/port") -c unix_socket_directories=$directory" ||
    { cat "$directory/log" >&2; die "PostgreSQL did not start"; }
}

postgres_stop() {
  local directory=$1
  if [ -f "$directory/data/postmaster.pid" ]; then
    as_postgres "$(postgres_program pg_ctl)" stop --pgdata="$directory/data" --mode=immediate --silent || true
  fi
  rm -rf "$directory"
}
