// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/facets.h"

#include <string_view>

namespace godwit::change::postgresql {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

/// What leaves a fact for one of its own.
struct Facet {
  Kind of;
  Kind kind;
  std::initializer_list<std::string_view> aspects;
};

const Facet facets[] = {
    {Kind::column, Kind::column_default, {"default"}},
    {Kind::sequence, Kind::sequence_owner, {"owned by"}},
    {Kind::table, Kind::partition, {"partition of", "bound"}},
    {Kind::table, Kind::replica_identity, {"replica identity"}},
};

void take_off(const Facet& facet, Model& model, Fact& fact) {
  if (fact.aspect(*facet.aspects.begin()).empty()) return;
  Fact taken{.id = with_kind(fact.id, facet.kind),
             .name = fact.name,
             .reference = fact.reference,
             .position = fact.position};
  for (const std::string_view aspect : facet.aspects) {
    const auto found = fact.aspects.find(aspect);
    taken.aspects.insert(fact.aspects.extract(found));
  }
  model.needs.emplace(taken.id, fact.id);
  model.facts.emplace(taken.id, std::move(taken));
}

// The catalog says that the object itself needs what only its facet does.
void move_needs(Model& model, const Identity& facet, const Identity& object,
                Kind kind) {
  for (const Identity& needed : needed(model, object, kind)) {
    model.needs.erase({object, needed});
    model.needs.emplace(facet, needed);
  }
}

void needs_all(Model& model, const Identity& facet, const Identity& table,
               std::initializer_list<Kind> kinds) {
  for (const Kind kind : kinds) {
    for (const Fact* part : model.parts_of(table, kind)) {
      if (part->aspect("kind") != "f") model.needs.emplace(facet, part->id);
    }
  }
}

// Before a partition is put into its place, it has what its place asks for.
void order_partition(Model& model, const Fact& partition) {
  const Identity table = with_kind(partition.id, Kind::table);
  move_needs(model, partition.id, table, Kind::table);
  needs_all(model, partition.id, table,
            {Kind::index, Kind::constraint, Kind::column});
  for (const Identity& parent : needed(model, partition.id, Kind::table)) {
    if (parent == table) continue;
    needs_all(model, partition.id, parent, {Kind::column});
    // An index that partitions have no part in would get one by them.
    for (const Fact* index : model.parts_of(parent, Kind::index)) {
      if (!index->aspect("invalid").empty()) {
        model.needs.emplace(index->id, partition.id);
      }
    }
  }
}

void order_replica_identity(Model& model, const Fact& facet) {
  const std::string_view text = facet.aspect("replica identity");
  const Identity table = with_kind(facet.id, Kind::table);
  for (const Kind kind : {Kind::index, Kind::constraint}) {
    for (const Fact* part : model.parts_of(table, kind)) {
      if (text == "USING INDEX " + part->reference) {
        model.needs.emplace(facet.id, part->id);
      }
    }
  }
}

void order(Model& model, const Fact& facet) {
  if (facet.id.kind == Kind::sequence_owner) {
    move_needs(model, facet.id, with_kind(facet.id, Kind::sequence),
               Kind::column);
  } else if (facet.id.kind == Kind::partition) {
    order_partition(model, facet);
  } else if (facet.id.kind == Kind::replica_identity) {
    order_replica_identity(model, facet);
  }
}

// REVOKE on a table takes the privileges on its columns, too.
void order_column_privileges(Model& model) {
  for (const auto& [id, fact] : model.facts) {
    if (id.kind != Kind::privilege || fact.aspect("columns").empty()) continue;
    Identity whole{Kind::privilege, "", "", ""};
    whole.name = std::string(fact.aspect("on")) + " TO " +
                 std::string(fact.aspect("grantee"));
    if (model.find(whole) != nullptr) model.needs.emplace(id, whole);
  }
}

}  // namespace

Identity with_kind(Identity id, Kind kind) {
  id.kind = kind;
  return id;
}

std::vector<Identity> needed(const Model& model, const Identity& id) {
  std::vector<Identity> found;
  for (auto need = model.needs.lower_bound({id, {Kind{}, "", "", ""}});
       need != model.needs.end() && need->first == id; ++need) {
    found.push_back(need->second);
  }
  return found;
}

std::vector<Identity> needed(const Model& model, const Identity& id,
                             Kind kind) {
  std::vector<Identity> found = needed(model, id);
  std::erase_if(found,
                [&](const Identity& other) { return other.kind != kind; });
  return found;
}

Model with_facets(Model model) {
  std::vector<Identity> ids;
  for (const auto& [id, fact] : model.facts) ids.push_back(id);
  for (const Identity& id : ids) {
    for (const Facet& facet : facets) {
      if (facet.of == id.kind) take_off(facet, model, model.facts.at(id));
    }
  }
  // Values of an enum are in their type, too.
  std::erase_if(model.facts, [](const auto& fact) {
    return fact.first.kind == Kind::enum_type && !fact.first.table.empty();
  });
  for (const auto& [id, fact] : model.facts) order(model, fact);
  order_column_privileges(model);
  // What was left out of the model is nobody's matter.
  std::erase_if(model.needs, [&](const auto& need) {
    return model.find(need.first) == nullptr ||
           model.find(need.second) == nullptr;
  });
  return model;
}

bool is_partition(const Model& model, const Identity& table) {
  return model.find(with_kind(table, Kind::partition)) != nullptr;
}

}  // namespace godwit::change::postgresql
