// SPDX-License-Identifier: BSL-1.0
#include "diagram/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/suggestion.h"

namespace godwit::diagram {
namespace {

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t again = 0;
  std::size_t place = 0;
  while (place < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      again = place;
    } else if (at < pattern.size() &&
               (pattern[at] == '?' || pattern[at] == name[place])) {
      ++at;
      ++place;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      place = ++again;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

/// By which a table may be called.
std::vector<std::string> names_of(const Table& table, Dialect dialect) {
  if (dialect == Dialect::sqlite) return {table.name, table.reference};
  return {table.name, table.schema + '.' + table.name, table.reference};
}

// SQLite takes a name in any case.
std::string compared(std::string_view name, Dialect dialect) {
  return dialect == Dialect::sqlite ? lower(name) : std::string(name);
}

bool is_called(const Table& table, const std::string& pattern,
               Dialect dialect) {
  const std::string wanted = compared(pattern, dialect);
  for (const std::string& name : names_of(table, dialect)) {
    if (matches(wanted, compared(name, dialect))) return true;
  }
  return false;
}

Error no_such_table(const Tables& all, const std::string& name) {
  std::vector<std::string> names;
  for (const Table& table : all.tables) names.push_back(table.name);
  std::string hint = suggestion(name, names);
  if (hint.empty()) hint = "name one that is in the schema";
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no table '{}'", name),
                    std::move(hint));
}

Error several_tables(const std::string& name, const Table& one,
                     const Table& other) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("'{}' is the name of several tables", name),
                    fmt::format("name it with its schema: {} or {}",
                                one.reference, other.reference));
}

// Whatever characters there are in a name: it is no pattern.
Result<std::size_t> find_table(const Tables& all, const std::string& name) {
  // A reference is that of no other, though another may have it for a name.
  const auto known =
      std::find_if(all.tables.begin(), all.tables.end(),
                   [&](const Table& table) { return table.reference == name; });
  if (known != all.tables.end()) {
    return static_cast<std::size_t>(known - all.tables.begin());
  }
  const std::string wanted = compared(name, all.dialect);
  const Table* found = nullptr;
  for (const Table& table : all.tables) {
    for (const std::string& one : names_of(table, all.dialect)) {
      if (compared(one, all.dialect) != wanted) continue;
      if (found != nullptr) return several_tables(name, *found, table);
      found = &table;
      break;
    }
  }
  if (found == nullptr) return no_such_table(all, name);
  return static_cast<std::size_t>(found - all.tables.data());
}

Tables only(const Tables& all, const std::vector<bool>& kept) {
  Tables some{.dialect = all.dialect};
  std::vector<std::size_t> places(all.tables.size());
  for (std::size_t i = 0; i < all.tables.size(); ++i) {
    if (!kept[i]) continue;
    places[i] = some.tables.size();
    some.tables.push_back(all.tables[i]);
  }
  for (const Reference& one : all.references) {
    if (!kept[one.from] || !kept[one.to]) continue;
    some.references.push_back(one);
    some.references.back().from = places[one.from];
    some.references.back().to = places[one.to];
  }
  return some;
}

}  // namespace

Tables neighbourhood(const Tables& all, std::size_t table,
                     std::size_t distance) {
  std::vector<bool> kept(all.tables.size());
  kept[table] = true;
  for (std::size_t step = 0; step < distance; ++step) {
    std::vector<bool> wider = kept;
    for (const Reference& one : all.references) {
      if (kept[one.from]) wider[one.to] = true;
      if (kept[one.to]) wider[one.from] = true;
    }
    if (wider == kept) break;
    kept = std::move(wider);
  }
  return only(all, kept);
}

Result<Tables> selected(Tables all, const Selection& selection) {
  if (!selection.patterns.empty()) {
    std::vector<bool> kept(all.tables.size());
    for (const std::string& pattern : selection.patterns) {
      bool any = false;
      for (std::size_t i = 0; i < all.tables.size(); ++i) {
        if (!is_called(all.tables[i], pattern, all.dialect)) continue;
        kept[i] = true;
        any = true;
      }
      if (!any) return no_such_table(all, pattern);
    }
    all = only(all, kept);
  }
  if (selection.focus.empty()) return all;
  const auto table = find_table(all, selection.focus);
  if (!table) return table.error();
  return neighbourhood(all, *table, selection.distance);
}

}  // namespace godwit::diagram
