// SPDX-License-Identifier: BSL-1.0
#include "check/lint/fact_index.h"

#include <optional>
#include <variant>

namespace godwit::check {
namespace {

template <typename T>
std::optional<Name> subject(const T&) {
  return std::nullopt;
}
std::optional<Name> subject(const CreateTable& fact) { return fact.table; }
std::optional<Name> subject(const DropTable& fact) { return fact.table; }
std::optional<Name> subject(const RenameTable& fact) { return fact.to; }
std::optional<Name> subject(const AddColumn& fact) { return fact.table; }
std::optional<Name> subject(const RenameColumn& fact) { return fact.table; }
std::optional<Name> subject(const DropColumn& fact) { return fact.table; }
std::optional<Name> subject(const CreateView& fact) { return fact.view; }
std::optional<Name> subject(const AddConstraint& fact) { return fact.table; }
std::optional<Name> subject(const CreateIndex& fact) { return fact.table; }
std::optional<Name> subject(const DropIndex& fact) { return fact.index; }
std::optional<Name> subject(const CreateType& fact) { return fact.type; }
std::optional<Name> subject(const Setting& fact) {
  if (!fact.reset) return std::nullopt;
  return Name{.schema = {}, .name = fact.name};
}

}  // namespace

FactIndex::FactIndex(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    std::visit(
        [&](const auto& what) {
          const std::type_index kind(typeid(what));
          by_kind_[kind].push_back(&fact);
          if (auto name = subject(what)) {
            by_name_[{kind, *std::move(name)}].push_back(&fact);
          }
        },
        fact.what);
  }
}

}  // namespace godwit::check
