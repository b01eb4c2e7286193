// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <vector>

#include "documents/schema_pages.h"

namespace godwit::documents {

/// How the files of a directory differ from pages. Each by its name.
struct PageDifferences {
  /// Pages that are not there, or say something else.
  std::vector<std::string> other = {};
  /// Files that were made for tables that are gone.
  std::vector<std::string> left_over = {};

  bool empty() const { return other.empty() && left_over.empty(); }
};

/// A directory that is not there has nothing. What was not made by `docs` is
/// left out of account. Fails where one of the pages would take its place.
Result<PageDifferences> compare_pages(const std::string& directory,
                                      const std::vector<Page>& pages);

/// Makes the directory as the pages are, and touches nothing else: neither what
/// is equal nor what was not made by `docs`. Returns what it has changed.
Result<PageDifferences> write_pages(const std::string& directory,
                                    const std::vector<Page>& pages);

}  // namespace godwit::documents
