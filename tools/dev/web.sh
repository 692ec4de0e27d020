# The web front end: installed when the lock file changed, built when a source changed.

web_stamp() { # the newest of what the build reads, as one word
  { cat web/package-lock.json; find web/src web/*.ts web/*.json server -name '*.ts' -o -name '*.vue' -o -name '*.css' \
      -o -name '*.html' -o -name 'texts.json' | sort | xargs cat; cat contract/*.yaml; } 2>/dev/null | sha256sum | cut -c1-32
}

web_install() {
  local stamp
  stamp=$(sha256sum web/package-lock.json | cut -c1-32)
  if [ "$(cat web/node_modules/.xiuhua-stamp 2>/dev/null)" != "$stamp" ]; then
    say "installing the web's packages"
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    echo "$stamp" >web/node_modules/.xiuhua-stamp
  fi
}

# The provider of log-ins that tests run against.
oidc_install() {
  local stamp
  stamp=$(sha256sum tests/oidc/package-lock.json | cut -c1-32)
  if [ "$(cat tests/oidc/node_modules/.xiuhua-stamp 2>/dev/null)" != "$stamp" ]; then
    say "installing the tests' log-in provider"
    (cd tests/oidc && npm ci --no-audit --no-fund --loglevel=error)
    echo "$stamp" >tests/oidc/node_modules/.xiuhua-stamp
  fi
}

# The fence's rule for phones: the server's own source, compiled to WebAssembly and written as a module of text. Only
# Boost's headers are let in from the system's.
web_rule() {
  local sources="web/wasm/fence.cpp server/rooms/tracking/fence.cpp server/kernel/geo.cpp" out=web/src/generated stamp
  stamp=$(cat $sources server/rooms/tracking/fence.hpp server/kernel/{geo,instant}.hpp tools/dev/web.sh | sha256sum | cut -c1-32)
  [ "$(head -n 1 $out/fence-rule.ts 2>/dev/null)" != "// $stamp" ] || return 0
  command -v clang++-16 >/dev/null || die "clang-16 is missing: ./dev setup"
  say "compiling the fence's rule to WebAssembly"
  mkdir -p build/wasm/include "$out"
  ln -sfn /usr/include/boost build/wasm/include/boost
  # shellcheck disable=SC2086
  clang++-16 --target=wasm32-wasi -mexec-model=reactor -std=c++20 -Os -Wall -Wextra -Werror -fno-exceptions -fno-rtti \
    -DBOOST_NO_EXCEPTIONS -nostdinc++ -isystem /usr/lib/llvm-16/include/wasm32-wasi/c++/v1 -Iserver \
    -isystem build/wasm/include -Wl,--strip-all $sources -o build/wasm/fence.wasm
  { echo "// $stamp"; echo "export default '$(base64 -w 0 build/wasm/fence.wasm)'"; } >"$out/fence-rule.ts.new"
  mv "$out/fence-rule.ts.new" "$out/fence-rule.ts"
}

web_build() {
  web_install
  web_rule
  local stamp
  stamp=$(web_stamp)
  if [ "$(cat web/dist/.xiuhua-stamp 2>/dev/null)" != "$stamp" ]; then
    say "building the web"
    (cd web && npm run --silent build)
    echo "$stamp" >web/dist/.xiuhua-stamp
  fi
}

web_check() { web_install; web_rule; (cd web && npm run --silent check); }
web_format() { web_install; (cd web && npx prettier --log-level warn --write .); }
