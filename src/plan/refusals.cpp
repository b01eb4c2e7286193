// SPDX-License-Identifier: BSL-1.0
#include "plan/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/errors.h"
#include "base/number.h"
#include "base/text_position.h"
#include "migration/file_name.h"
#include "plan/hash.h"

namespace godwit {
namespace {

constexpr std::size_t most_listed = 10;

/// "0002_a, 0003_b and 4 more".
std::string listed(const std::vector<Standing>& standings) {
  std::string text;
  const std::size_t shown = std::min(standings.size(), most_listed);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += ", ";
    text += standings[i].label();
  }
  if (shown < standings.size()) {
    text += fmt::format(" and {} more", standings.size() - shown);
  }
  return text;
}

SourceLocation top_of(const Script& script) { return {.file = script.file}; }

SourceLocation line_of(const Script& script, std::uint32_t line) {
  return {.file = script.file, .line = line, .column = 1};
}

std::string label(const Step& step) {
  return migration_label(step.version, step.name);
}

std::string listed(const std::vector<Step>& steps) {
  std::string text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i == most_listed) {
      return text + fmt::format(" and {} more", steps.size() - i);
    }
    text += (i == 0 ? "" : ", ") + label(steps[i]);
  }
  return text;
}

/// Steps, or "nothing".
std::string listed(const Plan& plan) {
  if (plan.empty()) return "nothing";
  if (plan.baseline.empty()) return listed(plan.steps);
  return fmt::format("{} to be recorded without being run{}{}",
                     listed(plan.baseline), plan.steps.empty() ? "" : ", then ",
                     listed(plan.steps));
}

/// What a history has: "0001_a and 2 rows that are none of versioned
/// migrations".
std::string listed(const RecordedHistory& history) {
  std::vector<Standing> rows;
  for (const AppliedMigration& one : history.applied) {
    rows.push_back({.applied = &one});
  }
  std::string text = listed(rows);
  if (history.others.count > 0) {
    text += fmt::format(
        "{}{} that {} none of versioned migrations",
        text.empty() ? "" : " and ",
        counted(static_cast<std::size_t>(history.others.count), "row"),
        history.others.count == 1 ? "is" : "are");
  }
  return text;
}

constexpr std::string_view newer_build = "run a newer build";

/// What to do, and what where all that it is about has a way down.
struct WayOut {
  std::string_view always;
  /// Empty: the same.
  std::string_view with_way_down = {};
};

constexpr WayOut undo_the_edit = {
    "put the file back as it was and make the change in a new migration",
    "put the file back as it was and make the change in a new migration; in "
    "development, where nothing is lost by it, undo the migration with down "
    "and apply it again with up"};

constexpr WayOut bring_back = {
    "bring the deleted file back, or forget it with Migrator::repair",
    "bring the deleted file back, undo it with down, or forget it with "
    "Migrator::repair"};

std::string hint(const WayOut& way_out, bool has_way_down) {
  const bool always = !has_way_down || way_out.with_way_down.empty();
  return std::string(always ? way_out.always : way_out.with_way_down);
}

/// What accepts the edit of one migration.
std::string accepted_by(std::string_view file, std::string_view recorded) {
  return fmt::format("\"-- godwit: formerly {}\" at the head of {}", recorded,
                     file);
}

/// The other way out of an edit: where the text is released, both must be
/// accepted.
std::string or_accept(const std::string& hint,
                      const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), most_listed); ++i) {
    text += (i == 0 ? "" : ", ") + lines[i];
  }
  return fmt::format(
      "{}; if a released file had to be mended, write {}, or have this "
      "database "
      "alone accept it with Migrator::repair",
      hint, text);
}

std::string or_accept(const std::string& hint,
                      const std::vector<Standing>& edited) {
  std::vector<std::string> lines;
  for (const Standing& one : edited) {
    lines.push_back(accepted_by(one.migration->up.file, one.applied->checksum));
  }
  return or_accept(hint, lines);
}

std::string or_accept(const std::string& hint,
                      const std::vector<StatusEntry>& differences) {
  std::vector<std::string> lines;
  for (const StatusEntry& one : differences) {
    if (one.state != MigrationState::edited) continue;
    lines.push_back(accepted_by(one.file, one.applied->checksum));
  }
  return or_accept(hint, lines);
}

constexpr std::string_view older_build_first =
    "run up once with a binary of the release before, which still carries what "
    "is replaced; then this one finds all of it";

bool have_way_down(const std::vector<Standing>& standings) {
  return std::all_of(standings.begin(), standings.end(), has_way_down);
}

