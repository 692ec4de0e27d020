#!/usr/bin/env bash
# What a disk and a clock can do to the running program: full, read-only, a damaged page, a date set wrong. Each must be
# said clearly, lose nothing that was acknowledged, and be over when its cause is.     tests/faults/faults.sh [NAME…]
# Names: full read_only page clock. The first two mount file systems of their own and need root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
bin=$PWD/$(build_directory)/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_faults_XXXXXX")
server=""
writer=""
leave() {
  for pid in $server $writer; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for place in full ro; do umount "$work/$place" 2>/dev/null || true; done
  rm -rf "$work"
}
trap leave EXIT

fault="" # What is being tried, for messages.
wants() { # DESCRIPTION COMMAND…
  local what=$1
  shift
  "$@" >/dev/null 2>&1 || { tail -3 "$work/log" >&2 || true; die "$fault: not so: $what"; }
}
within() { # SECONDS DESCRIPTION COMMAND…: true within that time
  local seconds=$1 what=$2 _
  shift 2
  for _ in $(seq $((seconds * 5))); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  tail -3 "$work/log" >&2 || true
  die "$fault: not within $seconds s: $what (readyz: $(ready))"
}
passed() { echo "{\"faults\":\"$fault\",\"result\":\"well\"${1:+,$1}}"; }

