// SPDX-License-Identifier: BSL-1.0
#include "run/drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "run/live_schema.h"
#include "sql/terminated.h"

namespace godwit {

std::string_view to_string(DriftKind kind) noexcept {
  switch (kind) {
    case DriftKind::missing:
      return "missing";
    case DriftKind::unexpected:
      return "unexpected";
    case DriftKind::different:
      break;
  }
  return "different";
}

}  // namespace godwit

namespace godwit::run {
namespace {

using schema::Difference;
using schema::ExpectedSchema;
using schema::Identity;
using schema::Model;

Error no_expected_schema(const MigrationSet& set) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("nothing in this program says which schema the migrations "
                  "of {} make",
                  set.name()),
      "builds write it down where they run the migrations (CHECK execute), or "
      "from the file expected.schema beside them");
}

bool matches(std::string_view name, std::string_view pattern) {
  if (pattern.ends_with('*')) {
    pattern.remove_suffix(1);
    return name.starts_with(pattern);
  }
  return name == pattern;
}

// "entry" and "audit.entry" are names of audit.entry, and of what is in it.
bool is_named(const Identity& id, std::string_view pattern) {
  const std::string& object = id.table.empty() ? id.name : id.table;
  const std::string qualified =
      id.schema.empty() ? object : id.schema + '.' + object;
  return matches(object, pattern) || matches(qualified, pattern) ||
         (!id.table.empty() && matches(qualified + '.' + id.name, pattern));
}

void leave_out(const std::vector<std::string>& patterns, Model& model) {
  if (patterns.empty()) return;
  std::erase_if(model.facts, [&](const auto& fact) {
    return std::any_of(
        patterns.begin(), patterns.end(),
        [&](const auto& pattern) { return is_named(fact.first, pattern); });
  });
}

// What it is a part of is not there on the other side, which tells all.
bool goes_with_owner(const Difference& difference, const Model& expected,
                     const Model& found) {
  const Model& side = difference.after == nullptr ? expected : found;
  const Model& other = difference.after == nullptr ? found : expected;
  if (difference.before != nullptr && difference.after != nullptr) return false;
  const schema::Fact* owner = side.owner_of(difference.id());
  return owner != nullptr && other.find(owner->id) == nullptr;
}

std::vector<DriftedObject::Aspect> differing_aspects(
    const schema::Fact& before, const schema::Fact& after) {
  std::vector<DriftedObject::Aspect> all;
  for (const auto& [name, value] : before.aspects) {
    const std::string_view other = after.aspect(name);
    if (other != value) all.push_back({name, value, std::string(other)});
  }
  for (const auto& [name, value] : after.aspects) {
    if (before.aspects.contains(name)) continue;
    all.push_back({.name = name, .found = value});
  }
  return all;
}

DriftedObject drifted(const Difference& difference) {
  DriftedObject object{.object = schema::label(difference.id())};
  if (difference.after == nullptr) {
    object.kind = DriftKind::missing;
  } else if (difference.before == nullptr) {
    object.kind = DriftKind::unexpected;
  } else {
    object.aspects = differing_aspects(*difference.before, *difference.after);
  }
  return object;
}

// Empty: it is not known how.
std::string statements_between(const Model& from, const Model& to,
                               std::string& unplanned) {
  const auto all = change::change_operations({from, to});
  if (!all) {
    unplanned = all.error().message;
    return {};
  }
  std::string text;
  for (const change::Operation& one : *all) {
    text += sql::terminated(one.statement, from.dialect) + '\n';
  }
  return text;
}

std::string_view major_version(std::string_view version) {
  return version.substr(0, version.find('.'));
}

}  // namespace

Result<ExpectedSchema> expected_schema(const MigrationSet& set) {
  if (set.expected_schema().empty()) return no_expected_schema(set);
  return schema::read_expected_schema(set.expected_schema());
}

Result<bool> has_expected_digest(driver::Session& session,
                                 const MigrationSet& set,
                                 std::span<const Identity> histories) {
  const auto expected = schema::live_digest_in(set.expected_schema());
  if (expected.empty()) return false;
  const auto found = live_digest(session, histories);
  if (!found) return found.error();
  return *found == expected;
}

Result<Drift> find_drift(driver::Session& session,
                         const ExpectedSchema& expected,
                         std::span<const Identity> histories,
                         const DriftRequest& request) {
  auto found = live_schema(session, histories);
  if (!found) return std::move(found).error();
  leave_out(request.ignore, *found);
  // A copy is made only to leave something out.
  std::optional<Model> rest;
  if (!request.ignore.empty())
    leave_out(request.ignore, rest.emplace(expected.model));
  const Model& wanted = rest ? *rest : expected.model;
  Drift drift;
  for (const Difference& one : schema::differences(wanted, *found)) {
    if (goes_with_owner(one, wanted, *found)) continue;
    drift.objects.push_back(drifted(one));
  }
  if (drift.none()) return drift;
  drift.revert = statements_between(*found, wanted, drift.unplanned);
  drift.adopt = statements_between(wanted, *found, drift.unplanned);
  if (session.dialect() == Dialect::sqlite) return drift;
  const auto facts = session.facts();
  if (!facts) return facts.error();
  if (major_version(facts->version) != major_version(expected.server_version)) {
    drift.expected_of_server = expected.server_version;
  }
  return drift;
}

}  // namespace godwit::run
