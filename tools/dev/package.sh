# ./dev package: build/package/xiuhua_<version>_<architecture>.deb. XIUHUA_PACKAGE_VERSION names another version
# (tests of the upgrade use it); XIUHUA_PRESET another build than the optimised one.

package_version() {
  echo "${XIUHUA_PACKAGE_VERSION:-$(sed -n 's/^project(xiuhua VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)}"
}

package() {
  local version architecture out root
  setup
  preset=${XIUHUA_PRESET:-release}
  build xiuhua
  web_build
  version=$(package_version)
  architecture=$(dpkg --print-architecture)
  out=$PWD/build/package
  root=$out/root
  rm -rf "$root"
  mkdir -p "$out"
  package_files "$root"
  package_control "$root" "$version" "$architecture"
  dpkg-deb --root-owner-group -Zxz --build "$root" "$out/xiuhua_${version}_$architecture.deb" >/dev/null
  rm -rf "$root"
  say "$out/xiuhua_${version}_$architecture.deb"
}

package_files() {
  local root=$1 page
  install -D -m 755 "$(build_directory)/bin/xiuhua" "$root/usr/bin/xiuhua"
  strip --strip-unneeded "$root/usr/bin/xiuhua"
  mkdir -p "$root/usr/share/xiuhua" "$root/usr/share/doc/xiuhua/operate"
  cp -r web/dist "$root/usr/share/xiuhua/web"
  rm -f "$root/usr/share/xiuhua/web/.xiuhua-stamp"
  cp -r policy "$root/usr/share/xiuhua/policy"
  for page in docs/operate/*; do install -m 644 "$page" "$root/usr/share/doc/xiuhua/operate/"; done
  install -m 644 packaging/debian/copyright "$root/usr/share/doc/xiuhua/copyright"
  gzip -9nc CHANGELOG.md >"$root/usr/share/doc/xiuhua/changelog.gz"
  install -D -m 640 packaging/xiuhua.toml "$root/etc/xiuhua/xiuhua.toml"
  install -D -m 644 packaging/xiuhua.service "$root/lib/systemd/system/xiuhua.service"
  install -D -m 644 packaging/xiuhua.sysusers "$root/usr/lib/sysusers.d/xiuhua.conf"
  install -D -m 644 packaging/xiuhua.tmpfiles "$root/usr/lib/tmpfiles.d/xiuhua.conf"
  find "$root" -type d -exec chmod 755 {} +
  find "$root/usr/share" -type f -exec chmod 644 {} +
}

package_control() {
  local root=$1 version=$2 architecture=$3 libraries work
  work=$(mktemp -d)
  mkdir -p "$work/debian" "$root/DEBIAN"
  # dpkg-shlibdeps wants a source package around it.
  printf 'Source: xiuhua\n\nPackage: xiuhua\nArchitecture: any\n' >"$work/debian/control"
  libraries=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "$root/usr/bin/xiuhua" 2>/dev/null |
    sed -n 's/^shlibs:Depends=//p')
  rm -rf "$work"
  [ -n "$libraries" ] || die "dpkg-shlibdeps found no libraries"
  sed -e "s|@VERSION@|$version|; s|@ARCHITECTURE@|$architecture|; s|@LIBRARIES@|$libraries|" \
    -e "s|@SIZE@|$(du -sk "$root" | cut -f1)|" packaging/debian/control.in >"$root/DEBIAN/control"
  install -m 644 packaging/debian/conffiles "$root/DEBIAN/conffiles"
  install -m 755 packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm "$root/DEBIAN/"
  (cd "$root" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\0' | sort -z |
    xargs -0 md5sum >DEBIAN/md5sums)
}
