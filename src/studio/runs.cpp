// SPDX-License-Identifier: BSL-1.0
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/errors.h"
#include "command/plan.h"
#include "plan/refusals.h"
#include "report/log.h"
#include "studio/api.h"
#include "studio/documents.h"
#include "studio/fields.h"
#include "studio/place.h"
#include "studio/plans.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

Error not_confirmed(const std::string& name) {
  return bad_field("confirm",
                   "it must be the name of the database, which is \"" + name +
                       "\": its server is on another machine");
}

// What was protected since studio began is not to be written to either.
Result<void> check_protection(const Studio& studio,
                              command::Database& database) {
  if (studio.options().production) return {};
  const auto statuses = command::status(database, {.settled = 0});
  if (!statuses) return statuses.error();
  for (const auto& [set, status] : *statuses) {
    if (!status.protection.empty()) {
      return protected_database(status.protection);
    }
  }
  return {};
}

// Somebody has said yes and, where the server is another machine, shown that he
// knows which.
Result<void> check_confirmed(const Call& call, Connection& connection) {
  const auto confirm = text_field(call.body, "confirm");
  if (!confirm) return confirm.error();
  const auto place = place_of(connection, call.studio.options().url);
  if (!place) return place.error();
  if (confirms(*confirm, *place)) return {};
  return not_confirmed(place->name);
}

/// A run, and where it tells of itself.
struct Progress {
  std::string command = {};
  bool several_sets = false;
  std::optional<Planned> planned = {};
  /// Null until it runs.
  Sink* sink = nullptr;

  void hear(const Event& event);
};

Json running_line(const Event& event) {
  Json json{{"event", "running"},
            {"set", event.set},
            {"step", event.step_index + 1},
            {"steps", event.step_count},
            {"elapsed_us", event.duration.count()}};
  if (event.step != nullptr) {
    json["version"] = event.step->version.text();
    json["name"] = event.step->name;
  }
  if (event.statement) {
    json["statement"] = *event.statement + 1;
    json["statements"] = event.statement_count;
  }
  if (!event.text.empty()) json["waits_for"] = event.text;
  return json;
}

Json progress_line(const Event& event) {
  Json json{{"event", "progress"}, {"done", event.done}};
  if (event.total != 0) json["total"] = event.total;
  return json;
}

// As the log has it and, of what it has not, how far things are.
void Progress::hear(const Event& event) {
  if (sink == nullptr) return;
  switch (event.kind) {
    case Event::Kind::running:
      sink->write(line_of(running_line(event)));
      return;
    case Event::Kind::progress:
      sink->write(line_of(progress_line(event)));
      return;
    default:
      break;
  }
  auto record = report::log_record(event, several_sets);
  if (!record) return;
  record->time = std::chrono::system_clock::now();
  sink->write(report::log_json({.program = "godwit",
                                .process = static_cast<long>(getpid()),
                                .command = command},
                               *record));
}

Json report_line(const Progress& progress, const command::Runs& runs) {
  const std::optional<Error>& error = runs.back().value.error;
  report::Heading heading =
      heading_of(progress.command, progress.planned->database);
  heading.exit_code = error ? 1 : 0;
  return {{"report", document_of(report::run_json(heading, runs))}};
}

// With the same words as elsewhere.
void put_in_words(const Studio& studio, command::Runs& runs) {
  std::optional<Error>& error = runs.back().value.error;
  const auto& words = studio.options().words;
  if (error && words) error = words(*error);
}

/// All that can be refused is refused before the first line.
Result<Stream> run_stream(const Call& call, Direction direction) {
  const auto hash = text_field(call.body, "plan");
  if (!hash) return hash.error();
  const auto progress = std::make_shared<Progress>();
  progress->command = to_string(direction);
  auto made = planned(call, direction, false,
                      [progress = progress.get()](const Event& event) {
                        progress->hear(event);
                      });
  if (!made) return std::move(made).error();
  command::Database& database = made->database;
  if (auto may = check_protection(call.studio, database); !may) {
    return std::move(may).error();
  }
  if (auto said = check_confirmed(call, database.connection); !said) {
    return std::move(said).error();
  }
  if (auto same = command::check_hash(made->plans, *hash); !same) {
    return std::move(same).error();
  }
  progress->several_sets = database.sets.size() > 1;
  progress->planned = *std::move(made);
  return Stream{std::string(lines),
                [progress, &studio = call.studio](Sink& sink) -> Result<void> {
                  progress->sink = &sink;
                  command::Runs runs = command::run(progress->planned->database,
                                                    progress->planned->plans);
                  put_in_words(studio, runs);
                  sink.write(line_of(report_line(*progress, runs)));
                  return {};
                }};
}

Result<Stream> up(const Call& call) { return run_stream(call, Direction::up); }
Result<Stream> down(const Call& call) {
  return run_stream(call, Direction::down);
}

Answer generate(const Call& call) {
  auto name = optional_text_field(call.body, "name");
  if (!name) return std::move(name).error();
  const auto dry_run = flag_field(call.body, "dry_run");
  if (!dry_run) return dry_run.error();
  const auto document = call.studio.generate(
      {.name = std::move(*name).value_or(""), .dry_run = *dry_run}, call.stop);
  if (!document) return document.error();
  return document_of(*document);
}

constexpr Endpoint endpoints_of_runs[] = {
    {.name = "up", .stream = up, .writes = true},
    {.name = "down", .stream = down, .writes = true},
    {.name = "generate", .answer = generate, .writes = true},
};

}  // namespace

std::span<const Endpoint> run_endpoints() { return endpoints_of_runs; }

}  // namespace godwit::studio
