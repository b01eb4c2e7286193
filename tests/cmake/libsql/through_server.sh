#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# What the tool does with a database, does it with one on a server: in
# DATABASE_URL, which is empty.
#
#   through_server.sh <tool> <executor of plain/> <folder of plain/>
set -eu
tool=$1 executor=$2 source=$3
here=$(mktemp -d)
trap 'rm -r "$here"' EXIT
cp -r "$source/plain" "$here"
cd "$here"

"$executor" up
"$tool" drift plain --dialect sqlite
"$tool" push plain --dialect sqlite --schema "$source/schema.sql" --yes
"$tool" generate --check --schema "$source/schema.sql" --from "$DATABASE_URL"
"$tool" dump --output dumped.sql
"$tool" generate --check --schema dumped.sql --from "$DATABASE_URL"
"$tool" generate --directory plain --dialect sqlite --schema dumped.sql
if "$tool" drift plain --dialect sqlite; then
  echo "what was pushed is no drift from the migrations that are applied" >&2
  exit 1
fi
