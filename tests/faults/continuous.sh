#!/usr/bin/env bash
# What the continuous copy loses at a kill (RPO), and how long its restore takes.   tests/faults/continuous.sh [ROUNDS]
# Each round writes for some seconds, is killed (SIGKILL), loses its database, and is restored from the copy alone: the
# newest acknowledged number that is there against the newest that was acknowledged, in milliseconds of their writing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
bin=$PWD/$(build_directory)/bin
rounds=${1:-10}
work=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_continuous_XXXXXX")
writer=""
trap 'kill -9 $writer 2>/dev/null || true; rm -rf "$work"' EXIT

"$bin/xiuhua" backup-key "$work/secret" >"$work/public" 2>/dev/null
export XIUHUA_FAULT_CONTINUOUS=$work/copy XIUHUA_FAULT_PUBLIC_KEY
XIUHUA_FAULT_PUBLIC_KEY=$(cat "$work/public")
: >"$work/figures"
mkdir "$work/data"
for round in $(seq "$rounds"); do
  "$bin/fault_writer" write "$work/data" $((round * 1000000)) >"$work/acknowledged" 2>"$work/errors" &
  writer=$!
  sleep "$((2 + RANDOM % 3)).$((RANDOM % 10))"
  kill -9 "$writer"
  wait "$writer" 2>/dev/null || true
  [ -s "$work/acknowledged" ] || die "round $round: nothing was written: $(tail -2 "$work/errors")"
  rm -f "$work/data/xiuhua.db"*
  begun=$(date +%s%N)
  "$bin/xiuhua" restore "$work/copy" --secret "$work/secret" --data "$work/data" >"$work/said" || die "round $round: no restore"
  restored=$((($(date +%s%N) - begun) / 1000000))
  sqlite3 "$work/data/xiuhua.db" 'SELECT number FROM fault_action' | sort >"$work/there"
  python3 - "$work/acknowledged" "$work/there" "$restored" "$(stat -c %s "$work/data/xiuhua.db")" >>"$work/figures" <<'PY'
import sys
there = set(open(sys.argv[2]).read().split())
said = [line.split() for line in open(sys.argv[1])]
newest = max(int(at) for _, at in said)
missing = [int(at) for number, at in said if number not in there]
print(newest - min(missing) if missing else 0, len(missing), sys.argv[3], sys.argv[4])
PY
done
python3 - "$work/figures" <<'PY'
import json, sys
rows = [[int(word) for word in line.split()] for line in open(sys.argv[1])]
rpo = sorted(row[0] for row in rows)
print(json.dumps({"faults": "continuous copy", "rounds": len(rows), "rpo_ms_median": rpo[len(rpo) // 2], "rpo_ms_worst": rpo[-1],
                  "restore_ms_worst": max(row[2] for row in rows), "database_mib": max(row[3] for row in rows) >> 20}))
PY
