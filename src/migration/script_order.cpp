// SPDX-License-Identifier: BSL-1.0
#include "migration/script_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/errors.h"
#include "sql/made_object.h"

namespace godwit {
namespace {

using Names = std::set<std::string>;

Names made_by(const Script& script, Dialect dialect) {
  Names made;
  for (const StatementRange range : script.statements) {
    const auto one = sql::made_object(
        script.text.substr(range.begin, range.end - range.begin), dialect);
    if (one) made.insert(one->plain_name);
  }
  return made;
}

bool share(const Names& left, const Names& right) {
  return std::any_of(left.begin(), left.end(), [&](const std::string& name) {
    return right.contains(name);
  });
}

Error in_a_circle(const Migration& script) {
  Error error = make_error(
      ErrorCode::invalid_migration,
      fmt::format("what \"{}\" uses leads back to itself", script.name),
      "remove one of the \"uses\" directives");
  error.location = {
      .file = script.up.file, .line = script.up.first_line, .column = 1};
  return error;
}

/// Which script uses which, by their indexes.
class Uses {
 public:
  explicit Uses(const std::vector<Migration>& scripts)
      : scripts_(scripts), used_(scripts.size()) {
    for (std::size_t user = 0; user < scripts.size(); ++user) {
      for (const std::string& name : scripts[user].uses) {
        used_[user].insert(index_of(name));
      }
    }
  }

  void add_by_name(Dialect dialect) {
    std::vector<Names> made;
    for (const Migration& one : scripts_) {
      made.push_back(made_by(one.up, dialect));
    }
    for (std::size_t user = 0; user < scripts_.size(); ++user) {
      const Names names = sql::names_in(scripts_[user].up.text, dialect);
      for (std::size_t used = 0; used < scripts_.size(); ++used) {
        if (share(made[used], names) && !leads_to(used, user)) {
          used_[user].insert(used);
        }
      }
    }
  }

  bool leads_to(std::size_t from, std::size_t to) const {
    std::set<std::size_t> seen;
    return from == to || visit(from, to, seen);
  }

  const std::set<std::size_t>& of(std::size_t user) const {
    return used_[user];
  }

 private:
  std::size_t index_of(const std::string& name) const {
    const auto found =
        std::find_if(scripts_.begin(), scripts_.end(),
                     [&](const Migration& one) { return one.name == name; });
    return static_cast<std::size_t>(found - scripts_.begin());
  }

  bool visit(std::size_t from, std::size_t to,
             std::set<std::size_t>& seen) const {
    return std::any_of(
        used_[from].begin(), used_[from].end(), [&](std::size_t next) {
          return next == to ||
                 (seen.insert(next).second && visit(next, to, seen));
        });
  }

  const std::vector<Migration>& scripts_;
  std::vector<std::set<std::size_t>> used_;
};

/// Which of them does, if any does.
const Migration* using_itself(const std::vector<Migration>& scripts,
                              const Uses& uses) {
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    for (const std::size_t used : uses.of(i)) {
      if (uses.leads_to(used, i)) return &scripts[i];
    }
  }
  return nullptr;
}

class Placing {
 public:
  Placing(const std::vector<Migration>& scripts, const Uses& uses)
      : scripts_(scripts), uses_(uses) {}

  std::vector<Migration> all() {
    for (std::size_t i = 0; i < scripts_.size(); ++i) place(i);
    return std::move(result_);
  }

 private:
  void place(std::size_t script) {
    if (!placed_.insert(script).second) return;
    Migration one = scripts_[script];
    one.uses.clear();
    for (const std::size_t used : uses_.of(script)) {
      place(used);
      one.uses.push_back(scripts_[used].name);
    }
    result_.push_back(std::move(one));
  }

  const std::vector<Migration>& scripts_;
  const Uses& uses_;
  std::set<std::size_t> placed_;
  std::vector<Migration> result_;
};

}  // namespace

Result<std::vector<Migration>> in_order_of_use(
    const std::vector<Migration>& scripts, Dialect dialect) {
  Uses uses(scripts);
  if (const Migration* one = using_itself(scripts, uses)) {
    return in_a_circle(*one);
  }
  uses.add_by_name(dialect);
  return Placing(scripts, uses).all();
}

}  // namespace godwit
