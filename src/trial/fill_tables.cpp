// SPDX-License-Identifier: BSL-1.0
#include "trial/fill_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/number.h"
#include "base/sql_names.h"
#include "driver/together.h"
#include "trial/candidate_values.h"
#include "trial/table_columns.h"

namespace godwit::trial {
namespace {

// A statement with the n-th candidate of each column, or the last there is.
std::string insert(const Table& table,
                   const std::vector<std::vector<std::string>>& candidates,
                   std::size_t n) {
  if (table.columns.empty()) {
    return fmt::format("INSERT INTO {} DEFAULT VALUES", table.name);
  }
  std::string names;
  std::string values;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const auto& list = candidates[i];
    const char* comma = i == 0 ? "" : ", ";
    names += comma + quoted_name(column.name);
    values += comma;
    values += column.parent.empty()
                  ? list[std::min(n, list.size() - 1)]
                  : fmt::format("(SELECT {} FROM {} LIMIT 1)",
                                column.parent_column, column.parent);
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, names,
                     values);
}

class Filling {
 public:
  explicit Filling(driver::Session& session) : session_(session) {}

  Result<void> choose(std::vector<Table> tables,
                      const std::set<std::string>& left_out) {
    if (auto found = find_filled(tables); !found) return found;
    for (Table& table : tables) {
      if (!filled_.contains(table.name) && !left_out.contains(table.name)) {
        empty_.push_back(std::move(table));
      }
    }
    return {};
  }

  // What others refer to comes first; only where that leads nowhere, references
  // are left empty.
  void fill() {
    while (fill_one(true) || fill_one(false)) {
    }
  }

  std::vector<std::string> complaints() const {
    std::vector<std::string> texts;
    for (const Table& table : empty_) {
      texts.push_back(fmt::format("no row in {}: {}", table.name,
                                  refusals_.at(table.name)));
    }
    return texts;
  }

 private:
  Result<void> find_filled(std::span<const Table> tables) {
    std::vector<std::string> selects;
    for (const Table& table : tables) {
      selects.push_back(fmt::format("SELECT {} WHERE EXISTS (SELECT 1 FROM {})",
                                    selects.size(), table.name));
    }
    const auto found = driver::rows_of_all(session_, selects);
    if (!found) return found.error();
    for (const driver::Row& row : *found) {
      const auto table = parse_number<std::size_t>(row[0].value_or(""));
      filled_.insert(tables[table.value_or(0)].name);
    }
    return {};
  }

  bool fill_one(bool with_parents) {
    for (auto table = empty_.begin(); table != empty_.end(); ++table) {
      if (with_parents && !has_parents(*table)) continue;
      if (!insert_row(*table)) continue;
      filled_.insert(table->name);
      empty_.erase(table);
      return true;
    }
    return false;
  }

  bool has_parents(const Table& table) const {
    return std::all_of(
        table.columns.begin(), table.columns.end(), [&](const Column& column) {
          return column.parent.empty() || filled_.contains(column.parent);
        });
  }

  bool insert_row(const Table& table) {
    std::vector<std::vector<std::string>> candidates;
    std::size_t most = 1;
    for (const Column& column : table.columns) {
      candidates.push_back(candidate_values(table, column, session_.dialect()));
      most = std::max(most, candidates.back().size());
    }
    for (std::size_t n = 0; n < most; ++n) {
      const auto done = session_.query(
          {.sql = insert(table, candidates, n), .pinned = false});
      if (done) return true;
      if (n == 0) refusals_[table.name] = done.error().message;
    }
    // A trigger of another table may have inserted the only one that fits.
    return find_filled(std::span(&table, 1)) && filled_.contains(table.name);
  }

  driver::Session& session_;
  std::vector<Table> empty_;
  std::set<std::string> filled_;
  std::map<std::string, std::string> refusals_;
};

}  // namespace

Result<std::vector<std::string>> fill_tables(
    driver::Session& session, const schema::Model& model,
    const std::set<std::string>& left_out) {
  Filling filling(session);
  auto chosen = filling.choose(tables_to_fill(model), left_out);
  if (!chosen) return std::move(chosen).error();
  filling.fill();
  return filling.complaints();
}

}  // namespace godwit::trial
