// SPDX-License-Identifier: BSL-1.0
// Prints an embedded set, names and texts in hexadecimal.
#include <shop_migrations.h>

#include <cstdio>
#include <string_view>

namespace {

void print_hexadecimal(std::string_view bytes) {
  for (const char byte : bytes) {
    std::printf("%02x",
                static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
}

void print(std::string_view text) {
  std::printf("%.*s", static_cast<int>(text.size()), text.data());
}

}  // namespace

int main() {
  const godwit::EmbeddedSet set = shop_migrations::all();
  for (const std::string_view field :
       {set.name(), set.directory(), set.digest()}) {
    print(field);
    std::printf(field.data() == set.digest().data() ? "\n" : " ");
  }
  for (std::size_t index = 0; index < set.size(); ++index) {
    print_hexadecimal(set.file_name(index));
    std::printf(" ");
    print_hexadecimal(set.text(index));
    std::printf(" ");
    print(set.checksum(index));
    std::printf("\n");
    if (set.text(index).data()[set.text(index).size()] != '\0') return 1;
  }
  return 0;
}
