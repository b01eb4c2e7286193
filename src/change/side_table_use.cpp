// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "change/side_table_text.h"
#include "change/side_tables.h"

namespace godwit::change {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

bool has(const Model& model, const SideTable& side) {
  return model.find(side.object.before) != nullptr ||
         model.find(side.object.after) != nullptr;
}

bool is_dropped_in(const ChangeRequest& request, const SideTable& side) {
  return has(request.from, side) && !has(request.to, side);
}

bool is_made_in(const ChangeRequest& request, const SideTable& side) {
  return !has(request.from, side) && has(request.to, side);
}

// The one that drops it, which has that danger no more.
Operations::iterator take_danger(Operations& operations,
                                 const SideTableText& side) {
  for (auto one = operations.begin(); one != operations.end(); ++one) {
    const auto danger = std::find_if(
        one->dangers.begin(), one->dangers.end(), [&](const auto& of) {
          const bool drops =
              of.risk == Risk::drops_column || of.risk == Risk::drops_table;
          return drops && of.object == side.object();
        });
    if (danger == one->dangers.end()) continue;
    one->kept.push_back({*danger, side.name()});
    one->dangers.erase(danger);
    return one;
  }
  return operations.end();
}

void keep(const SideTableText& side, Dialect dialect, Operations& operations) {
  const auto drop = take_danger(operations, side);
  if (drop == operations.end()) return;
  // In front of all that this stage does to the table.
  const std::size_t stage = drop->stage;
  const auto place = std::find_if(
      operations.begin(), operations.end(), [&](const Operation& one) {
        return one.stage == stage && one.pace == Pace::brief;
      });
  Operations copy = {
      {.statement = side.create("CREATE TABLE"),
       .summary = fmt::format("{}{} in {}", keep_summary,
                              schema::label(side.object()), side.name()),
       .stage = stage}};
  if (dialect == Dialect::postgresql) {
    copy.push_back({.statement = side.lock(), .stage = stage});
  }
  copy.push_back({.statement = side.copy(), .stage = stage});
  operations.insert(place, std::make_move_iterator(copy.begin()),
                    std::make_move_iterator(copy.end()));
}

// Behind what makes the table, and what belongs to that.
Operations::iterator behind_table(Operations& operations,
                                  const Identity& table) {
  const std::string summary = "create " + schema::label(table);
  auto place = std::find_if(
      operations.begin(), operations.end(),
      [&](const Operation& one) { return one.summary == summary; });
  if (place == operations.end()) return place;
  return std::find_if(
      std::next(place), operations.end(),
      [](const Operation& one) { return !one.summary.empty(); });
}

/// A trigger that is there all the time.
struct Hushed {
  std::string before = {};
  std::string after = {};
};

bool is_dropped_by(const Operations& operations, const std::string& trigger) {
  const std::string drop = "DROP TRIGGER " + trigger;
  return std::any_of(
      operations.begin(), operations.end(), [&](const Operation& one) {
        return one.statement == drop || one.statement.starts_with(drop + ' ');
      });
}

std::vector<Hushed> hushed_triggers(const ChangeRequest& request,
                                    const SideTableText& side,
                                    const Operations& operations) {
  std::vector<Hushed> found;
  const Identity table = table_of_column(side.object());
  const Dialect dialect = request.to.dialect;
  for (const Fact* trigger : request.to.parts_of(table, Kind::trigger)) {
    const Fact* before = request.from.find(trigger->id);
    const std::string name = sql_name(*trigger, dialect);
    const std::string_view state = trigger->aspect("enabled");
    if (before == nullptr || before->aspects != trigger->aspects ||
        state == "DISABLE" || state == "ENABLE REPLICA" ||
        is_dropped_by(operations, name)) {
      continue;
    }
    if (dialect == Dialect::sqlite) {
      found.push_back({"DROP TRIGGER " + name, trigger->text});
      continue;
    }
    const std::string alter =
        "ALTER TABLE " + sql_name(*request.to.owner_of(trigger->id), dialect);
    found.push_back(
        {fmt::format("{} DISABLE TRIGGER {}", alter, name),
         fmt::format("{} {} TRIGGER {}", alter,
                     state.empty() ? std::string_view("ENABLE") : state,
                     name)});
  }
  return found;
}

// Rows are to be as they were, and nobody is to hear of it.
void hush_triggers(const ChangeRequest& request, const SideTableText& side,
                   Operations& operations) {
  const std::string value = side.value();
  const auto update = std::find_if(
      operations.begin(), operations.end(), [&](const Operation& one) {
        return one.statement.starts_with("UPDATE ") &&
               one.statement.find(value) != std::string::npos;
      });
  if (update == operations.end()) return;
  Operations before;
  Operations after;
  for (Hushed& one : hushed_triggers(request, side, operations)) {
    before.push_back({.statement = std::move(one.before)});
    after.push_back({.statement = std::move(one.after)});
  }
  for (auto* more : {&before, &after}) {
    for (Operation& one : *more) one.stage = update->stage;
  }
  // What it does is said by the first.
  if (!before.empty()) std::swap(before.front().summary, update->summary);
  const auto behind = operations.insert(std::next(update),
                                        std::make_move_iterator(after.begin()),
                                        std::make_move_iterator(after.end()));
  operations.insert(std::prev(behind), std::make_move_iterator(before.begin()),
                    std::make_move_iterator(before.end()));
}

// Somebody may have forgotten what was kept.
void give_back(const SideTableText& side, Operations& operations) {
  if (operations.empty()) return;
  const std::size_t first = operations.front().stage;
  operations.insert(
      operations.begin(),
      {.statement = side.create("CREATE TABLE IF NOT EXISTS"),
       .summary = fmt::format("find what {} had in {}",
                              schema::label(side.object()), side.name()),
       .stage = first});
  if (side.keeps_rows()) {
    const auto place = behind_table(operations, side.object());
    const std::size_t stage = std::prev(place)->stage;
    operations.insert(place, {.statement = side.insert(),
                              .summary = fmt::format(
                                  "give back {}", schema::label(side.object())),
                              .stage = stage});
  }
  const std::size_t last = operations.back().stage;
  for (std::string& statement : side.follow_rows()) {
    operations.push_back({.statement = std::move(statement),
                          .summary = "go on behind what came back",
                          .stage = last});
  }
  operations.push_back({.statement = "DROP TABLE " + side.name(),
                        .summary = "drop table " + side.name(),
                        .stage = last});
}

}  // namespace

Fills fills_of_side_tables(const ChangeRequest& request) {
  Fills fills;
  for (const SideTable& side : request.side_tables) {
    if (side.keys.empty() || !is_made_in(request, side)) continue;
    const SideTableText wording(request.to, side);
    fills.emplace(wording.object(), wording.value());
  }
  return fills;
}

void use_side_tables(const ChangeRequest& request, Operations& operations) {
  // Each is put in front of those before.
  for (std::size_t i = request.side_tables.size(); i-- > 0;) {
    const SideTable& side = request.side_tables[i];
    if (is_dropped_in(request, side)) {
      keep(SideTableText(request.from, side), request.from.dialect, operations);
    }
    if (is_made_in(request, side)) {
      const SideTableText wording(request.to, side);
      if (!wording.keeps_rows()) hush_triggers(request, wording, operations);
      give_back(wording, operations);
    }
  }
}

}  // namespace godwit::change
