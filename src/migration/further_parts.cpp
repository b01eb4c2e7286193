// SPDX-License-Identifier: BSL-1.0
//
// What a set has beside its migrations: repeatable scripts, seeds and hooks.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/suggestion.h"
#include "base/utf8.h"
#include "migration/file_name.h"
#include "migration/further_scripts.h"
#include "migration/layout.h"
#include "migration/script_checks.h"
#include "migration/script_order.h"
#include "migration/sections.h"
#include "migration/set_reader.h"
#include "migration/way_back.h"

namespace godwit {
namespace {

constexpr HookPoint hook_points[] = {
    HookPoint::before_all, HookPoint::before_each, HookPoint::after_each,
    HookPoint::after_all};

std::string_view stem_of(std::string_view name) {
  name = name_in_part(name);
  return name.substr(0, name.rfind(".sql"));
}

Error unknown_hook(const TextPart& part, std::string_view stem) {
  std::vector<std::string> names;
  for (const HookPoint point : hook_points) {
    names.emplace_back(to_string(point));
  }
  const std::string near = suggestion(stem, names);
  return invalid_at(part, 0,
                    fmt::format("\"{}\" is not a hook that Godwit knows", stem),
                    near.empty() ? "hooks are before_all.sql, before_each.sql, "
                                   "after_each.sql and after_all.sql"
                                 : near);
}

Error half_of_a_repeatable(const TextPart& part) {
  return invalid_at(part, 0,
                    "a repeatable script has no files for each direction",
                    "put both halves into one file, below -- migrate:up and "
                    "-- migrate:down");
}

Error unknown_script(const NamedScript& named, const MigrationSet& set) {
  std::vector<std::string> names;
  for (const Migration& one : set.repeatable()) names.push_back(one.name);
  const std::string near = suggestion(named.name, names);
  Error error = make_error(
      ErrorCode::invalid_migration,
      fmt::format("{} has no repeatable script \"{}\"", set.name(), named.name),
      near.empty() ? "name it as its file, without .sql" : near);
  error.location = named.location;
  return error;
}

}  // namespace

void MigrationSetReader::read_further_parts() {
  for (std::size_t i = from_.files; i < embedded_.size(); ++i) {
    switch (embedded_.part(i)) {
      case SetPart::repeatable:
        read_repeatable(i);
        break;
      case SetPart::seeds:
        read_seed(i);
        break;
      case SetPart::hooks:
        read_hook(i);
        break;
      case SetPart::migrations:
        break;
    }
  }
  order_repeatable();
}

std::optional<Migration> MigrationSetReader::read_script(
    const TextPart& part, std::optional<MigrationKind> kind) {
  if (auto error = check_encoding(part)) {
    fail(std::move(*error));
    return std::nullopt;
  }
  const auto sections = read_sections(part, embedded_.dialect());
  if (!sections) {
    fail(sections.error());
    return std::nullopt;
  }
  HalfFacts facts = facts_of(Direction::up, sections->down.has_value(), kind);
  Half half =
      read_half(sections->preamble, sections->up, facts, result_.errors);
  Migration migration{.kind = kind.value_or(MigrationKind::repeatable),
                      .up = std::move(half.script),
                      .checksum = std::move(half.checksum),
                      .when_changed = half.when_changed};
  for (NamedScript& one : half.uses) {
    migration.uses.push_back(one.name);
    named_.push_back(std::move(one));
  }
  if (sections->down) {
    facts.direction = Direction::down;
    migration.down =
        read_half({}, *sections->down, facts, result_.errors).script;
  }
  return migration;
}

void MigrationSetReader::read_repeatable(std::size_t index) {
  const TextPart part = part_of(index);
  const std::string_view stem = stem_of(embedded_.file_name(index));
  if (stem.ends_with(".up") || stem.ends_with(".down")) {
    return fail(half_of_a_repeatable(part));
  }
  auto migration = read_script(part, MigrationKind::repeatable);
  if (!migration) return;
  migration->name = stem;
  if (!migration->down) derive_way_down(*migration);
  result_.set.repeatable_.push_back(*std::move(migration));
}

// What only makes views, functions and triggers need not say how they are
// dropped.
void MigrationSetReader::derive_way_down(Migration& migration) {
  auto text = way_back(migration.up, embedded_.dialect());
  if (!text) return;
  const std::string& kept = result_.set.keep(*std::move(text));
  migration.down =
      Script{.text = kept,
             .terminated = true,
             .file = migration.up.file,
             .first_line = migration.up.first_line,
             .statements = sql::split(kept, embedded_.dialect()).ranges};
}

void MigrationSetReader::read_seed(std::size_t index) {
  const TextPart part = part_of(index);
  auto name =
      parse_seed_name(name_in_part(embedded_.file_name(index)), part.file);
  if (!name) return fail(std::move(name).error());
  auto migration = read_script(part, MigrationKind::seed);
  if (!migration) return;
  migration->name = name->stem;
  migration->environment = name->environment;
  auto& seeds = result_.set.seeds_;
  const auto behind =
      std::find_if(seeds.begin(), seeds.end(), [&](const Migration& other) {
        const auto its = parse_seed_name(other.name + ".sql", {});
        return its && name->version < its->version;
      });
  seeds.insert(behind, *std::move(migration));
}

void MigrationSetReader::read_hook(std::size_t index) {
  const TextPart part = part_of(index);
  const std::string_view stem = stem_of(embedded_.file_name(index));
  const auto* const point =
      std::find_if(std::begin(hook_points), std::end(hook_points),
                   [&](HookPoint one) { return to_string(one) == stem; });
  if (point == std::end(hook_points)) return fail(unknown_hook(part, stem));
  auto script = read_script(part, std::nullopt);
  if (!script) return;
  result_.set.hooks_.push_back({.point = *point,
                                .up = std::move(script->up),
                                .down = std::move(script->down)});
}

void MigrationSetReader::order_repeatable() {
  const bool told =
      embedded_.directory_of(SetPart::repeatable) != untold_directory;
  for (const NamedScript& named : named_) {
    if (told && result_.set.find_repeatable(named.name) == nullptr) {
      fail(unknown_script(named, result_.set));
    }
  }
  if (!result_.errors.empty()) return;
  auto ordered = in_order_of_use(result_.set.repeatable_, embedded_.dialect());
  if (!ordered) return fail(std::move(ordered).error());
  result_.set.repeatable_ = *std::move(ordered);
}

std::vector<const Script*> further_scripts(const MigrationSet& set) {
  std::vector<const Script*> scripts;
  const auto add = [&](const auto& both) {
    scripts.push_back(&both.up);
    if (both.down) scripts.push_back(&*both.down);
  };
  for (const Migration& one : set.repeatable()) add(one);
  for (const Migration& one : set.seeds()) add(one);
  for (const Hook& one : set.hooks()) add(one);
  return scripts;
}

}  // namespace godwit
