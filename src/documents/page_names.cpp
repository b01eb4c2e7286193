// SPDX-License-Identifier: BSL-1.0
#include "documents/page_names.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/ascii.h"
#include "base/sha256.h"
#include "sql/words.h"

namespace godwit::documents {
namespace {

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

// What Windows has for devices, whatever follows the first dot.
bool is_device(std::string_view name) {
  return sql::is_any_of(
      name.substr(0, name.find('.')),
      {"CON",  "PRN",  "AUX",  "NUL",  "COM1", "COM2", "COM3", "COM4",
       "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3",
       "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"});
}

std::string told_apart(const std::string& name, const diagram::Table& table) {
  return name + '-' +
         sha256(table.schema + '\0' + table.name + '\0').substr(0, 8);
}

// One "-" for each stretch of other characters, and none at an end.
std::string plain_letters(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (is_plain(c)) {
      plain += c;
    } else if (!plain.empty() && plain.back() != '-') {
      plain += '-';
    }
  }
  while (!plain.empty() && (plain.back() == '-' || plain.back() == '.')) {
    plain.pop_back();
  }
  plain.erase(0, std::min(plain.find_first_not_of("-."), plain.size()));
  return plain;
}

std::string plain_name(const diagram::Table& table, const std::string& name) {
  constexpr std::size_t longest = 100;
  const std::string plain = plain_letters(name.substr(0, longest));
  if (plain.empty() || is_device(plain)) return told_apart("table", table);
  return plain == name ? plain : told_apart(plain, table);
}

}  // namespace

std::vector<std::string> page_names(const diagram::Tables& all) {
  std::set<std::string> taken = {"readme", "schema"};
  std::vector<std::string> names;
  for (const diagram::Table& table : all.tables) {
    std::string name = plain_name(table, diagram::full_name(table, all));
    if (!taken.insert(lower(name)).second) {
      name = told_apart(name, table);
      taken.insert(lower(name));
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace godwit::documents
