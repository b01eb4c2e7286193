// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace godwit::tool {

/// `godwit test <set> <file>...`, which the tests call that
/// godwit_add_migration_tests() makes. Runs one test of the set, which is in
/// the last file, or with --list writes down for CTest which ones there are.
int run_test(int argc, char** argv);

}  // namespace godwit::tool
