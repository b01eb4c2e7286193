// SPDX-License-Identifier: BSL-1.0
#include "rows/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/errors.h"
#include "rows/edit_statement.h"
#include "rows/refusal.h"
#include "rows/row.h"
#include "rows/tables.h"

namespace godwit::rows {
namespace {

using std::chrono::steady_clock;

Error kept_by_the_database() {
  return make_error(ErrorCode::statement_failed,
                    "the database changed no row, although it is there as it "
                    "was shown",
                    "a trigger or a policy keeps it; look at those of the "
                    "table");
}

Error several_rows(std::int64_t rows) {
  return make_error(
      ErrorCode::statement_failed,
      fmt::format("the edit would change {} rows, and one was meant", rows),
      "nothing tells them apart; give the table a primary key");
}

/// One call of apply_edits().
class Application {
 public:
  Application(const Source& source, std::span<const Edit> edits)
      : source_(source), edits_(edits), tables_(source) {}

  EditOutcome carry_out() {
    if (begin() && change() && look() && commit()) return std::move(outcome_);
    outcome_.rows.clear();
    return std::move(outcome_);
  }

 private:
  bool fail(Error error, std::optional<std::size_t> edit = {},
            std::string column = {}) {
    outcome_.failure = EditFailure{std::move(error), edit, std::move(column)};
    return false;
  }

  // Whatever is wrong is found before anything is written.
  bool begin() {
    for (std::size_t i = 0; i < edits_.size(); ++i) {
      auto table = tables_.find(edits_[i].table);
      if (!table) return fail(std::move(table).error(), i);
      std::string column;
      auto statement = edit_statement(**table, edits_[i], column);
      if (!statement) return fail(std::move(statement).error(), i, column);
      steps_.push_back({*table, *std::move(statement)});
    }
    auto opened = source_.open(driver::console::Access::writing);
    if (!opened) return fail(std::move(opened).error());
    console_ = *std::move(opened);
    return true;
  }

  bool change() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!is_as_shown(i) || !change(i)) return false;
    }
    return true;
  }

  Result<driver::console::Answer> ask(
      const driver::console::Statement& statement) {
    const auto begin = steady_clock::now();
    auto answer = driver::console::ask(*console_, statement);
    outcome_.sent.push_back(
        {statement.sql, std::chrono::duration_cast<std::chrono::microseconds>(
                            steady_clock::now() - begin)});
    return answer;
  }

  // SQLite has the database to itself from the first look on; PostgreSQL looks
  // while it changes.
  bool is_as_shown(std::size_t i) {
    const Table& table = *steps_[i].table;
    if (edits_[i].kind == Edit::Kind::insert || has_xmin(table)) return true;
    auto row = read_row(*console_, table, edits_[i].key);
    if (!row) return fail(std::move(row).error(), i);
    if (*row && (*row)->version == edits_[i].version) return true;
    outcome_.conflict = Conflict{i, table, *std::move(row)};
    return false;
  }

  bool change(std::size_t i) {
    Step& step = steps_[i];
    auto answer = ask(step.statement.statement);
    if (!answer) return refused(i, std::move(answer).error());
    const std::int64_t changed = answer->done.changed;
    if (changed == 1) {
      if (!answer->rows.empty()) step.key = std::move(answer->rows.front());
      return true;
    }
    if (changed > 1) return fail(several_rows(changed), i);
    return none_changed(i);
  }

  bool none_changed(std::size_t i) {
    const Table& table = *steps_[i].table;
    if (edits_[i].kind == Edit::Kind::insert) {
      return fail(kept_by_the_database(), i);
    }
    auto row = read_row(*console_, table, edits_[i].key);
    if (!row) return fail(std::move(row).error(), i);
    if (*row && (*row)->version == edits_[i].version) {
      return fail(kept_by_the_database(), i);
    }
    outcome_.conflict = Conflict{i, table, *std::move(row)};
    return false;
  }

  bool refused(std::size_t i, Error error) {
    const Refusal refusal = refusal_of(i, error);
    std::string column = refused_column(*console_, tables_, refusal);
    for (std::string& note : what_refers_to_it(*console_, refusal)) {
      error.notes.push_back(std::move(note));
    }
    return fail(std::move(error), i, std::move(column));
  }

  Refusal refusal_of(std::size_t i, const Error& error) const {
    return {*steps_[i].table, edits_[i], steps_[i].statement, error};
  }

  // Behind all of them, so that what triggers do is seen.
  bool look() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      EditOutcome::Changed changed{.table = *step.table};
      if (edits_[i].kind != Edit::Kind::remove && !step.key.empty()) {
        auto row = read_row(*console_, *step.table, step.key);
        if (!row) return fail(std::move(row).error(), i);
        changed.row = *std::move(row);
      }
      outcome_.rows.push_back(std::move(changed));
    }
    return true;
  }

  bool commit() {
    auto done = console_->commit();
    if (done) return true;
    // A constraint that was put off until now may be that of any edit.
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      std::string column =
          refused_column(*console_, tables_, refusal_of(i, done.error()));
      if (!sets(edits_[i], column)) continue;
      return fail(std::move(done).error(), i, std::move(column));
    }
    return fail(std::move(done).error());
  }

  struct Step {
    const Table* table = nullptr;
    EditStatement statement = {};
    /// As it is now.
    driver::console::Values key = {};
  };

  const Source& source_;
  std::span<const Edit> edits_;
  Tables tables_;
  std::unique_ptr<driver::console::Console> console_;
  std::vector<Step> steps_;
  EditOutcome outcome_;
};

Result<std::string> text_for_copies(Tables& tables, const Table& table,
                                    const Edit& edit, std::string& column) {
  const auto console = tables.console();
  if (!console) return console.error();
  const auto one = edit_of_copies(**console, table, edit);
  if (!one) return one.error();
  return edit_text(one->table, one->edit, column);
}

}  // namespace

EditOutcome apply_edits(const Source& source, std::span<const Edit> edits) {
  return Application(source, edits).carry_out();
}

Written write_sql(const Source& source, std::span<const Edit> edits,
                  Reach reach) {
  Written written;
  Tables tables(source);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    std::string column;
    const auto fail = [&](Error error) {
      written.failure = EditFailure{std::move(error), i, column};
      written.sql.clear();
      return written;
    };
    auto table = tables.find(edits[i].table);
    if (!table) return fail(std::move(table).error());
    auto sql = reach == Reach::every_copy
                   ? text_for_copies(tables, **table, edits[i], column)
                   : edit_text(**table, edits[i], column);
    if (!sql) return fail(std::move(sql).error());
    written.sql += *sql + ";\n";
  }
  return written;
}

}  // namespace godwit::rows
