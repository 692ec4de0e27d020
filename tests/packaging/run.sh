#!/usr/bin/env bash
# Installs the package on a bare Debian 12, serves, upgrades with data, removes and purges; then judges the unit.
#   tests/packaging/run.sh [ROOT]     ROOT: a debootstrapped bookworm to use again; otherwise one is made and removed
# Needs root (chroot). Environment: XIUHUA_PRESET as for ./dev package, DEBIAN_MIRROR; XIUHUA_PACKAGE_BEFORE names the
# package of an earlier version to upgrade from (otherwise today's program under an earlier number).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in tools/dev/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done
[ "$(id -u)" = 0 ] || die "needs root for a chroot"

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
root=${1:-}
if [ -z "$root" ]; then
  root=$(mktemp -d "${TMPDIR:-/tmp}/xiuhua_root_XXXXXX")
  made=yes
fi
port=$(free_port)
server=""
steps=0

# The program itself, not what stands between it and us (chroot, runuser).
stop_server() {
  local pid
  [ -n "$server" ] || return 0
  pid=$(cat "$root/var/lib/xiuhua/xiuhua.pid" 2>/dev/null || true)
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi
  wait "$server" || true
  server=""
}
leave() {
  stop_server
  umount "$root/proc" 2>/dev/null || true
  if [ "${made:-}" = yes ]; then rm -rf "$root"; fi
}
trap leave EXIT

