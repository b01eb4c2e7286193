// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/step_database.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/errors.h"
#include "driver/libsql/server_error.h"
#include "driver/sqlite_dialect/script_errors.h"
#include "sql/statements.h"

namespace godwit::driver::libsql {
namespace {

hrana::Content content_of(const Value& value) {
  struct Visitor {
    hrana::Content operator()(std::monostate) const { return {}; }
    hrana::Content operator()(bool truth) const {
      return std::int64_t{truth ? 1 : 0};
    }
    hrana::Content operator()(std::int64_t number) const { return number; }
    hrana::Content operator()(double number) const { return number; }
    hrana::Content operator()(std::string_view text) const {
      return std::string(text);
    }
    hrana::Content operator()(std::span<const std::byte> bytes) const {
      return hrana::Blob{std::string(
          reinterpret_cast<const char*>(bytes.data()), bytes.size())};
    }
  };
  return std::visit(Visitor(), value.content());
}

// Whether a statement names "$1" and the like, outside of strings, names in
// quotes and comments.
bool has_parameter(std::string_view sql, std::string_view name) {
  sql::Lexer lexer(sql, Dialect::sqlite);
  sql::Token token;
  while (lexer.next(token)) {
    using sql::TokenKind;
    const bool text = token.kind == TokenKind::string ||
                      token.kind == TokenKind::quoted_name ||
                      token.kind == TokenKind::line_comment ||
                      token.kind == TokenKind::block_comment;
    if (text) continue;
    const std::string_view rest = sql.substr(token.begin);
    const bool whole = rest.starts_with(name) &&
                       (rest.size() == name.size() || rest[name.size()] < '0' ||
                        rest[name.size()] > '9');
    if (whole) return true;
  }
  return false;
}

/// All rows of an answer.
class LibsqlCursor final : public detail::Cursor {
 public:
  explicit LibsqlCursor(hrana::Done done) : done_(std::move(done)) {
    for (auto& row : done_.rows) {
      auto& texts = texts_.emplace_back();
      for (const auto& value : row) {
        texts.push_back(hrana::text_of(value).value_or(""));
      }
    }
  }

  Result<bool> next() override {
    if (next_ > done_.rows.size()) return false;
    return next_++ < done_.rows.size();
  }

  std::size_t columns() const noexcept override {
    return done_.rows.empty() ? 0 : done_.rows.front().size();
  }
  bool is_null(std::size_t column) const override {
    return std::holds_alternative<std::monostate>(at(column));
  }
  Result<std::int64_t> integer(std::size_t column) const override {
    const auto* number = std::get_if<std::int64_t>(&at(column));
    if (number == nullptr) return sqlite::no_number(column);
    return *number;
  }
  Result<double> real(std::size_t column) const override {
    if (const auto* number = std::get_if<double>(&at(column))) return *number;
    const auto whole = integer(column);
    if (!whole) return whole.error();
    return static_cast<double>(*whole);
  }
  std::string_view text(std::size_t column) const override {
    return texts_[next_ - 1][column];
  }
  Result<std::span<const std::byte>> bytes(std::size_t column) const override {
    const std::string_view view = text(column);
    return std::span(reinterpret_cast<const std::byte*>(view.data()),
                     view.size());
  }

 private:
  const hrana::Content& at(std::size_t column) const {
    return done_.rows[next_ - 1][column];
  }

  hrana::Done done_;
  std::vector<std::vector<std::string>> texts_;
  std::size_t next_ = 0;
};

}  // namespace

LibsqlStepDatabase::LibsqlStepDatabase(RunState& state, std::size_t task,
                                       OpenTransaction& transaction)
    : StepDatabase(Dialect::sqlite, task, state.tasks[task], state.observer,
                   state.stop),
      state_(state),
      index_(task),
      transaction_(transaction) {}

Result<void> LibsqlStepDatabase::begin() { return transaction_.begin(); }

Result<void> LibsqlStepDatabase::keep(const std::vector<Query>& record) {
  return transaction_.keep(index_, record);
}

Result<hrana::Done> LibsqlStepDatabase::execute(
    const std::string& sql, bool wants_rows,
    std::span<const Value> parameters) {
  const auto ranges = sql::split(sql, Dialect::sqlite).ranges;
  if (ranges.empty()) return sqlite::no_statement();
  if (ranges.size() > 1) return sqlite::several_statements();
  hrana::Statement statement{.sql = sql, .wants_rows = wants_rows};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::string name = "$" + std::to_string(i + 1);
    if (!has_parameter(sql, name)) return sqlite::no_such_parameter(i + 1);
    statement.values.emplace_back(std::move(name), content_of(parameters[i]));
  }
  auto executed = transaction_.execute(std::move(statement),
                                       state_.waiting_for_statement());
  if (!executed) {
    lost_ = true;
    return state_.in_words_of_limit(std::move(executed).error());
  }
  lost_ = lost_ || executed->ended;
  if (executed->failure) return statement_error(*executed->failure);
  if (executed->ended) return ended_by_code();
  return std::move(executed->done);
}

Result<std::int64_t> LibsqlStepDatabase::run_statement(
    const std::string& sql, std::span<const Value> parameters) {
  auto done = execute(sql, false, parameters);
  if (!done) return std::move(done).error();
  return done->changed;
}

Result<std::unique_ptr<detail::Cursor>> LibsqlStepDatabase::open_cursor(
    const Place& place, std::span<const Value> parameters) {
  auto done = execute(place.text(), true, parameters);
  if (!done) return std::move(done).error();
  return std::unique_ptr<detail::Cursor>(
      std::make_unique<LibsqlCursor>(*std::move(done)));
}

}  // namespace godwit::driver::libsql
