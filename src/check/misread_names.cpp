// SPDX-License-Identifier: BSL-1.0
#include "check/misread_names.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "driver/driver.h"
#include "migration/placeholders.h"

namespace godwit::check {
namespace {

std::string_view text_of(const Script& script, const StatementRange& range) {
  return script.text.substr(range.begin, range.end - range.begin);
}

bool has_double_quotes(const Script& script) {
  return script.text.find('"') != script.text.npos;
}

// Most sets have none, and need not run once more.
bool has_double_quotes(const MigrationSet& set) {
  return std::any_of(set.all().begin(), set.all().end(),
                     [](const Migration& each) {
                       return has_double_quotes(each.up) ||
                              (each.down && has_double_quotes(*each.down));
                     });
}

class Search {
 public:
  explicit Search(std::unique_ptr<driver::MisreadNames> names)
      : names_(std::move(names)) {}

  bool run(const Script& script) {
    return std::all_of(script.statements.begin(), script.statements.end(),
                       [&](const StatementRange& range) {
                         return names_->run(text_of(script, range));
                       });
  }

  bool look_and_run(const Script& script) {
    for (const StatementRange& range : script.statements) {
      const std::string_view statement = text_of(script, range);
      if (const auto name = names_->find(statement)) {
        const auto text =
            statement.substr(name->begin, name->end - name->begin);
        found_.push_back({.script = &script,
                          .offset = range.begin + name->begin,
                          .text = std::string(text)});
      }
      if (!names_->run(statement)) return false;
    }
    return true;
  }

  bool look_both_ways(const Migration& migration) {
    if (!look_and_run(migration.up)) return false;
    if (!migration.down || migration.down->statements.empty()) return true;
    return look_and_run(*migration.down) && run(migration.up);
  }

  bool run(const EmbeddedSet& embedded) {
    const auto set = set_to_look_at(embedded);
    return set &&
           std::all_of(set->all().begin(), set->all().end(),
                       [&](const Migration& each) { return run(each.up); });
  }

  std::vector<MisreadName> found() && { return std::move(found_); }

 private:
  std::unique_ptr<driver::MisreadNames> names_;
  std::vector<MisreadName> found_;
};

}  // namespace

std::vector<MisreadName> misread_names(const MigrationSet& set,
                                       std::span<const EmbeddedSet> before) {
  const driver::Driver* driver = driver::scratch_driver(set.dialect());
  auto names = driver == nullptr ? nullptr : driver->misread_names();
  if (names == nullptr || !has_double_quotes(set)) return {};
  Search search(std::move(names));
  for (const EmbeddedSet& required : before) {
    if (!search.run(required)) return {};
  }
  for (const Migration& migration : set.all()) {
    if (!search.look_both_ways(migration)) break;
  }
  return std::move(search).found();
}

}  // namespace godwit::check
