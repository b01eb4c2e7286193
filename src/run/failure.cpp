// SPDX-License-Identifier: BSL-1.0
#include "run/failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/hide_secrets.h"
#include "base/number.h"
#include "base/text_position.h"
#include "migration/file_name.h"

namespace godwit::run {
namespace {

std::string_view past(Direction direction) {
  return direction == Direction::up ? "applied" : "undone";
}

/// The version, or the name of what has none.
template <typename Migrated>
std::string short_label(const Migrated& one) {
  return one.version.empty() ? one.name : one.version.text();
}

std::string label(const Step& step) {
  return migration_label(step.version, step.name);
}

bool is_beside_a_step(const FailedRun& failed) {
  return failed.step != nullptr && failed.script != nullptr &&
         failed.script != &failed.step->script();
}

std::string command(Direction direction) {
  return direction == Direction::up ? "up" : "down";
}

// A compiler names files by whole paths.
SourceLocation location_in_code(const Script& script, SourceLocation location) {
  const auto name = [](const std::string& path) {
    return std::filesystem::path(path).filename();
  };
  if (location.file.empty() || name(location.file) == name(script.file)) {
    location.file = script.file;
  }
  return location;
}

std::optional<std::size_t> place(const Script& script,
                                 const driver::TaskFailure& failure) {
  if (failure.offset) return failure.offset;
  if (failure.statement && *failure.statement < script.statements.size()) {
    return script.statements[*failure.statement].begin;
  }
  return {};
}

SourceLocation location_of(const Script& script,
                           const driver::TaskFailure& failure) {
  const auto offset = place(script, failure);
  if (!offset) return {.file = script.file};
  return locate(script.text, *offset, script.file, script.first_line);
}

/// "0001 to 0003 were applied and kept".
std::string kept(const FailedRun& failed) {
  const auto& done = failed.done;
  if (done.empty()) return "nothing was changed before it";
  const std::string_view verb = past(failed.plan.direction);
  if (done.size() == 1) {
    return fmt::format("{} was {} and kept", short_label(done.front()), verb);
  }
  return fmt::format("{} to {} were {} and kept", short_label(done.front()),
                     short_label(done.back()), verb);
}

std::string left_behind(const FailedRun& failed) {
  const Step& step = *failed.step;
  const std::string version = short_label(step);
  if (failed.outcome.failure->error.code == ErrorCode::transaction_ended) {
    return fmt::format("{} may be partly {}", version, past(step.direction));
  }
  if (step.script().transactional) {
    return fmt::format("{} was rolled back", version);
  }
  const std::size_t kept = failed.outcome.statements_kept;
  if (step.script().language == Language::cpp) {
    return fmt::format("what {} has committed is kept", version);
  }
  const std::size_t all = step.script().statements.size();
  if (kept == 0) {
    return all == 1 ? fmt::format("the statement of {} was not kept", version)
                    : fmt::format("none of the {} statements of {} was kept",
                                  all, version);
  }
  return fmt::format("{} of {} of {} {} kept", kept, counted(all, "statement"),
                     version,
                     word_for(kept, "has run and is", "have run and are"));
}

/// "what the database had up to 0003 was recorded and kept; "
std::string recorded(const FailedRun& failed) {
  if (failed.baseline.empty()) return {};
  return fmt::format("what the database had up to {} was recorded and kept; ",
                     failed.baseline.back().version.text());
}

std::string account(const FailedRun& failed) {
  if (failed.plan.transaction == TransactionMode::batch) {
    return "the whole run was rolled back";
  }
  if (failed.step == nullptr) return kept(failed);
  if (failed.done.empty()) return recorded(failed) + left_behind(failed);
  return fmt::format("{}{}; {}", recorded(failed), kept(failed),
                     left_behind(failed));
}

/// By what the standard calls a duplicate table, schema, column, object or
/// function; SQLite has no codes for it.
bool is_there_already(const Error& error) {
  constexpr std::array<std::string_view, 5> codes = {"42P07", "42P06", "42701",
                                                     "42710", "42723"};
  if (error.code != ErrorCode::statement_failed) return false;
  return error.sqlstate.empty()
             ? error.message.find("already exists") != std::string::npos
             : std::find(codes.begin(), codes.end(), error.sqlstate) !=
                   codes.end();
}

/// The history is empty and the database is not.
bool is_of_somebody_else(const FailedRun& failed) {
  return failed.plan.direction == Direction::up && failed.done.empty() &&
         failed.step->sequence == 1 &&
         is_there_already(failed.outcome.failure->error);
}

/// Something depends on what a migration changes: "dependent objects still
/// exist", or that a view uses a column.
bool is_in_the_way_of_it(const FailedRun& failed) {
  const std::string& sqlstate = failed.failure.error.sqlstate;
  return failed.has_repeatable &&
         failed.step->kind == MigrationKind::versioned &&
         (sqlstate == "2BP01" || sqlstate == "0A000");
}

Error describe_snapshot(Error error, const FailedRun& failed) {
  const Script& script = *failed.plan.snapshot;
  error.location = location_of(script, failed.failure);
  hide_secrets(error, script.text);
  error.notes.emplace_back(
      "the snapshot was rolled back, and nothing was recorded");
  if (error.hint.empty()) {
    error.hint = "correct the snapshot, build, and run up again";
  }
  return error;
}

std::string what_next(const FailedRun& failed) {
  const std::string run = command(failed.plan.direction);
  const ErrorCode code = failed.outcome.failure->error.code;
  if (code == ErrorCode::cancelled || code == ErrorCode::connection_lost) {
    return fmt::format("run {} again to go on", run);
  }
  if (code == ErrorCode::statement_in_doubt) {
    return fmt::format(
        "look at the database, then use Migrator::resolve for {} with "
        "Resolution::done where the statement is done, or with "
        "Resolution::again to have it run once more",
        failed.step->version.text());
  }
  if (failed.step == nullptr || is_beside_a_step(failed)) {
    return failed.script == nullptr || failed.script->file.empty()
               ? std::string()
               : fmt::format("correct the file and run {} again", run);
  }
  if (failed.step->stored) return {};
  if (is_of_somebody_else(failed)) {
    return "the history is empty: if the database was made without Godwit, "
           "first record what it has with Migrator::baseline, or name a query "
           "of "
           "its own version with ADOPT_VERSION (docs/adopt.md), or migrate an "
           "empty one; else correct the file and run up again";
  }
  if (is_in_the_way_of_it(failed)) {
    return fmt::format(
        "if a repeatable script makes what depends on it, write \"-- godwit: "
        "rebuild <name of the script>\" at the head of the file, and run {} "
        "again",
        run);
  }
  if (failed.step->script().language == Language::cpp) {
    return fmt::format(
        "correct what it needs or the file, build, and run {} "
        "again{}",
        run,
        failed.step->script().transactional
            ? ""
            : "; it goes on from its last commit");
  }
  if (!failed.step->script().transactional) {
    return fmt::format(
        "correct the failing statement and run {} again; it "
        "goes on where it stopped",
        run);
  }
  return fmt::format("correct the file and run {} again", run);
}

}  // namespace

bool ends_the_wait(const Error& error) {
  return error.code == ErrorCode::locked ||
         error.code == ErrorCode::cancelled ||
         error.code == ErrorCode::connection_lost;
}

Error describe(const FailedRun& failed) {
  Error error = failed.outcome.failure->error;
  if (failed.in_snapshot) return describe_snapshot(std::move(error), failed);
  if (const Script* script = failed.script) {
    error.location = script->language == Language::cpp
                         ? location_in_code(*script, std::move(error.location))
                         : location_of(*script, failed.failure);
    hide_secrets(error, script->text);
  }
  if (is_beside_a_step(failed)) {
    error.notes.push_back(fmt::format("it runs with {}", label(*failed.step)));
  }
  error.notes.push_back(account(failed));
  if (error.hint.empty()) error.hint = what_next(failed);
  return error;
}

}  // namespace godwit::run