constexpr std::string_view in_order =
    "give it a later version, or apply it as it is with "
    "UpRequest::allow_out_of_order";

/// What a difference is to a program, and how it is settled.
struct Weight {
  MigrationState state;
  ErrorCode code;
  WayOut way_out;
};

constexpr std::string_view go_on =
    "up goes on with what is halfway applied, and down with what is halfway "
    "undone";

// The first is furthest from being settled by `up`, the last is settled by it.
constexpr std::array<Weight, 8> weights = {
    {{MigrationState::newer, ErrorCode::binary_too_old, {newer_build}},
     {MigrationState::edited, ErrorCode::edited, undo_the_edit},
     {MigrationState::incomplete, ErrorCode::incomplete, {older_build_first}},
     {MigrationState::missing, ErrorCode::missing, bring_back},
     {MigrationState::interrupted, ErrorCode::interrupted, {go_on}},
     {MigrationState::running, ErrorCode::interrupted, {go_on}},
     {MigrationState::out_of_order, ErrorCode::out_of_order, {in_order}},
     {MigrationState::pending,
      ErrorCode::pending,
      {"apply what is pending with up"}}}};

const Weight& worst(const std::vector<StatusEntry>& differences) {
  return *std::find_if(
      weights.begin(), weights.end() - 1, [&](const Weight& weight) {
        return std::any_of(differences.begin(), differences.end(),
                           [&](const StatusEntry& entry) {
                             return entry.state == weight.state;
                           });
      });
}

std::string hint(const Weight& weight,
                 const std::vector<StatusEntry>& differences) {
  const bool has_way_down = std::all_of(
      differences.begin(), differences.end(), [&](const StatusEntry& entry) {
        return entry.state != weight.state || entry.reversible;
      });
  const std::string way_out = hint(weight.way_out, has_way_down);
  return weight.state == MigrationState::edited
             ? or_accept(way_out, differences)
             : way_out;
}

bool is_replaced(const Version& version, const MigrationSet& migrations) {
  return std::any_of(migrations.all().begin(), migrations.all().end(),
                     [&](const Migration& migration) {
                       return std::any_of(migration.replaces.begin(),
                                          migration.replaces.end(),
                                          [&](const ReplacedMigration& one) {
                                            return one.version == version;
                                          });
                     });
}

std::string both_versions(const Error& error) {
  return fmt::format("this binary carries {}, and the database has {}",
                     error.binary_version.empty()
                         ? "no migrations"
                         : "migrations up to " + error.binary_version,
                     error.database_version);
}

}  // namespace

Error binary_too_old(const Standing& needed) {
  return make_error(
      ErrorCode::binary_too_old,
      fmt::format("the database needs a binary that carries migration {}",
                  needed.label()),
      "run a newer build; this one must not be used on this schema");
}

Error newer_refused(const std::vector<Standing>& newer) {
  return make_error(
      ErrorCode::binary_too_old,
      fmt::format("{} {} newer than this binary", listed(newer),
                  word_for(newer.size(), "is", "are")),
      "run a newer build, or accept them with NewerPolicy::accept");
}

Error with_versions(Error error, const std::vector<Standing>& all) {
  if (error.code != ErrorCode::binary_too_old) return error;
  for (const Standing& one : all) {
    if (one.migration != nullptr) error.binary_version = one.version().text();
    if (one.applied != nullptr) error.database_version = one.version().text();
  }
  error.notes.push_back(both_versions(error));
  return error;
}

Error edited_after_apply(const std::vector<Standing>& edited) {
  Error error =
      make_error(ErrorCode::edited,
                 fmt::format("{} {} edited after being applied", listed(edited),
                             word_for(edited.size(), "was", "were")),
                 or_accept(hint(undo_the_edit, have_way_down(edited)), edited));
  error.location = top_of(edited.front().migration->up);
  for (const Standing& standing : edited) {
    error.notes.push_back(fmt::format(
        "{}: applied with checksum {:.12}, now {:.12}", standing.label(),
        standing.applied->checksum, standing.migration->checksum));
    if (error.notes.size() == most_listed) break;
  }
  return error;
}

Error replaced_in_part(const Standing& incomplete,
                       const std::vector<Standing>& all) {
  std::string names;
  for (const std::string& label : lacking(incomplete, all)) {
    names += (names.empty() ? "" : ", ") + label;
  }
  Error error = make_error(
      ErrorCode::incomplete,
      fmt::format("{} replaces migrations of which only a part is applied",
                  incomplete.label()),
      std::string(older_build_first));
  error.location = top_of(incomplete.migration->up);
  error.notes.push_back("not applied: " + names);
  return error;
}

