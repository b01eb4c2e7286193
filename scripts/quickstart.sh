#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# From nothing to a migrated SQLite database: installs what is missing (Debian),
# builds, and migrates the sample set of this repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/install_missing.sh

install_missing g++ cmake ninja-build python3 libsqlite3-dev libfmt-dev \
  libcli11-dev nlohmann-json3-dev

cmake --preset default
cmake --build --preset default
cmake --build --preset default --target migrate-up
cmake --build --preset default --target migrate-status
