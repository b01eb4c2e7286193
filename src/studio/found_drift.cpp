// SPDX-License-Identifier: BSL-1.0
#include "studio/found_drift.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "command/drift.h"
#include "studio/documents.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

constexpr const char* not_looked_yet =
    "the build did not write down which schema the migrations make; the view "
    "of drift runs them to find out";

/// What the last look has found.
struct LastDrift {
  std::mutex mutex = {};
  std::optional<DriftInBrief> found = {};
};

Result<Drift> look(const Call& call, command::Database& database) {
  const StudioOptions& options = call.studio.options();
  return command::find_drift(database,
                             {.scratch = options.scratch,
                              .placeholders = options.migrate.placeholders,
                              .stop = call.stop});
}

DriftInBrief brief(const Result<Drift>& drift) {
  if (!drift) return {.reason = drift.error().message};
  return {.word = drift->none() ? "none" : "differs"};
}

bool is_written_down(const Studio& studio) {
  return std::all_of(studio.sets().begin(), studio.sets().end(),
                     [](const command::AimedSet& set) {
                       return !set.embedded.expected_schema().empty();
                     });
}

// A drift of what is declared and not migrated yet.
Result<Json> declared_changes(const Call& call) {
  const auto generated = call.studio.generate({.dry_run = true}, call.stop);
  if (!generated) return generated.error();
  return document_of(*generated)["changes"];
}

}  // namespace

DriftInBrief drift_in_brief(const Call& call, command::Database& database) {
  if (is_written_down(call.studio)) return brief(look(call, database));
  auto& last = call.studio.kept<LastDrift>();
  const std::lock_guard lock(last.mutex);
  return last.found.value_or(DriftInBrief{.reason = not_looked_yet});
}

Answer drift(const Call& call) {
  auto database = call.studio.open(call.stop);
  if (!database) return std::move(database).error();
  const auto found = look(call, *database);
  {
    auto& last = call.studio.kept<LastDrift>();
    const std::lock_guard lock(last.mutex);
    last.found = brief(found);
  }
  if (!found) return found.error();
  Json json =
      document_of(report::drift_json(heading_of("drift", *database), *found));
  if (!call.studio.can_generate()) return json;
  auto declared = declared_changes(call);
  if (declared) {
    json["declared"] = *std::move(declared);
  } else {
    json["declared_error"] = report::error_object(declared.error());
  }
  return json;
}

}  // namespace godwit::studio
