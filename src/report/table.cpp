// SPDX-License-Identifier: BSL-1.0
#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "base/comma_separated.h"
#include "base/number.h"
#include "plan/standing.h"
#include "report/printable.h"
#include "report/style.h"
#include "report/text.h"

namespace godwit::report {
namespace {

struct Cell {
  std::string text = {};
  Style style = Style::plain;
};

struct Column {
  std::string_view heading;
  bool right = false;
  /// Its texts may be cut where the line would be too long.
  bool flexible = false;
};

constexpr std::string_view between_columns = "  ";

// Of a column that is cut, so that something can still be told by it.
constexpr std::size_t least_width = 8;

// As many digits as messages about checksums have.
constexpr std::size_t shown_of_checksum = 12;

using TableRow = std::vector<Cell>;

std::vector<std::size_t> widths(const std::vector<Column>& columns,
                                const std::vector<TableRow>& rows) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = columns[i].heading.size();
    for (const TableRow& row : rows) {
      width = std::max(width, display_width(row[i].text));
    }
    result.push_back(width);
  }
  return result;
}

std::size_t line_width(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(),
                         between_columns.size() * (widths.size() - 1));
}

// The widest that may be cut; null: none can become less.
std::size_t* widest(const std::vector<Column>& columns,
                    std::vector<std::size_t>& widths) {
  std::size_t* result = nullptr;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].flexible || widths[i] <= least_width) continue;
    if (result == nullptr || widths[i] > *result) result = &widths[i];
  }
  return result;
}

std::vector<std::size_t> fitted(const std::vector<Column>& columns,
                                std::vector<std::size_t> widths,
                                std::size_t available) {
  while (line_width(widths) > available) {
    std::size_t* column = widest(columns, widths);
    if (column == nullptr) break;
    --*column;
  }
  return widths;
}

// As much of a line as a terminal shows in one.
std::string fitted(const std::string& line, const Terminal& terminal) {
  return terminal.interactive ? shortened(line, terminal.width) : line;
}

std::string padded(const Cell& cell, std::size_t width, bool right,
                   bool colour) {
  const std::string shown = shortened(cell.text, width);
  const std::string space(width - display_width(shown), ' ');
  const std::string text = paint(shown, cell.style, colour);
  return right ? space + text : text + space;
}

std::string line(const std::vector<Column>& columns,
                 const std::vector<std::size_t>& widths, const TableRow& row,
                 bool colour) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) text += between_columns;
    text += padded(row[i], widths[i], columns[i].right, colour);
  }
  return text.erase(text.find_last_not_of(' ') + 1);
}

std::string table(const std::vector<Column>& columns,
                  const std::vector<TableRow>& rows, const Terminal& terminal) {
  TableRow headings;
  for (const Column& column : columns) {
    headings.push_back({std::string(column.heading), Style::heading});
  }
  std::vector<std::size_t> wide = widths(columns, rows);
  if (terminal.interactive) {
    wide = fitted(columns, std::move(wide), terminal.width);
  }
  std::string text = line(columns, wide, headings, terminal.colour) + "\n";
  for (const TableRow& row : rows) {
    text += line(columns, wide, row, terminal.colour) + "\n";
  }
  return text;
}

Style style_of(MigrationState state) {
  switch (state) {
    case MigrationState::applied:
    case MigrationState::replaced:
      return Style::good;
    case MigrationState::pending:
    case MigrationState::running:
      return Style::waiting;
    default:
      return Style::bad;
  }
}

// "2026-01-31T12:00:00.000Z" without what nobody reads.
std::string moment(std::string_view timestamp) {
  const bool expected = timestamp.size() >= 19 && timestamp[10] == 'T';
  if (!expected) return printable(timestamp);
  return printable(
      fmt::format("{} {}", timestamp.substr(0, 10), timestamp.substr(11, 8)));
}

bool is_baseline(const StatusEntry& entry) {
  return entry.applied && entry.applied->baseline_reason;
}

// "applied, source changed".
std::string state_text(const StatusEntry& entry) {
  std::string text(state_words(entry.state));
  if (entry.kind == MigrationKind::seed) text.insert(0, "seed, ");
  if (is_baseline(entry)) text += ", not run";
  return entry.source_changed ? text + ", source changed" : text;
}

std::string name_text(const StatusEntry& entry) {
  std::string text = printable(entry.name);
  return entry.language == Language::cpp ? text + ".cpp" : text;
}

TableRow status_row(const StatusEntry& entry) {
  TableRow row = {{entry.version.text()},
                  {name_text(entry)},
                  {state_text(entry), style_of(entry.state)}};
  if (!entry.applied) {
    row.resize(6);
    return row;
  }
  row.push_back({fmt::format("{}", entry.applied->batch)});
  row.push_back({moment(entry.applied->applied_at)});
  row.push_back({is_baseline(entry) ? ""
                                    : duration(std::chrono::microseconds(
                                          entry.applied->duration_us))});
  return row;
}