Error missing_from_set(const std::vector<Standing>& missing) {
  return make_error(
      ErrorCode::missing,
      fmt::format("{} {} applied but {} not in this binary", listed(missing),
                  word_for(missing.size(), "was", "were"),
                  word_for(missing.size(), "is", "are")),
      hint(bring_back, have_way_down(missing)));
}

Error out_of_order(const std::vector<Standing>& pending) {
  Error error = make_error(
      ErrorCode::out_of_order,
      fmt::format("{} {} pending but older than an applied migration",
                  listed(pending), word_for(pending.size(), "is", "are")),
      std::string(in_order));
  error.location = top_of(pending.front().migration->up);
  return error;
}

Error being_worked_on(const Standing& standing, std::string_view worker) {
  return make_error(
      ErrorCode::locked,
      fmt::format("{} is being {} by {}", standing.label(),
                  standing.applied->state == AppliedState::reverting
                      ? "undone"
                      : "applied",
                  worker),
      "run again when that process is done");
}

// "3 of its statements have run"
std::string how_far(const AppliedMigration& row) {
  const bool down = row.state == AppliedState::reverting;
  if (row.checkpoint) {
    return fmt::format("its way {} in C++ has committed up to \"{}\"",
                       down ? "down" : "up", *row.checkpoint);
  }
  return fmt::format("{} of {} {} run", row.statements_done,
                     down ? "the statements of its way down" : "its statements",
                     word_for(row.statements_done, "has", "have"));
}

Error half_undone(const Standing& standing) {
  const std::size_t done = standing.applied->statements_done;
  return make_error(
      ErrorCode::interrupted,
      done == 0 ? fmt::format("a run was interrupted before it undid {}",
                              standing.label())
                : fmt::format("{} is half undone: {}", standing.label(),
                              how_far(*standing.applied)),
      "finish it with down");
}

Error half_applied(const Standing& standing) {
  const std::size_t done = standing.applied->statements_done;
  return make_error(
      ErrorCode::interrupted,
      done == 0
          ? fmt::format("a run was interrupted in the first statement of {}, "
                        "or before it",
                        standing.label())
          : fmt::format("{} is half applied: {}", standing.label(),
                        how_far(*standing.applied)),
      standing.migration != nullptr ? "finish it with up"
      : standing.applied->untouched()
          ? "nothing of it has run: remove its row with down"
          : "finish it with up of a binary that carries it");
}

Error done_part_changed(const Standing& standing) {
  const std::size_t done = standing.applied->statements_done;
  Error error = make_error(
      ErrorCode::edited,
      done == 1
          ? fmt::format("the first statement of {} has run already and was "
                        "changed since",
                        standing.label())
          : fmt::format("the first {} statements of {} have run already and "
                        "were changed since",
                        done, standing.label()),
      "put back what has run as it was; what comes after it may be changed");
  if (standing.migration != nullptr) {
    error.location = top_of(standing.migration->up);
  }
  return error;
}

Error begun_in_other_language(const Standing& standing) {
  const bool code = standing.applied->checkpoint.has_value();
  Error error = make_error(
      ErrorCode::edited,
      fmt::format("{} was begun in {} and is {} now", standing.label(),
                  code ? "C++" : "SQL", code ? "SQL" : "C++"),
      "put it back as it was until it is done");
  error.location = top_of(standing.migration->up);
  return error;
}

Error no_longer_without_transaction(const Standing& standing) {
  Error error = make_error(
      ErrorCode::edited,
      fmt::format("{} was begun outside a transaction and is not marked so "
                  "any more",
                  standing.label()),
      "put '-- godwit: no-transaction' back");
  error.location = top_of(standing.migration->up);
  return error;
}

Error no_such_version(const Version& version, const MigrationSet& migrations) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no migration {}", version.text()),
                    migrations.empty()
                        ? "this set is empty"
                        : fmt::format("this set goes from {} to {}",
                                      migrations.all().front().version.text(),
                                      migrations.all().back().version.text()));
}

Error not_applied(const Version& version) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("migration {} is not applied", version.text()),
                    "Migrator::status shows the ones that are");
}

Error baseline_without_reason() {
  return make_error(ErrorCode::invalid_argument,
                    "a baseline without a reason is not recorded",
                    "say with BaselineRequest::reason why the database has "
                    "these migrations already");
}

Error mark_without_reason() {
  return make_error(ErrorCode::invalid_argument,
                    "the history is not changed by hand without a reason",
                    "say with MarkRequest::reason how the database came to it");
}

