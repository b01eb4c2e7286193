# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# Sourced by the scripts beside it.

# Puts a package of npm into a folder, as node_modules/<name>, and runs nothing
# of it. Fails where it cannot be had.
install_npm_package() {
  local folder=$1 name=$2 version=$3 sum=$4
  local target=$folder/node_modules/$name package=$folder/$name.tgz
  ! grep --quiet --no-messages "\"version\": \"$version\"" \
    "$target/package.json" || return 0
  rm --recursive --force "$target"
  mkdir --parents "$target"
  curl --fail --silent --show-error --location --retry 3 --output "$package" \
    "https://registry.npmjs.org/$name/-/$name-$version.tgz" &&
    echo "$sum  $package" | sha512sum --check --quiet &&
    tar --extract --gzip --file "$package" --directory "$target" \
      --strip-components=1
}

# What drives a browser in the tests of studio's page, and what finds out whether
# people can use it. Nothing that is built needs them. Later versions of
# playwright-core want a newer Node.js than Debian 12 has.
install_browser_modules() {
  local folder=$1
  install_npm_package "$folder" playwright-core 1.60.0 \
    f5b5bacef5ff9b49446e04ca27a629a4e2b1f07dd538f04c382161da2ad714e4f805b1e0af1e613e3c0960b4f8d0bbbee2ab43dfaa8a73f1e7e7a4ad516e7b20 &&
    install_npm_package "$folder" axe-core 4.14.1 \
      1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
}
