// SPDX-License-Identifier: BSL-1.0
#include "report/text.h"

#include <fmt/format.h>

#include <cstdint>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/number.h"
#include "migration/file_name.h"
#include "report/printable.h"
#include "report/style.h"

namespace godwit::report {
namespace {

std::string_view done(Direction direction) {
  return direction == Direction::up ? "applied" : "reverted";
}

Style style_of(ErrorPart::Kind kind, std::string_view severity) {
  switch (kind) {
    case ErrorPart::Kind::severity:
      return severity == "error" ? Style::bad : Style::waiting;
    case ErrorPart::Kind::note:
      return Style::heading;
    case ErrorPart::Kind::hint:
      return Style::good;
    case ErrorPart::Kind::text:
      break;
  }
  return Style::plain;
}

std::string how_code_runs(const Step& step) {
  if (step.script().transactional) return "C++ in a transaction";
  return step.checkpoint
             ? fmt::format("C++ that commits by itself, from \"{}\" on",
                           printable(*step.checkpoint))
             : std::string("C++ that commits by itself");
}

std::string how_it_runs(const Step& step, TransactionMode mode) {
  if (step.script().language == Language::cpp) return how_code_runs(step);
  if (!step.script().transactional) {
    return step.resume_at == 0
               ? std::string("statement by statement")
               : fmt::format("statement by statement, from statement {}",
                             step.resume_at + 1);
  }
  return mode == TransactionMode::batch ? "in the transaction of the run"
                                        : "in a transaction";
}

// Without what an interrupted run has done already.
std::string_view what_runs(const Step& step) {
  if (step.script().language != Language::sql) return {};
  const std::string_view text = step.script().text;
  const bool resumed =
      step.resume_at > 0 && step.resume_at < step.script().statements.size();
  return trimmed(
      resumed ? text.substr(step.script().statements[step.resume_at].begin)
              : text);
}

std::string companion_text(const Companion& one) {
  return fmt::format("\n-- {} {}\n{}", one.undoes ? "revert" : "with",
                     printable(one.name), trimmed(one.script->text));
}

std::string hook_text(std::string_view name, const Script* hook) {
  if (hook == nullptr) return {};
  return fmt::format("\n\n-- run: {} ({})\n-- in a transaction\n{}", name,
                     printable(hook->file), trimmed(hook->text));
}

std::string step_text(const Step& step, TransactionMode mode) {
  std::string text = fmt::format(
      "\n\n-- {}: {}", step.direction == Direction::up ? "apply" : "revert",
      label(step.version, step.name));
  if (!step.script().file.empty()) {
    text += fmt::format(" ({})", printable(step.script().file));
  }
  text += fmt::format("\n-- {}", how_it_runs(step, mode));
  for (const Companion& one : step.before) text += companion_text(one);
  if (!step.before.empty() || !step.after.empty()) text += "\n-- itself";
  const std::string_view sql = what_runs(step);
  if (!sql.empty()) text += fmt::format("\n{}", sql);
  for (const Companion& one : step.after) text += companion_text(one);
  return text;
}

/// "1 migration recorded and 2 applied".
std::string how_many(std::size_t recorded, std::string_view recording,
                     const KindCounts& run, std::string_view running) {
  const std::string what = fmt::format("{} {}", run.text(), running);
  if (recorded == 0) return what;
  std::string text = fmt::format("{} {}", migrations(recorded), recording);
  if (run.empty()) return text;
  const auto count = run.only_migrations();
  return count ? fmt::format("{} and {} {}", text, *count, running)
               : fmt::format("{} and {}", text, what);
}

KindCounts kinds_of(const std::vector<Step>& steps) {
  KindCounts counts;
  counts.add(steps);
  return counts;
}

std::string baseline_text(const Plan& plan) {
  if (plan.baseline.empty()) return {};
  std::string text = plan.snapshot == nullptr
                         ? fmt::format("\n\n-- record without running: {}",
                                       printable(plan.baseline_reason))
                         : fmt::format("\n\n-- apply at once and record: {}",
                                       printable(plan.snapshot->file));
  for (const Step& step : plan.baseline) {
    text += fmt::format("\n--   {} ({})", label(step.version, step.name),
                        printable(step.script().file));
  }
  return text;
}

std::string text_of(std::string_view database, const Plan& plan) {
  std::string text = fmt::format(
      "-- dry run on {}: {}", printable(database),
      how_many(plan.baseline.size(), "would be recorded", kinds_of(plan.steps),
               fmt::format("would be {}", done(plan.direction))));
  if (plan.transaction == TransactionMode::batch) {
    text += ", in one transaction";
  }
  text += baseline_text(plan);
  if (plan.snapshot != nullptr) {
    text +=
        fmt::format("\n-- in a transaction\n{}", trimmed(plan.snapshot->text));
  }
  text += hook_text(to_string(HookPoint::before_all), plan.before_all);
  for (const Step& step : plan.steps) {
    text += step_text(step, plan.transaction);
  }
  return text + hook_text(to_string(HookPoint::after_all), plan.after_all);
}

template <typename Value>
std::string newer_among(std::span<const OfSet<Value>> values) {
  std::string names;
  std::size_t count = 0;
  for (const OfSet<Value>& value : values) {
    for (const NewerMigration& one : value.value.newer) {
      if (++count > 1) names += ", ";
      if (values.size() > 1) names += printable(value.set) + ": ";
      names += label(one.version, one.name);
    }
  }
  if (count == 0) return {};
  return fmt::format(
      "the database also has {}, which {} newer than this binary", names,
      count == 1 ? "is" : "are");
}

std::string_view meaning_of(Amendment::Kind kind) {
  switch (kind) {
    case Amendment::Kind::applied:
      return "applied, and was not run";
    case Amendment::Kind::pending:
      return "pending, and was not undone";
    case Amendment::Kind::accepted:
      return "the edited file is accepted";
    case Amendment::Kind::forgotten:
      return "missing from this binary, and forgotten";
    case Amendment::Kind::resolved:
      return "no statement is in doubt any more";
  }
  return "";
}

std::string half_text(std::string_view name,
                      const std::optional<std::string>& sql,
                      std::string_view otherwise) {
  std::string text = fmt::format("-- migrate:{}\n", name);
  text += sql ? *sql : fmt::format("-- {}", otherwise);
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::string both_halves(const command::ShownMigration& one) {
  return fmt::format("-- {}, {}\n", label(one.version, one.name),
                     one.file.empty() ? "as the history keeps it"
                                      : printable(one.file)) +
         half_text("up", one.up, "the history does not keep the way up") +
         half_text("down", one.down, "there is no way down");
}

}  // namespace

std::string duration(std::chrono::microseconds time) {
  const auto us = static_cast<double>(time.count());
  if (us < 1e6) return fmt::format("{:.1f} ms", us / 1e3);
  if (us < 60e6) return fmt::format("{:.2f} s", us / 1e6);
  const std::int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time).count();
  return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
}

std::string migrations(std::size_t count) {
  return counted(count, "migration");
}

std::size_t& KindCounts::count(MigrationKind kind) {
  if (kind == MigrationKind::repeatable) return repeatable_;
  return kind == MigrationKind::seed ? seeds_ : versioned_;
}

std::string KindCounts::text() const {
  std::vector<std::string> parts;
  const bool others = repeatable_ + seeds_ > 0;
  if (versioned_ > 0 || !others) parts.push_back(migrations(versioned_));
  if (repeatable_ > 0) {
    parts.push_back(counted(repeatable_, "repeatable script"));
  }
  if (seeds_ > 0) parts.push_back(counted(seeds_, "seed"));
  std::string text;
  for (const std::string& part : parts) {
    text += fmt::format("{}{}", text.empty() ? "" : " and ", part);
  }
  return text;
}

std::string label(const Version& version, std::string_view name) {
  return migration_label(version, printable(name));
}

std::string step_line(Direction direction, std::string_view label,
                      std::chrono::microseconds time, bool colour) {
  const Style style = direction == Direction::up ? Style::good : Style::waiting;
  return fmt::format(
      "{}  {}  {}", paint(done(direction), style, colour), label,
      paint(fmt::format("({})", duration(time)), Style::faint, colour));
}

std::string baseline_line(std::string_view label, bool colour) {
  return fmt::format("{}  {}  {}", paint("recorded", Style::good, colour),
                     label, paint("(not run)", Style::faint, colour));
}

std::string replay_text(
    const std::vector<schema::ObjectDifference>& differences,
    std::string_view version) {
  if (differences.empty()) {
    return fmt::format("the schema is what the migrations up to {} make",
                       version);
  }
  return fmt::format(
      "the schema is not what the migrations up to {} make:\n{}'-' is what "
      "they "
      "make, '+' what the database has",
      version, printable_lines(schema::text_of(differences)));
}

std::string summary(std::span<const OfSet<RunReport>> runs) {
  KindCounts count;
  std::size_t recorded = 0;
  std::chrono::microseconds time{};
  std::string made_by;
  for (const OfSet<RunReport>& run : runs) {
    count.add(run.value.done);
    recorded += run.value.baseline.size();
    time += run.value.duration;
    if (!run.value.snapshot.empty()) {
      made_by =
          fmt::format("{} made it at once: ", printable(run.value.snapshot));
    }
  }
  return fmt::format(
      "{}{} in {}", made_by,
      how_many(recorded, "recorded", count, done(runs.front().value.direction)),
      duration(time));
}

std::string newer_text(std::span<const OfSet<RunReport>> runs) {
  return newer_among(runs);
}

std::string newer_text(std::span<const OfSet<Plan>> plans) {
  return newer_among(plans);
}

std::string diagnostic_text(const Error& error, std::string_view severity,
                            const Terminal& terminal) {
  const std::vector<ErrorPart> parts =
      terminal.interactive ? parts_of(error, severity, terminal.width)
                           : parts_of(error, severity);
  std::string all;
  for (const ErrorPart& part : parts) {
    all += paint(printable_lines(part.text), style_of(part.kind, severity),
                 terminal.colour);
  }
  return all;
}

std::string plan_text(std::string_view database,
                      std::span<const OfSet<Plan>> plans) {
  std::string text;
  for (const OfSet<Plan>& plan : plans) {
    if (plan.value.empty()) continue;
    if (!text.empty()) text += "\n\n";
    if (plans.size() > 1) text += fmt::format("-- {}\n", printable(plan.set));
    text += text_of(database, plan.value);
  }
  return text;
}

std::string amendments_text(std::span<const Amendment> amendments) {
  std::string text;
  for (const Amendment& one : amendments) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n",
                        label(one.version, one.name), meaning_of(one.kind));
  }
  return text;
}

std::string show_text(std::span<const command::ShownMigration> migrations,
                      std::optional<Direction> half) {
  std::string text;
  for (const command::ShownMigration& one : migrations) {
    if (half) {
      text += (half == Direction::up ? one.up : one.down).value_or("");
    } else {
      text += both_halves(one);
    }
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace godwit::report