Error protect_without_reason() {
  return make_error(ErrorCode::invalid_argument,
                    "a database is not protected, and no mark is taken off, "
                    "without a reason",
                    "say why with ProtectRequest::reason, such as production");
}

Error protected_database(const std::string& reason) {
  Error error = make_error(
      ErrorCode::protected_database,
      fmt::format("this database is protected: {}", reason),
      "if it is the right one after all, take the mark off first, with "
      "Migrator::protect and ProtectRequest::off");
  error.notes.push_back(
      "a database with that mark refuses what is not for production: reset, "
      "restore, push");
  return error;
}

Error pushed_and_not_generated(PushedSchema schema) {
  if (schema == PushedSchema::unknown) {
    return make_error(
        ErrorCode::pushed,
        "this database was pushed to, and this binary does not know whether "
        "its migrations make that schema",
        "mark those that do with Migrator::mark, or make the database anew");
  }
  Error error = make_error(
      ErrorCode::pushed,
      "this database was pushed to, and the migrations do not make its schema",
      "write with 'generate' what they lack, build, and run up again; where "
      "the schema files have changed since, push first");
  if (schema == PushedSchema::other) {
    error.notes.emplace_back(
        "its schema is not the one that was pushed either");
  }
  return error;
}

Error pushed_and_not_undone() {
  return make_error(
      ErrorCode::pushed,
      "this database was pushed to, and ways down do not know its schema",
      "write with 'generate' what the migrations lack, build, and run up "
      "first; or make the database anew");
}

Error unknown_own_version(const std::string& version,
                          const MigrationSet& migrations) {
  const auto parsed = Version::parse(version);
  const bool newer = parsed && !migrations.empty() &&
                     migrations.all().back().version < *parsed;
  if (parsed && is_replaced(*parsed, migrations)) {
    return make_error(
        ErrorCode::incomplete,
        fmt::format("the application's own version of this database is {}, "
                    "which {} has only as a part of a later migration",
                    version, migrations.name()),
        std::string(older_build_first));
  }
  return make_error(
      newer ? ErrorCode::binary_too_old : ErrorCode::missing,
      fmt::format("the application's own version of this database is {}, and "
                  "{} has no migration of that version",
                  version, migrations.name()),
      newer ? std::string(newer_build)
            : "ADOPT_VERSION of the set must give a version that the set has, "
              "or NULL for a new database");
}

Error history_not_empty(const RecordedHistory& history) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the history is not empty: it has {}", listed(history)),
      "a baseline is what a history begins with; up applies what is pending");
}

Error nothing_in_doubt(const AppliedMigration& row) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("no statement of migration {} is in doubt",
                  row.version.text()),
      row.state == AppliedState::applied
          ? "it is applied"
          : fmt::format("run {} again; it goes on where it stopped",
                        row.state == AppliedState::started ? "up" : "down"));
}

Error statement_not_here(const AppliedMigration& row) {
  Error error = make_error(
      ErrorCode::edited,
      fmt::format("the statement in doubt is not the one that comes next in "
                  "migration {} of this binary",
                  row.version.text()),
      "use a binary that has the script as it was");
  error.notes.push_back(fmt::format("it was: {}", *row.begun_sql));
  return error;
}

Error cannot_redo(const Step& step) {
  return make_error(
      ErrorCode::missing,
      fmt::format(
          "{} could not be applied again: this binary does not carry it",
          migration_label(step.version, step.name)),
      "redo it with a binary that does, or undo it with down");
}

Error pending_before(const Step& step) {
  Error error = make_error(
      ErrorCode::out_of_order,
      fmt::format("{} is pending and comes before what is to be done again",
                  migration_label(step.version, step.name)),
      std::string(in_order));
  error.location = top_of(step.script());
  return error;
}

Error cannot_batch(const Step& step) {
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("{} runs outside a transaction, so the run cannot be all or "
                  "nothing",
                  label(step)),
      "apply up to the migration before it first, or use "
      "TransactionMode::each");
  error.location = top_of(step.script());
  return error;
}

Error no_way_down(const std::vector<Standing>& irreversible) {
  Error error =
      make_error(ErrorCode::irreversible,
                 fmt::format("{} cannot be undone", listed(irreversible)),
                 "write a down script, or undo fewer migrations");
  for (const Standing& standing : irreversible) {
    const std::string reason = standing.migration != nullptr
                                   ? standing.migration->irreversible
                                   : std::string();
    error.notes.push_back(fmt::format(
        "{}: {}", standing.label(),
        reason.empty() ? "it has no down script" : "irreversible: " + reason));
    if (error.notes.size() == most_listed) break;
  }
  if (irreversible.front().migration != nullptr) {
    error.location = top_of(irreversible.front().migration->up);
  }
  return error;
}

