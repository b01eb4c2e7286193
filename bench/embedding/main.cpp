// SPDX-License-Identifier: BSL-1.0
#include <bench_set.h>

int main() { return bench_set::all().size() == 0 ? 1 : 0; }
