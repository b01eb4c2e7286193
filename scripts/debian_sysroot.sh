#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Unpacks Debian packages of another architecture into a folder, to cross-compile
# with. Changes nothing else on the machine and needs no root:
#
#   scripts/debian_sysroot.sh <architecture> <folder> <package>...
#
# Packages they depend on are not added. The folder is made again where the list
# of packages differs from that of last time.
set -euo pipefail
architecture=$1
folder=$2
shift 2
wanted="$architecture $*"
[[ ! -e $folder/packages || $(<"$folder/packages") != "$wanted" ]] || exit 0

fail() {
  echo "error: $*" >&2
  exit 1
}

command -v apt-get >/dev/null || fail "$0 knows Debian only"
work=$(mktemp --directory)
trap 'rm --recursive --force "$work"' EXIT
chmod 755 "$work"
mkdir --parents "$work"/{lists/partial,cache/archives/partial,packages}
touch "$work/status"

# The servers are those of this machine; what apt knows and keeps is its own.
own_apt() {
  apt-get --quiet --quiet --option "APT::Architecture=$architecture" \
    --option "APT::Architectures::=$architecture" \
    --option "Dir::State::lists=$work/lists" \
    --option "Dir::State::status=$work/status" \
    --option "Dir::Cache=$work/cache" \
    --option APT::Sandbox::User=root "$@"
}

own_apt update ||
  fail "cannot get Debian's list of packages for $architecture (see above)"
cd "$work/packages"
own_apt download "$@" ||
  fail "cannot get the packages for $architecture (see above)"
cd - >/dev/null

rm --recursive --force "$folder"
mkdir --parents "$folder"
for package in "$work"/packages/*.deb; do
  dpkg --extract "$package" "$folder"
done
echo "$wanted" >"$folder/packages"
