// SPDX-License-Identifier: BSL-1.0
#include "generate/likely_renames.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

/// What two things must share to be one. Of a column: its table, and all that
/// it is but its name; of a table its columns.
using Likeness = std::tuple<Kind, std::string, std::string, std::string>;

std::string columns_of(const Model& model, const Identity& table) {
  std::string text;
  for (const Fact* column : model.parts_of(table, Kind::column)) {
    text += column->id.name + ' ' + std::string(column->aspect("type")) + '\n';
  }
  return text;
}

std::string nature_of(const Fact& column) {
  std::string text;
  for (const auto& [aspect, value] : column.aspects) {
    if (aspect != "name") text += aspect + ' ' + value + '\n';
  }
  return text;
}

std::map<Likeness, std::vector<Identity>> only_in(
    const Model& model, const Model& other, const std::set<Identity>& known) {
  std::map<Likeness, std::vector<Identity>> found;
  for (const auto& [id, fact] : model.facts) {
    if (other.find(id) != nullptr || known.contains(id)) continue;
    if (id.kind == Kind::table) {
      found[{id.kind, id.schema, "", columns_of(model, id)}].push_back(id);
    } else if (id.kind == Kind::column) {
      const Identity table{
          .kind = Kind::table, .schema = id.schema, .name = id.table};
      if (other.find(table) == nullptr) continue;
      found[{id.kind, id.schema, id.table, nature_of(fact)}].push_back(id);
    }
  }
  return found;
}

}  // namespace

change::Renames likely_renames(const Model& from, const Model& to,
                               const change::Renames& known) {
  std::set<Identity> before;
  std::set<Identity> after;
  for (const change::Rename& one : known) {
    before.insert(one.from);
    after.insert(one.to);
  }
  const auto gone = only_in(from, to, before);
  const auto come = only_in(to, from, after);
  change::Renames likely;
  for (const auto& [likeness, ids] : gone) {
    const auto other = come.find(likeness);
    const bool clear =
        ids.size() == 1 && other != come.end() && other->second.size() == 1;
    if (clear) likely.push_back({ids.front(), other->second.front()});
  }
  return likely;
}

}  // namespace godwit::generate
