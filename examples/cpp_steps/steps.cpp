// SPDX-License-Identifier: BSL-1.0
#include "steps.h"

#include <godwit/batches.h>

using godwit::Database;
using godwit::KeyRange;
using godwit::Result;

std::string normalised(const std::string& phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

Result<void> normalise_phones(Database& database) {
  auto people = database.query("SELECT id, phone FROM person").value();
  while (people.next().value()) {
    database
        .execute("UPDATE person SET phone = $1 WHERE id = $2",
                 normalised(people.get<std::string>(1)), people.get<int>(0))
        .value();
  }
  return {};
}

Result<void> count_visits(Database& database) {
  // Together with the first batch, so not once more by a run that goes on.
  if (database.checkpoint().empty()) {
    database
        .execute(
            "ALTER TABLE visit ADD COLUMN counted integer NOT NULL "
            "DEFAULT 0")
        .value();
  }
  return godwit::in_batches(database,
                            {.table = "visit", .key = "id", .size = 5000},
                            [&](const KeyRange& range) -> Result<void> {
                              database
                                  .execute(
                                      "UPDATE visit SET counted = counted + 1 "
                                      "WHERE id BETWEEN $1 AND $2",
                                      range.first, range.last)
                                  .value();
                              return {};
                            });
}

Result<void> forget_counts(Database& database) {
  database.execute("ALTER TABLE visit DROP COLUMN counted").value();
  return {};
}
