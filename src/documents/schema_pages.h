// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "generate/schema_history.h"
#include "schema/model.h"

namespace godwit::documents {

/// A file that a schema is described by.
struct Page {
  /// Such as "person.md", of letters that every file system has.
  std::string name = {};
  std::string text = {};
};

/// README.md with all tables, a page for each of them and for each view, and
/// their pictures; by their names. `history`: what migrations did to them; null
/// where that is not known. The same for the same schema, on every machine.
std::vector<Page> schema_pages(const schema::Model& model,
                               const generate::SchemaHistory* history);

/// Stands in the first lines of each page, so that nothing else is ever
/// overwritten or removed.
extern const std::string page_mark;

}  // namespace godwit::documents
