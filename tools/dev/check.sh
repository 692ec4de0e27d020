# ./dev check: what a reviewer should not have to say. ./dev format mends what it can.

sources() { git ls-files 'server/*.cpp' 'server/*.hpp' 'adapters/*.cpp' 'adapters/*.hpp' 'tools/*.cpp' 'tools/*.hpp' 'bench/*.cpp' 'tests/*.cpp' 'tests/*.hpp'; }

# --fuzz SECONDS: each parser that reads what strangers send, fuzzed for so long; nothing else.
check() {
  if [ "${1:-}" = --fuzz ]; then fuzz "${2:-60}"; return; fi
  setup
  say "tidy: the repository's rules"
  python3 tools/tidy/tidy.py
  say "clang-format"
  sources | xargs -r clang-format --dry-run --Werror
  build xiuhua
  say "contract, permission matrix and web types agree with the program"
  contract_check
}

# libFuzzer is clang's; the packages are asked for only here, since nothing else needs them.
fuzz() { # $1: seconds for each
  local directory=build/fuzz target name status=0 words
  setup
  if ! command -v clang++-16 >/dev/null || [ ! -e /usr/lib/llvm-16/lib/clang/16/lib/linux/libclang_rt.fuzzer-x86_64.a ] &&
    [ ! -e /usr/lib/llvm-16/lib/clang/16/lib/linux/libclang_rt.fuzzer-aarch64.a ]; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-16 libclang-rt-16-dev >/dev/null
  fi
  cmake -S tests/fuzz -B $directory -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 \
    -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
  cmake --build $directory
  for target in "$directory"/bin/fuzz_*; do
    name=${target##*/fuzz_}
    mkdir -p "$directory/corpus/$name" "$directory/found"
    words=tests/fuzz/dictionary/$name.txt
    [ -e "$words" ] && words=-dict=$words || words=""
    say "fuzz: $name, $1 s"
    # shellcheck disable=SC2086
    "$target" $words -max_total_time="$1" -max_len=8192 -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
      -artifact_prefix="$directory/found/$name-" "$directory/corpus/$name" "tests/fuzz/corpus/$name" ||
      { status=1; echo "fuzz: $name found something: $directory/found" >&2; }
  done
  [ $status = 0 ] || die "fuzz: something was found"
}

# The program prints its contract; what is committed must be the same.
contract_files() { # $1: folder to write into
  local bin
  bin=$(build_directory)/bin
  mkdir -p "$1/contract" "$1/docs/rooms"
  "$bin/xiuhua" contract >"$1/contract/openapi.yaml"
  "$bin/xiuhua" matrix >"$1/docs/rooms/permissions.md"
}
contract() {
  setup
  build xiuhua
  contract_files .
  web_install
  (cd web && npm run --silent contract)
}
contract_check() {
  local folder
  folder=$(mktemp -d)
  contract_files "$folder"
  diff -u contract/openapi.yaml "$folder/contract/openapi.yaml" >&2 || die "contract/openapi.yaml is stale: ./dev contract"
  diff -u docs/rooms/permissions.md "$folder/docs/rooms/permissions.md" >&2 || die "docs/rooms/permissions.md is stale: ./dev contract"
  rm -rf "$folder"
  web_install
  (cd web && npm run --silent contract:check) || die "the web's types are stale: ./dev contract"
}

format() {
  sources | xargs -r clang-format -i
  web_format
}
