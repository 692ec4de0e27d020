# ./dev check: what a reviewer should not have to say. ./dev format mends what it can.

sources() { git ls-files 'server/*.cpp' 'server/*.hpp' 'adapters/*.cpp' 'adapters/*.hpp' 'tools/*.cpp' 'tools/*.hpp' 'bench/*.cpp' 'tests/*.cpp'; }

check() {
  setup
  say "tidy: the repository's rules"
  python3 tools/tidy/tidy.py
  say "clang-format"
  sources | xargs -r clang-format --dry-run --Werror
  build xiuhua
  say "contract, permission matrix and web types agree with the program"
  contract_check
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
