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

web_build() {
  web_install
  local stamp
  stamp=$(web_stamp)
  if [ "$(cat web/dist/.xiuhua-stamp 2>/dev/null)" != "$stamp" ]; then
    say "building the web"
    (cd web && npm run --silent build)
    echo "$stamp" >web/dist/.xiuhua-stamp
  fi
}

web_check() { web_install; (cd web && npm run --silent check); }
web_format() { web_install; (cd web && npx prettier --log-level warn --write .); }
