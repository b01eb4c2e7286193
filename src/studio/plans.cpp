// SPDX-License-Identifier: BSL-1.0
#include "studio/plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "command/plan.h"
#include "report/plan.h"
#include "studio/documents.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

/// How far a run is to go, and of which set.
struct Extent {
  /// Empty: all.
  std::string set = {};
  std::optional<Version> to = {};
  std::optional<std::size_t> steps = {};
  bool batch = false;

  bool is_whole() const { return !to && !steps && !batch; }
};

Result<std::optional<Version>> version_field(const Json& object,
                                             std::string_view name) {
  const auto text = optional_text_field(object, name);
  if (!text) return text.error();
  if (!*text) return std::optional<Version>();
  auto version = Version::parse(**text);
  if (!version) return bad_field(name, "it is no version");
  return std::optional(*std::move(version));
}

Result<Extent> extent_of(const Json& body) {
  auto set = optional_text_field(body, "set");
  if (!set) return std::move(set).error();
  auto to = version_field(body, "to");
  if (!to) return std::move(to).error();
  const auto steps = optional_number_field(body, "steps");
  if (!steps) return steps.error();
  if (*steps == 0U) return bad_field("steps", "it must be 1 or more");
  const auto batch = flag_field(body, "batch");
  if (!batch) return batch.error();
  const int given = (*to ? 1 : 0) + (*steps ? 1 : 0) + (*batch ? 1 : 0);
  if (given > 1) return bad_field("to", "it excludes steps and batch");
  return Extent{.set = std::move(*set).value_or(""),
                .to = *std::move(to),
                .steps = *steps,
                .batch = *batch};
}

Error about_one_set(const Studio& studio) {
  std::vector<EmbeddedSet> sets;
  for (const command::AimedSet& set : studio.sets()) {
    if (!set.prerequisite) sets.push_back(set.embedded);
  }
  return make_error(ErrorCode::invalid_argument,
                    "this is about one set, and the database has several",
                    fmt::format("choose one: {}", command::names_of(sets)));
}

// What is undone is what was asked for, and no set below it.
Result<void> keep_asked(const Studio& studio, const Extent& extent,
                        Direction direction, command::Database& database) {
  auto& sets = database.sets;
  if (!extent.set.empty()) {
    std::erase_if(sets, [&](const command::MigratedSet& one) {
      return one.name() != extent.set;
    });
    if (sets.empty()) return bad_field("set", "there is no such set");
  } else if (direction == Direction::down) {
    std::erase_if(
        sets, [](const command::MigratedSet& one) { return one.prerequisite; });
  }
  const auto asked =
      std::count_if(sets.begin(), sets.end(),
                    [](const auto& one) { return !one.prerequisite; });
  const bool all = direction == Direction::up && extent.is_whole();
  if (asked > 1 && !all) return about_one_set(studio);
  return {};
}

Error required_by(const command::RequiredSet& required) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} is required by {}, which the database has", required.name,
                  command::names_of(required.others)),
      "undo that one first");
}

Result<command::Plans> plans_down(const Call& call, const Extent& extent,
                                  command::Database& database) {
  const StudioOptions& options = call.studio.options();
  const auto required =
      command::find_required(database, options.carried, options.migrate);
  if (!required) return required.error();
  if (*required) return required_by(**required);
  return command::plan_down(
      database,
      {.steps = extent.steps, .to = extent.to, .batch = extent.batch});
}

Result<Direction> direction_of(const Json& body) {
  const auto text = text_field(body, "direction");
  if (!text) return text.error();
  if (*text == "up") return Direction::up;
  if (*text == "down") return Direction::down;
  return bad_field("direction", "it is neither up nor down");
}

}  // namespace

Result<Planned> planned(const Call& call, Direction direction, bool read_only,
                        const std::function<void(const Event&)>& on_event) {
  const auto extent = extent_of(call.body);
  if (!extent) return extent.error();
  if (auto same = call.studio.check_files(call.stop); !same) {
    return std::move(same).error();
  }
  auto database = call.studio.open(call.stop, read_only, on_event);
  if (!database) return std::move(database).error();
  auto kept = keep_asked(call.studio, *extent, direction, *database);
  if (!kept) return std::move(kept).error();
  auto plans = direction == Direction::up
                   ? command::plan_up(
                         *database, {.to = extent->to, .steps = extent->steps})
                   : plans_down(call, *extent, *database);
  if (!plans) return std::move(plans).error();
  return Planned{*std::move(database), *std::move(plans)};
}

Answer plan(const Call& call) {
  const auto direction = direction_of(call.body);
  if (!direction) return direction.error();
  auto made = planned(call, *direction, true);
  if (!made) return std::move(made).error();
  const auto details =
      command::detailed(made->database, std::move(made->plans));
  if (!details) return details.error();
  return document_of(
      report::plan_details_json(heading_of("plan", made->database), *details));
}

}  // namespace godwit::studio
