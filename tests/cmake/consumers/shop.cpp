#include <shop/one.h>
#include <two.h>

__attribute__((visibility("default"))) std::size_t size_in_library() {
  return shop::one::all().size() + two::all().size();
}
