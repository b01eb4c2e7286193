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
# people can use it. Nothing that is built needs them.
install_browser_modules() {
  local folder=$1
  install_npm_package "$folder" playwright-core 1.65.1 \
    86a3e9cfb6e548c3f1595768784d728814b35ec2a254e77693e9230af994cb00f618f3b60ddf477dc5a7abd34dd061db3590c5819f497c116bf97e7f04ba34ab &&
    install_npm_package "$folder" axe-core 4.14.1 \
      1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
}