Error cannot_rebuild(const Migration& script, const Step& step) {
  Error error = make_error(
      ErrorCode::irreversible,
      fmt::format("{} wants \"{}\" undone before it, which was applied without "
                  "a way down",
                  migration_label(step.version, step.name), script.name),
      "write what drops it below \"-- migrate:down\" in its file");
  error.location = top_of(script.up);
  return error;
}

Error repeatable_stays(const AppliedMigration& row, const Migration* script) {
  Error error = make_error(
      ErrorCode::irreversible,
      fmt::format("the repeatable script \"{}\" cannot be undone, since it was "
                  "applied without a way down",
                  row.name),
      "write what drops it below \"-- migrate:down\" in its file");
  if (script != nullptr) error.location = top_of(script->up);
  return error;
}

Error not_up_yet(const Plan& up) {
  return make_error(
      ErrorCode::pending,
      fmt::format("{} {} pending, and seeds are for a database that has all of "
                  "the set",
                  counted(up.steps.size(), "step"),
                  word_for(up.steps.size(), "is", "are")),
      "run up first");
}

Error unwritten(const Step& step, std::size_t offset) {
  const bool up = step.direction == Direction::up;
  Error error = make_error(
      ErrorCode::invalid_migration,
      fmt::format("{}{} is still as create wrote it",
                  up ? "" : "the way down of ", label(step)),
      up ? "write what it changes, or remove the file; if nothing is to run, "
           "remove this comment"
         : "write what undoes it; if there is nothing to undo, remove this "
           "comment");
  const Script& script = step.script();
  error.location = locate(script.text, offset, script.file, script.first_line);
  return error;
}

Error requirement_unmet(const Step& step, const Requirement& requirement,
                        std::string_view server_version) {
  Error error =
      make_error(ErrorCode::requirement_unmet,
                 fmt::format("{} requires {} {} or newer, and this is {}",
                             label(step), to_string(requirement.dialect),
                             requirement.at_least.text(), server_version),
                 "nothing was run; upgrade the server first");
  error.location = line_of(step.script(), requirement.line);
  return error;
}

Error wrong_database(const Step& step, const Requirement& requirement) {
  Error error = make_error(ErrorCode::requirement_unmet,
                           fmt::format("{} requires {}", label(step),
                                       to_string(requirement.dialect)),
                           "nothing was run; this is another database");
  error.location = line_of(step.script(), requirement.line);
  return error;
}

Error libsql_required(const Step& step, const Requirement& requirement) {
  Error error =
      make_error(ErrorCode::requirement_unmet,
                 fmt::format("{} requires a libSQL server, and this is SQLite",
                             label(step)),
                 "nothing was run; name a database of such a server, as by "
                 "libsql://<host>");
  error.location = line_of(step.script(), requirement.line);
  return error;
}

Error plan_outdated(const Plan& plan, const Plan& now) {
  Error error = make_error(ErrorCode::plan_outdated,
                           "the database has changed since this was planned",
                           "look again at what is to be done now");
  if (!plan.hash.empty()) {
    error.notes = hash_differences(plan.hash, now.hash);
  }
  error.notes.push_back("planned: " + listed(plan));
  error.notes.push_back("now: " + listed(now));
  return error;
}

Error not_verified(const Status& status, const VerifyRequest& request) {
  const std::vector<StatusEntry> differences = status.differences(request);
  const Weight& weight = worst(differences);
  Error error = make_error(
      weight.code,
      request.exact ? "the database is not exactly what this binary carries"
                    : "the database does not have what this binary carries",
      hint(weight, differences));
  for (const StatusEntry& entry : differences) {
    const bool breaking =
        entry.file.empty() && !entry.replaced_by && entry.applied->breaking;
    error.notes.push_back(
        fmt::format("{}: {}{}", migration_label(entry.version, entry.name),
                    state_words(entry.state), breaking ? ", breaking" : ""));
  }
  if (error.code != ErrorCode::binary_too_old) return error;
  for (const StatusEntry& entry : status.entries) {
    if (entry.kind != MigrationKind::versioned) continue;
    if (!entry.file.empty()) error.binary_version = entry.version.text();
    if (entry.applied) error.database_version = entry.version.text();
  }
  error.notes.push_back(both_versions(error));
  return error;
}

Error only_one_of_down() {
  return make_error(ErrorCode::invalid_argument,
                    "down takes only one of steps, to, batch and all");
}

}  // namespace godwit