inside() { chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { inside runuser -u xiuhua -- env XIUHUA_HTTP_PORT="$port" XIUHUA_HTTP_TLS_PORT=0 XIUHUA_HTTP_ADDRESS=127.0.0.1 "$@"; }
well() { steps=$((steps + 1)); say "ok: $*"; }
wants() { # DESCRIPTION COMMAND…
  local what=$1
  shift
  "$@" || die "not so: $what"
  well "$what"
}

[ -x "$root/usr/bin/dpkg" ] || {
  say "bare Debian in $root"
  debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
}
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
inside apt-get -qq -y -o Dpkg::Use-Pty=0 purge xiuhua >/dev/null 2>&1 || true
rm -rf "$root"/var/backups/xiuhua "$root"/var/lib/xiuhua "$root"/tmp/restored

export XIUHUA_PRESET=${XIUHUA_PRESET:-release}
architecture=$(dpkg --print-architecture)
new=$(package_version)
before=${XIUHUA_PACKAGE_BEFORE:-}
if [ -z "$before" ]; then
  (XIUHUA_PACKAGE_VERSION=0.0.9 package)
  before=build/package/xiuhua_0.0.9_$architecture.deb
fi
old=$(dpkg-deb -f "$before" Version)
dpkg --compare-versions "$old" lt "$new" || die "$before has version $old, which is not before $new"
package
cp "$before" "$root/root/old.deb"
cp "build/package/xiuhua_${new}_$architecture.deb" "$root/root/new.deb"

start_server() {
  as_user /usr/bin/xiuhua serve --config /etc/xiuhua/xiuhua.toml >"$root/tmp/out" 2>"$root/tmp/log" &
  server=$!
  for _ in $(seq 100); do
    if curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; then return; fi
    kill -0 "$server" 2>/dev/null || { cat "$root/tmp/log" >&2; die "the server ended"; }
    sleep 0.1
  done
  die "the server does not answer"
}
owner_of() { stat -c '%U %a' "$root$1"; }
log_in() { # LOGIN PASSWORD
  curl -s -o "$root/tmp/answer" -c "$root/tmp/cookies" -w '%{http_code}' -H 'Content-Type: application/json' \
    -d "{\"login\":\"$1\",\"password\":\"$2\"}" "http://127.0.0.1:$port/api/access/login"
}
# A list of people opens sealed columns to show them masked.
reads_people() { curl -fs -b "$root/tmp/cookies" "http://127.0.0.1:$port/api/registry/people?limit=5" | grep -q '\*\*\*\*'; }
same_rows() { # FILE: every table holds what was counted when it was stored
  local table count
  while read -r table count; do
    [ "$(sqlite3 "$root/var/lib/xiuhua/xiuhua.db" "SELECT COUNT(*) FROM $table")" = "$count" ] || return 1
  done <"$1"
}

say "installing $old"
inside apt-get -qq update
inside apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends /root/old.deb >/dev/null
wants "the user is there" inside getent passwd xiuhua
[ "$(inside stat -c '%U %a' /var/lib/xiuhua)" = "xiuhua 700" ] || die "the data directory is open: $(owner_of /var/lib/xiuhua)"
[ "$(inside stat -c '%U:%G %a' /etc/xiuhua/xiuhua.toml)" = "root:xiuhua 640" ] || die "the configuration is open"
well "nobody else reads data and configuration"
wants "the configuration is well" as_user /usr/bin/xiuhua check-config --config /etc/xiuhua/xiuhua.toml
password=$(as_user /usr/bin/xiuhua create-admin boss --config /etc/xiuhua/xiuhua.toml | sed -n 's/^password: //p')
[ -n "$password" ] || die "no first password"
start_server
wants "it answers" curl -fs "http://127.0.0.1:$port/healthz" -o /dev/null
curl -fsL --compressed "http://127.0.0.1:$port/" | grep -qi '<!doctype html' || die "the web is not served"
well "the web is served"
[ "$(log_in boss "$password")" = 200 ] || die "log-in: $(cat "$root/tmp/answer")"
well "the first administrator logs in"
inside sh -c 'ls -la /var/lib/xiuhua' | grep -q 'xiuhua.db' || die "no database"
stop_server

say "a district of the first schema, with $old"
stored=tests/upgrade/0001
demo_password=Xiuhua-demo-2020
rm -rf "$root"/var/lib/xiuhua/xiuhua.db* "$root"/var/lib/xiuhua/keys
xz -dc "$stored/sqlite.db.xz" >"$root/var/lib/xiuhua/xiuhua.db"
install -D -m 600 "$stored/sqlite.key" "$root/var/lib/xiuhua/keys/master.key"
inside chown -R xiuhua:xiuhua /var/lib/xiuhua
start_server
[ "$(log_in worker1.1 "$demo_password")" = 200 ] || die "log-in: $(cat "$root/tmp/answer")"
wants "its sealed columns open" reads_people
stop_server

say "upgrading to $new with data and a changed configuration"
echo '# kept by the operator' >>"$root/etc/xiuhua/xiuhua.toml"
entries=$(as_user /usr/bin/xiuhua verify --config /etc/xiuhua/xiuhua.toml)
inside apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends -o Dpkg::Options::=--force-confold /root/new.deb >/dev/null
[ "$(inside dpkg-query -W -f='${Version}' xiuhua)" = "$new" ] || die "not upgraded"
grep -q 'kept by the operator' "$root/etc/xiuhua/xiuhua.toml" || die "the configuration was replaced"
well "the operator's configuration is kept"
start_server
[ "$(log_in worker1.1 "$demo_password")" = 200 ] || die "log-in behind the upgrade: $(cat "$root/tmp/answer")"
well "the same password logs in behind the upgrade"
wants "sealed columns open behind the upgrade" reads_people
stop_server
wants "every table holds what it held" same_rows "$stored/sqlite.counts"
as_user /usr/bin/xiuhua verify --config /etc/xiuhua/xiuhua.toml | grep -q '"broken_at":0' || die "audit chain"
well "the audit chain is whole (before: $entries)"

say "backup and restore on the installed machine"
as_user /usr/bin/xiuhua backup-key /var/lib/xiuhua/secret >"$root/tmp/public" 2>/dev/null
as_user /usr/bin/xiuhua backup --config /etc/xiuhua/xiuhua.toml --to /var/backups/xiuhua --public-key "$(cat "$root/tmp/public")" >/dev/null
inside cp /var/lib/xiuhua/secret /root/secret
copy=$(inside sh -c 'ls /var/backups/xiuhua/xiuhua-xiuhua-2*.backup')
wants "a backup restores beside" inside /usr/bin/xiuhua restore "$copy" --secret /root/secret --data /tmp/restored

say "removing and purging"
inside apt-get -qq -y -o Dpkg::Use-Pty=0 remove xiuhua >/dev/null
[ ! -e "$root/usr/bin/xiuhua" ] || die "the program is still there"
[ -e "$root/var/lib/xiuhua/xiuhua.db" ] || die "removing took the data"
well "removed; the data stays"
inside apt-get -qq -y -o Dpkg::Use-Pty=0 purge xiuhua >/dev/null
left=$(find "$root/etc" "$root/var/lib" "$root/usr" "$root/lib" "$root/var/cache" -iname '*xiuhua*' \
  ! -path '*/dpkg/*' ! -path '*/apt/*' 2>/dev/null || true)
[ -z "$left" ] || die "left behind: $left"
if inside getent passwd xiuhua >/dev/null; then die "the user is still there"; fi
inside sh -c 'ls /var/backups/xiuhua/*.backup' >/dev/null || die "purging took the backups"
well "purged; nothing is left but the encrypted copies"
rm -rf "$root/var/backups/xiuhua" "$root/tmp/restored"

say "the unit"
# systemd looks for the program that the unit names: give it the built one under that name.
mkdir -p "$root/verify/usr/bin" "$root/verify/etc/systemd/system" "$root/verify/usr/lib/systemd/system"
install -m 755 "$(build_directory "$XIUHUA_PRESET")/bin/xiuhua" "$root/verify/usr/bin/xiuhua"
install -m 755 /bin/kill "$root/verify/usr/bin/kill"
ln -sfn usr/bin "$root/verify/bin"
cp /lib/systemd/system/{sysinit,basic,network-online,network,shutdown,multi-user,local-fs,swap,local-fs-pre,umount,final,cryptsetup,veritysetup,integritysetup,timers,sockets,paths,slices}.target "$root/verify/usr/lib/systemd/system/" 2>/dev/null || true
cp packaging/xiuhua.service "$root/verify/etc/systemd/system/"
problems=$(systemd-analyze verify --root="$root/verify" --man=no --recursive-errors=no xiuhua.service 2>&1 || true)
rm -rf "$root/verify"
[ -z "$problems" ] || die "systemd-analyze verify: $problems"
well "systemd-analyze verify has nothing to say"
exposure=$(systemd-analyze security --offline=true --no-pager packaging/xiuhua.service | tail -1)
systemd-analyze security --offline=true --threshold=20 --no-pager packaging/xiuhua.service >/dev/null || die "$exposure"
well "${exposure#→ }"
echo "{\"packaging\":\"deb\",\"steps\":$steps,\"bytes\":$(stat -c %s "build/package/xiuhua_${new}_$architecture.deb"),\"from\":\"$old\",\"to\":\"$new\",\"result\":\"well\"}"