std::string remarks(const Migration& migration) {
  std::string text;
  const auto add = [&text](std::string_view remark) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", remark);
  };
  if (migration.up.language != Language::sql) {
    add(to_string(migration.up.language));
  }
  if (!migration.up.transactional) add("no transaction");
  if (migration.breaking) add("breaking");
  if (!migration.replaces.empty()) {
    add(fmt::format("replaces {}", migration.replaces.size()));
  } else if (!migration.formerly.empty()) {
    add("mended");
  }
  if (!migration.irreversible.empty()) {
    add("irreversible: " + printable(migration.irreversible));
  }
  return text;
}

TableRow list_row(const Migration& migration) {
  return {{migration.version.text()},
          {printable(migration.name)},
          {migration.reversible() ? "yes" : "no"},
          {migration.checksum.substr(0, shown_of_checksum)},
          {printable(migration.up.file)},
          {remarks(migration)}};
}

// "libshop.a: shop_migrations (sqlite) from migrations, requires audit".
std::string list_heading(const CarriedSet& set) {
  const EmbeddedSet embedded = set.embedded;
  std::string text = set.file.empty() ? "" : printable(set.file) + ": ";
  text += fmt::format("{} ({}) from {}", printable(embedded.name()),
                      to_string(embedded.dialect()),
                      printable(embedded.directory()));
  std::string_view before = ", requires ";
  for (const std::string_view name : embedded.required_names()) {
    text += fmt::format("{}{}", before, printable(name));
    before = " and ";
  }
  if (const Snapshot* snapshot = set.migrations.snapshot()) {
    text += fmt::format(", {} for a new database up to {}",
                        printable(snapshot->script.file),
                        printable(snapshot->at.text()));
  }
  return text;
}

// How many are left out where there are so many of which there is nothing else
// to say. Not a few: that would be no gain.
std::size_t left_out(std::size_t count) {
  return count < many ? 0 : count - shown_of_many;
}

// Of the first, which are applied.
std::size_t unremarkable(const Status& status) {
  const auto first =
      std::find_if(status.entries.begin(), status.entries.end(),
                   [](const StatusEntry& entry) {
                     return entry.state != MigrationState::applied &&
                            entry.state != MigrationState::replaced;
                   });
  return left_out(status.settled +
                  static_cast<std::size_t>(first - status.entries.begin()));
}

// Of the last, which are pending.
std::size_t yet_to_come(const std::vector<StatusEntry>& entries) {
  const auto last = std::find_if(
      entries.rbegin(), entries.rend(), [](const StatusEntry& entry) {
        return entry.state != MigrationState::pending || entry.applied;
      });
  return left_out(static_cast<std::size_t>(last - entries.rbegin()));
}

std::string own_version(const Status& status) {
  if (status.own_version.empty()) return {};
  return fmt::format(
      "\nthe application's own version is {}: up records what the database has "
      "and does not run it",
      printable(status.own_version));
}

std::string protection(const Status& status) {
  if (status.protection.empty()) return {};
  return fmt::format("\nprotected: {}", printable(status.protection));
}

std::string pushed(const Status& status) {
  if (!status.pushed) return {};
  return "\npushed: the schema is ahead of the migrations that are applied";
}

std::string who_runs(const Status& status) {
  if (status.running.empty()) return {};
  return fmt::format("\na run is going on: {}", printable(status.running));
}

std::string names_line(std::string_view heading,
                       const std::vector<std::string>& names,
                       const Terminal& terminal) {
  if (names.empty()) return {};
  const std::string text =
      fmt::format("{}: {}", heading, comma_separated(names));
  return fitted(printable(text), terminal) + "\n";
}

std::vector<std::string> names_of(std::span<const Migration> scripts) {
  std::vector<std::string> names;
  for (const Migration& one : scripts) names.push_back(one.name);
  return names;
}

// What the set has that is none.
std::string beside_migrations(const MigrationSet& set,
                              const Terminal& terminal) {
  std::vector<std::string> hooks;
  for (const Hook& hook : set.hooks())
    hooks.emplace_back(to_string(hook.point));
  return names_line("repeatable", names_of(set.repeatable()), terminal) +
         names_line("seeds", names_of(set.seeds()), terminal) +
         names_line("hooks", hooks, terminal);
}

std::string list_table(const MigrationSet& set, const Terminal& terminal) {
  std::vector<TableRow> rows;
  for (const Migration& migration : set.all()) {
    rows.push_back(list_row(migration));
  }
  const std::vector<Column> columns = {
      {"version"},
      {.heading = "name", .flexible = true},
      {"down"},
      {"checksum"},
      {.heading = "file", .flexible = true},
      {.heading = "remarks", .flexible = true}};
  const std::string summary = fmt::format(
      "{}, digest {}", migrations(set.size()), printable(set.digest()));
  return table(columns, rows, terminal) + beside_migrations(set, terminal) +
         fitted(summary, terminal);
}

