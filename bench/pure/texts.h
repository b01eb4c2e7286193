// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "support/embedded_files.h"

namespace godwit::bench {

/// Statements as migrations have them, of about a megabyte.
inline std::string megabyte_of_sql() {
  std::string text;
  for (int n = 0; text.size() < 1'000'000; ++n) {
    const std::string number = std::to_string(n);
    text += "-- what thing " + number + " is\nCREATE TABLE thing_" + number +
            " (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'it''s one',"
            " price NUMERIC(10, 2));\nINSERT INTO \"thing_" +
            number + "\" (name, price) VALUES ('one; two', 1.5), ('three', " +
            number + ");\n";
  }
  return text;
}

/// So many migrations of a row each, with a way down.
inline test::EmbeddedFiles set_of(Dialect dialect, int count) {
  std::vector<test::EmbeddedFiles::File> files;
  for (int n = 1; n <= count; ++n) {
    const std::string row = std::to_string(n);
    files.emplace_back(
        std::to_string(100'000 + n) + "_add_row_" + row + ".sql",
        "-- migrate:up\nINSERT INTO tiny (id, v) VALUES (" + row +
            ", 7);\n-- migrate:down\nDELETE FROM tiny WHERE id = " + row +
            ";\n");
  }
  return {dialect, files};
}

}  // namespace godwit::bench
