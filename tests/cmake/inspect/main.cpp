// SPDX-License-Identifier: BSL-1.0
#include <audit.h>
#include <prices.h>

#include <cstdio>

int main() {
  for (const godwit::EmbeddedSet set : {audit::all(), prices::all()}) {
    std::printf("%s", set.text(0).data());
  }
  return 0;
}
