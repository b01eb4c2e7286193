// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/examination.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <utility>

#include "base/number.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::size_t most_lines = 10;

Observation not_looked_at(std::string topic, const Error& why) {
  return {why.code == ErrorCode::damaged ? Weight::error : Weight::note,
          std::move(topic),
          fmt::format("could not be looked at: {}", why.message), why.hint};
}

void add_integrity(Session& session, std::vector<Observation>& found) {
  const auto rows = session.query({"PRAGMA quick_check(10)"});
  if (!rows) {
    found.push_back(not_looked_at("integrity", rows.error()));
    return;
  }
  if (rows->size() == 1 && rows->front()[0] == "ok") {
    found.push_back({Weight::ok, "integrity", "quick_check is ok", ""});
    return;
  }
  for (const Row& row : *rows) {
    found.push_back(
        {Weight::error, "integrity", row[0].value_or(""),
         "restore a backup, or read what can be saved with the command "
         ".recover of sqlite3"});
  }
}

Observation dangling(const Row& row) {
  const auto count =
      parse_number<std::size_t>(row[2].value_or("0")).value_or(0);
  return {Weight::warning, "foreign-keys",
          fmt::format("{} of {} {} to no row of {}", counted(count, "row"),
                      row[0].value_or("?"), word_for(count, "points", "point"),
                      row[1].value_or("?")),
          fmt::format("PRAGMA foreign_key_check('{}') lists them; mend or "
                      "delete them",
                      row[0].value_or("?"))};
}

void add_keys(Session& session, std::vector<Observation>& found) {
  const auto rows = session.query(
      {fmt::format("SELECT \"table\", parent, count(*) FROM "
                   "pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2 "
                   "LIMIT {}",
                   most_lines)});
  if (!rows) {
    found.push_back(not_looked_at("foreign-keys", rows.error()));
    return;
  }
  if (rows->empty()) {
    found.push_back({Weight::ok, "foreign-keys", "all rows point to rows", ""});
  }
  for (const Row& row : *rows) found.push_back(dangling(row));
}

}  // namespace

std::vector<Observation> examine_rows(Session& session) {
  std::vector<Observation> found;
  add_integrity(session, found);
  add_keys(session, found);
  return found;
}

}  // namespace godwit::driver::sqlite
