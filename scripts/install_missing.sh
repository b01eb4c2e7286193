# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# Sourced by the scripts beside it.

# Prints those of the given Debian packages that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null |
      grep -q ' installed$' || echo "$package"
  done
}

# Runs a command as root, with sudo where we are somebody else.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Says what is missing and stops where nothing can be installed from here.
require_a_way_to_install() {
  if ! command -v apt-get >/dev/null; then
    echo "error: this script knows Debian only; please install: $*" >&2
    exit 1
  fi
  if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    echo "error: neither root nor sudo; as root, run: apt-get install $*" >&2
    exit 1
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet \
    --option Dpkg::Use-Pty=0 "$@"
}

# Runs a command while Debian starts no servers, which it does for those that it
# installs; the tests start their own. Both switches are put back.
without_servers() {
  local cluster=/etc/postgresql-common/createcluster.conf
  local policy=/usr/sbin/policy-rc.d own_policy='' status=0
  if [[ ! -e $policy ]]; then
    own_policy=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  as_root cp --preserve "$cluster" "$cluster.before"
  echo 'create_main_cluster = false' | as_root tee "$cluster" >/dev/null
  "$@" || status=$?
  as_root mv "$cluster.before" "$cluster"
  [[ -z $own_policy ]] || as_root rm --force "$policy"
  return "$status"
}

# Installs those of the given packages that are missing, and nothing (so
# without root) where none is.
install_missing() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  require_a_way_to_install "${missing[@]}"
  echo "installing ${missing[*]}"
  apt_get update
  local install=(apt_get install --yes --no-install-recommends)
  if [[ " ${missing[*]} " =~ " "(postgresql|pgbouncer)" " ]]; then
    "${install[@]}" postgresql-common  # brings the file with the switch
    install=(without_servers "${install[@]}")
  fi
  "${install[@]}" "${missing[@]}"
}
