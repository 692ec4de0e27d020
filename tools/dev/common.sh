# Shared by all of ./dev: folders, packages, the build.

preset=${XIUHUA_PRESET:-dev}
build_directory() { echo "build/${1:-$preset}"; }

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf './dev: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@"; else
    die "needs root or sudo to run: $*"
  fi
}

# Debian packages, one purpose a line; docs/decisions/0001-dependencies.md says why each was chosen.
packages() {
  cat <<'LIST'
g++ cmake ninja-build mold ccache pkg-config clang-format clang-tidy git ca-certificates
libboost1.81-dev libboost-json1.81-dev libexpected-dev libfmt-dev
libsqlite3-dev libpq-dev postgresql postgresql-client sqlite3
libsodium-dev libssl-dev liboath-dev openssl
libtomlplusplus-dev libcli11-dev libspdlog-dev prometheus-cpp-dev
libicu-dev libcairo2-dev libpango1.0-dev libharfbuzz-dev libfontconfig-dev fonts-noto-cjk libqrencode-dev
libcurl4-openssl-dev libxlsxwriter-dev libzip-dev libpugixml-dev libbrotli-dev zlib1g-dev libpng-dev
libqpdf-dev libpoppler-cpp-dev libzxing-dev libjpeg62-turbo-dev
libfido2-dev cracklib-runtime
doctest-dev libbenchmark-dev poppler-utils zbar-tools
curl chromium python3 mosquitto dpkg-dev
clang-16 lld-16 wasi-libc libc++-16-dev-wasm32 libc++abi-16-dev-wasm32 libclang-rt-16-dev-wasm32
LIST
}

missing_packages() {
  local package
  for package in $(packages); do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

setup() {
  local missing
  missing=$(missing_packages)
  if [ -n "$missing" ]; then
    say "installing: $(echo $missing)"
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  fi
  setup_node
}

# Vite needs Node 20.19 and the web's packages npm 9.5 or newer; Debian 12 carries 18 and 9.2, so newer ones
# come from the npm packages `node` and `npm`.
node_is_enough() {
  command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' &&
    command -v npm >/dev/null && node -e '
    const [major, minor] = process.argv[1].split(".").map(Number)
    process.exit(major > 9 || (major === 9 && minor >= 5) ? 0 : 1)' "$(npm --version 2>/dev/null)"
}
setup_node() {
  if node_is_enough; then return; fi
  if ! command -v npm >/dev/null; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  fi
  if [ ! -x build/node/node_modules/.bin/npm ]; then
    say "installing a newer Node.js and npm into build/node"
    mkdir -p build/node
    npm install --prefix build/node --no-save --no-audit --no-fund node@20.20.0 npm@10.9.4 >/dev/null
  fi
  export PATH="$PWD/build/node/node_modules/.bin:$PATH"
}

build() {
  local sanitize="" type=RelWithDebInfo flags="-O1"
  case "$preset" in
    asan) sanitize=address ;;
    tsan) sanitize=thread ;;
    # g++ 12 sees overruns in std::string that are not there once it inlines more: shown, but no failure.
    release) flags="-O2 -Wno-error=array-bounds -Wno-error=stringop-overread -Wno-error=stringop-overflow \
-Wno-error=restrict -Wno-error=maybe-uninitialized" ;;
  esac
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  local directory
  directory=$(build_directory)
  if [ ! -f "$directory/build.ninja" ]; then
    cmake -S . -B "$directory" -G Ninja -DCMAKE_BUILD_TYPE="$type" \
      -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="$flags" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
      -DXIUHUA_SANITIZE="$sanitize" >/dev/null
  fi
  cmake --build "$directory" -- "${@:-all}"
}
