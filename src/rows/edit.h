// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "driver/console/console.h"
#include "rows/browse.h"
#include "rows/table.h"

namespace godwit::rows {

/// What a cell becomes.
struct NewValue {
  enum class Kind : std::uint8_t {
    value,  ///< as somebody has typed it
    null,
    default_value,
    stored,  ///< as the database had it, also where only the database sets it
  };

  Kind kind = Kind::value;
  /// Of a `value`, which may be empty, or `stored`.
  driver::console::Cell cell = {};
};

struct Edit {
  enum class Kind : std::uint8_t { insert, update, remove };

  Kind kind = Kind::update;
  driver::TableName table = {};
  /// Of the row as it was shown; unless it is inserted. The version is that of
  /// all of it: see whole_version().
  driver::console::Values key = {};
  std::string version = {};
  /// Only cells that somebody has touched.
  std::vector<std::pair<std::string, NewValue>> values = {};
};

/// Why nothing was changed.
struct EditFailure {
  Error error = {};
  /// Absent: it was the COMMIT, or what all have in common.
  std::optional<std::size_t> edit = {};
  /// Empty: it is not known.
  std::string column = {};
};

/// Somebody else has changed or removed the row since it was shown.
struct Conflict {
  std::size_t edit = 0;
  Table table = {};
  /// As it is now. Absent: it is gone.
  std::optional<ShownRow> theirs = {};
};

/// All of them, or none.
struct EditOutcome {
  std::optional<EditFailure> failure = {};
  std::optional<Conflict> conflict = {};
  /// As the edits: the table, and the row as it is now, with what triggers have
  /// made of it. Absent: it is not there any more.
  struct Changed {
    Table table = {};
    std::optional<ShownRow> row = {};
  };
  std::vector<Changed> rows = {};
  std::vector<Sent> sent = {};
};

/// Carries the edits out in their order, in one transaction, each of which must
/// touch exactly the row that was meant, as it was shown.
EditOutcome apply_edits(const Source& source, std::span<const Edit> edits);

/// Edits as statements, or why one cannot be written.
struct Written {
  std::string sql = {};
  std::optional<EditFailure> failure = {};
};

/// Which rows statements with values in them name.
enum class Reach : std::uint8_t {
  /// Those of this database alone, where one without a key has a place.
  this_database,
  /// Those of its copies too, by their keys, which they must have.
  every_copy,
};

/// The edits as statements with their values in them, for people, seeds and
/// migrations. What was shown of the rows is not compared.
Written write_sql(const Source& source, std::span<const Edit> edits,
                  Reach reach = Reach::every_copy);

}  // namespace godwit::rows
