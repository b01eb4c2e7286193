#include <nothing.h>
#include <shop/one.h>
#include <two.h>

#include <cstdio>
#include <cstring>

std::size_t size_in_library();

namespace {

void print(godwit::EmbeddedSet set) {
  std::printf("%s|%s|%s|%s|%zu\n", set.name().data(), set.directory().data(),
              set.default_url().data(), set.history_table().data(), set.size());
  for (std::size_t index = 0; index < set.size(); ++index) {
    std::printf("%s|%s", set.file_name(index).data(), set.text(index).data());
  }
}

}  // namespace

int main() {
  print(shop::one::all());
  print(two::all());
  print(nothing::all());
  std::printf("%zu\n", size_in_library());
  return 0;
}