Cell result_cell(const LoggedRun& run) {
  switch (run.state) {
    case LoggedRun::State::done:
      return {"done", Style::good};
    case LoggedRun::State::running:
      return {"no end yet", Style::waiting};
    case LoggedRun::State::failed:
      break;
  }
  return {fmt::format("failed after {} of {}: {}", run.steps_done,
                      run.steps.size(), printable(run.error)),
          Style::bad};
}

// "0001_a to 0003_c (3)".
std::string steps_text(const LoggedRun& run) {
  const std::vector<std::string>& steps = run.steps;
  std::string text;
  if (steps.size() == 1) text = printable(steps.front());
  if (steps.size() > 1) {
    text = fmt::format("{} to {} ({})", printable(steps.front()),
                       printable(steps.back()), steps.size());
  }
  if (run.reason.empty()) return text;
  return fmt::format("{}{}{}", text, text.empty() ? "" : ": ",
                     printable(run.reason));
}

TableRow log_row(const LoggedRun& run) {
  return {{fmt::format("{}", run.number)},
          {moment(run.began_at)},
          {printable(fmt::format("{}@{}", run.run_by, run.host))},
          {printable(run.action)},
          {steps_text(run)},
          result_cell(run)};
}

// As many as fit on a screen.
constexpr std::size_t shown_runs = 20;

std::string log_table(std::span<const LoggedRun> runs, bool all,
                      const Terminal& terminal) {
  if (runs.empty()) return "nothing was done yet";
  const std::size_t hidden =
      all ? 0 : runs.size() - std::min(runs.size(), shown_runs);
  std::vector<TableRow> rows;
  for (const LoggedRun& run : runs.subspan(hidden)) {
    rows.push_back(log_row(run));
  }
  const std::vector<Column> columns = {{"run", true},
                                       {"began at (UTC)"},
                                       {.heading = "by", .flexible = true},
                                       {"action"},
                                       {.heading = "what", .flexible = true},
                                       // Last, since an error may be long.
                                       {.heading = "result", .flexible = true}};
  std::string text = table(columns, rows, terminal);
  text += counted(runs.size(), "run");
  if (hidden > 0) text += fmt::format(", the first {} only with --all", hidden);
  return text;
}

}  // namespace

std::string totals(const Status& status) {
  if (status.entries.empty()) return "no migrations";
  std::string text = status.up_to_date() ? "up to date: " : "";
  std::string_view before;
  for (const MigrationState state : all_states) {
    const std::size_t count = status.count(state);
    if (count == 0) continue;
    text += fmt::format("{}{} {}", before, count, state_words(state));
    before = ", ";
  }
  return text;
}

std::string status_table(const Status& status, bool all,
                         const Terminal& terminal) {
  const std::string summary = totals(status) + own_version(status) +
                              protection(status) + pushed(status) +
                              who_runs(status);
  if (status.entries.empty()) return summary;
  const std::size_t before = all ? 0 : unremarkable(status);
  const std::size_t after = all ? 0 : yet_to_come(status.entries);
  const std::size_t entries = status.settled + status.entries.size();
  std::vector<TableRow> rows;
  for (const StatusEntry& entry :
       std::span(status.entries)
           .subspan(before - status.settled, entries - before - after)) {
    rows.push_back(status_row(entry));
  }
  for (const StatusEntry& seed : status.seeds) {
    rows.push_back(status_row(seed));
  }
  const std::vector<Column> columns = {{"version"},
                                       {.heading = "name", .flexible = true},
                                       {"state"},
                                       {"batch", true},
                                       {"applied at (UTC)"},
                                       {"duration", true}};
  std::string text = summary + "\n" + table(columns, rows, terminal);
  if (before > 0) {
    text += fmt::format("and {} before, all applied: --all\n", before);
  }
  if (after > 0) {
    text += fmt::format("and {} after, all pending: --all\n", after);
  }
  text.pop_back();
  return text;
}

std::string list_text(std::span<const CarriedSet> sets,
                      const Terminal& terminal) {
  std::string text;
  for (const CarriedSet& set : sets) {
    if (!text.empty()) text += "\n\n";
    text += fitted(list_heading(set), terminal) + "\n" +
            list_table(set.migrations, terminal);
  }
  return text;
}

std::string history_table(std::span<const OfSet<std::vector<LoggedRun>>> logs,
                          bool all, const Terminal& terminal) {
  std::string text;
  for (const auto& [set, runs] : logs) {
    if (!text.empty()) text += "\n\n";
    if (logs.size() > 1) text += fmt::format("{}\n", printable(set));
    text += log_table(runs, all, terminal);
  }
  return text;
}

}  // namespace godwit::report
