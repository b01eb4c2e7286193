#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Formats the C++ sources; with --check, only says which are not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=(-i)
if [[ ${1:-} == --check ]]; then
  mode=(--dry-run --Werror)
fi
git ls-files -z -- '*.h' '*.cpp' '*.c' |
  xargs -0 "${CLANG_FORMAT:-clang-format}" "${mode[@]}"
