// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <span>

namespace godwit::tool {

/// `godwit test <set> <file>...`, which the tests call that
/// godwit_add_migration_tests() makes. Runs one test of the set, which is in
/// the last file, or with --list writes down for CTest which ones there are.
int run_test(std::span<const EmbeddedSet> sets, int argc,
             const char* const* argv);

}  // namespace godwit::tool