start() { # DATA: the program, with whatever is in the environment
  port=$(free_port)
  "$bin/xiuhua" serve --data "$1" --port "$port" >"$work/out" 2>"$work/log" &
  server=$!
  within 60 "it answers" curl -fs "http://127.0.0.1:$port/readyz"
}
stop() { kill "$server" && wait "$server" || true; server=""; }
ready() { curl -s "http://127.0.0.1:$port/readyz" || true; }
says() { ready | grep -q "\"$1\""; }
grep_ready() { ready | grep -q "$1"; }
is_well() { [ "$(ready)" = '{"status":"ready"}' ]; }
reads() { curl -fs "http://127.0.0.1:$port/healthz" && curl -s "http://127.0.0.1:$port/api/access/session" | grep -q unauthenticated; }
# A wrong password is counted in the database before it is answered: the smallest write that needs no account.
saves() {
  [ "$(curl -s -o "$work/answer" -w '%{http_code}' -H 'Content-Type: application/json' \
    -d '{"login":"boss","password":"wrong"}' "http://127.0.0.1:$port/api/access/login")" != 503 ]
}
refuses() { ! saves && grep -q "$1" "$work/answer"; }

numbers() { wc -l <"$work/acknowledged"; }
more_than() { [ "$(numbers)" -gt "$1" ]; }
write_on() { # DIRECTORY
  : >"$work/acknowledged"
  "$bin/fault_writer" write "$1" 1 >>"$work/acknowledged" 2>"$work/errors" &
  writer=$!
}
check_writer() { # DIRECTORY: nothing acknowledged is lost, nothing is there twice
  kill -9 "$writer"
  wait "$writer" 2>/dev/null || true
  writer=""
  "$bin/fault_writer" check "$1" "$work/acknowledged" >"$work/figures" || die "$fault: $(cat "$work/figures")"
}

fault_full() {
  fault="disk full"
  mkdir -p "$work/full"
  mount -t tmpfs -o size=160m xiuhua_full "$work/full"
  mkdir "$work/full/data" "$work/full/writer"
  "$bin/xiuhua" create-admin boss --data "$work/full/data" >/dev/null
  start "$work/full/data"
  write_on "$work/full/writer"
  within 30 "it is written" more_than 100
  cat /dev/zero >"$work/full/filler" 2>/dev/null || true
  within 20 "the writer is told db.full" grep -q '^db.full' "$work/errors"
  within 20 "readyz names disk.low" says disk.low
  wants "reading goes on" reads
  within 20 "saving is refused with its reason" refuses db.full
  within 10 "readyz names db.full" says db.full
  local before
  before=$(numbers)
  rm "$work/full/filler"
  within 30 "writing goes on without a restart" more_than $((before + 100))
  kill -STOP "$writer" # It would fill the disk anew in ten seconds.
  within 20 "saving goes on" saves
  within 20 "readyz is well again" is_well
  check_writer "$work/full/writer"
  stop
  "$bin/xiuhua" verify --data "$work/full/data" | grep -q '"broken_at":0' || die "$fault: chain"
  umount "$work/full"
  passed "\"figures\":$(cat "$work/figures")"
}

# ext4's own reaction to a failing disk: the file system is read-only from one moment to the next.
fault_read_only() {
  fault="read-only disk"
  mkdir -p "$work/ro"
  truncate -s 128M "$work/image"
  mkfs.ext4 -q "$work/image"
  mount -o loop "$work/image" "$work/ro"
  mkdir "$work/ro/data" "$work/ro/writer"
  "$bin/xiuhua" create-admin boss --data "$work/ro/data" >/dev/null
  start "$work/ro/data"
  write_on "$work/ro/writer"
  within 30 "it is written" more_than 100
  # Nothing is in the kernel's hands at that moment: an fdatasync that meets the abort may answer well although its
  # write is gone (a bare loop of pwrite and fdatasync shows the same), and then no program can know.
  kill -STOP "$writer"
  sleep 1
  mount -o remount,abort "$work/ro" 2>/dev/null || true
  kill -CONT "$writer"
  within 20 "saving is refused with its reason" refuses 'db\.\(read_only\|disk\)'
  wants "reading goes on" reads
  within 20 "readyz names the disk" grep_ready 'db.disk\|db.read_only\|disk.read_only'
  kill -9 "$server" "$writer"
  wait 2>/dev/null || true
  server="" writer=""
  status=0
  "$bin/xiuhua" serve --data "$work/ro/data" --port 0 >"$work/out" 2>"$work/said" || status=$?
  [ "$status" = 2 ] || die "$fault: a start on a read-only disk ended with $status"
  grep -q 'db\.\|host\.\|vault\.' "$work/said" || die "$fault: no clear message: $(cat "$work/said")"
  umount "$work/ro"
  e2fsck -fy "$work/image" >/dev/null 2>&1 || true
  mount -o loop "$work/image" "$work/ro"
  "$bin/fault_writer" check "$work/ro/writer" "$work/acknowledged" >"$work/figures" || die "$fault: $(cat "$work/figures")"
  start "$work/ro/data"
  wants "it is well again on the mended disk" is_well
  stop
  umount "$work/ro"
  passed "\"message\":\"$(tr -d '"\n' <"$work/said" | cut -c1-120)\",\"figures\":$(cat "$work/figures")"
}

fault_page() {
  fault="damaged page"
  local data=$work/page pages
  "$bin/xiuhua" create-admin boss --data "$data" >/dev/null
  sqlite3 "$data/xiuhua.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
  pages=$(sqlite3 "$data/xiuhua.db" "SELECT pageno FROM dbstat WHERE name = 'access_user' AND pagetype = 'leaf' LIMIT 1")
  head -c 4000 /dev/urandom | dd of="$data/xiuhua.db" bs=4096 seek=$((pages - 1)) conv=notrunc status=none
  start "$data"
  within 20 "the answer names it" sh -c "curl -s -H 'Content-Type: application/json' -d '{\"login\":\"boss\",\"password\":\"x\"}' http://127.0.0.1:$port/api/access/login | grep -q db.corrupt"
  within 10 "readyz names it" says db.corrupt
  "$bin/xiuhua" backup-key "$work/secret" >"$work/public" 2>/dev/null
  status=0
  "$bin/xiuhua" backup --data "$data" --to "$work/copies" --public-key "$work/public" 2>"$work/said" || status=$?
  [ "$status" = 2 ] && grep -q backup.damaged "$work/said" || die "$fault: a backup of it was made: $(cat "$work/said")"
  stop
  passed "\"message\":\"$(tr -d '"\n' <"$work/said" | cut -c1-120)\""
}

fault_clock() {
  fault="clock moved by a day"
  local data=$work/clock
  gcc -shared -fPIC -O1 -o "$work/moved_clock.so" tests/faults/moved_clock.c -ldl
  "$bin/xiuhua" create-admin boss --data "$data" >/dev/null
  echo 0 >"$work/moved"
  export MOVED_CLOCK=$work/moved
  LD_PRELOAD="$work/moved_clock.so" start "$data"
  local direction
  for direction in 86400 -86400; do
    sleep 3
    wants "it is well before" is_well
    echo "$direction" >"$work/moved"
    within 15 "readyz names it" says clock.jumped
    wants "saving goes on" saves
    echo 0 >"$work/moved"
    within 15 "it is well when the clock is put right" is_well
  done
  stop
  unset MOVED_CLOCK
  "$bin/xiuhua" verify --data "$data" | grep -q '"broken_at":0' || die "$fault: chain"
  passed
}

for name in ${*:-full read_only page clock}; do
  "fault_$name"
done
