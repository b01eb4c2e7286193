// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

struct pg_conn;  // libpq's PGconn
struct sqlite3;

// What a migration that is written in C++ works with.

namespace godwit {

/// One SQL statement, and the line of the program that it stands on, which
/// messages name.
struct Sql {
  Sql(std::string_view statement, const char* in_file = __builtin_FILE(),
      std::uint32_t on_line = __builtin_LINE())
      : text(statement), file(in_file), line(on_line) {}
  Sql(const char* statement, const char* in_file = __builtin_FILE(),
      std::uint32_t on_line = __builtin_LINE())
      : text(statement), file(in_file), line(on_line) {}
  Sql(const std::string& statement, const char* in_file = __builtin_FILE(),
      std::uint32_t on_line = __builtin_LINE())
      : text(statement), file(in_file), line(on_line) {}

  std::string_view text;
  const char* file;
  std::uint32_t line;
};

namespace detail {
/// These throw BadResult with `invalid_argument`.
[[noreturn]] void throw_too_large();
[[noreturn]] void throw_no_value(std::size_t column);
[[noreturn]] void throw_out_of_range(std::size_t column);
}  // namespace detail

/// What is passed for `$1`, `$2`, … of a statement: nothing (NULL), a truth
/// value, a number, a text in UTF-8 or bytes. Views texts and bytes.
class Value {
 public:
  using Content = std::variant<std::monostate, bool, std::int64_t, double,
                               std::string_view, std::span<const std::byte>>;

  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  Value(bool value) : content_(value) {}
  // These would be a bool and a number.
  Value(const void*) = delete;
  Value(char) = delete;
  Value(wchar_t) = delete;
  /// Throws BadResult for what is larger than a std::int64_t.
  template <typename Number>
  requires std::is_arithmetic_v<Number> Value(Number number) {
    if constexpr (std::is_floating_point_v<Number>) {
      content_ = static_cast<double>(number);
    } else {
      if (!std::in_range<std::int64_t>(number)) detail::throw_too_large();
      content_ = static_cast<std::int64_t>(number);
    }
  }
  Value(std::string_view text) : content_(text) {}
  Value(const char* text) : content_(std::string_view(text)) {}
  Value(const std::string& text) : content_(std::string_view(text)) {}
  Value(std::span<const std::byte> bytes) : content_(bytes) {}
  template <typename T>
  Value(const std::optional<T>& value) {
    if (value) *this = Value(*value);
  }

  const Content& content() const noexcept { return content_; }

 private:
  Content content_ = {};
};

namespace detail {

/// The rows of one query, as a driver reads them.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual Result<bool> next() = 0;
  virtual std::size_t columns() const noexcept = 0;
  virtual bool is_null(std::size_t column) const = 0;
  virtual Result<std::int64_t> integer(std::size_t column) const = 0;
  virtual Result<double> real(std::size_t column) const = 0;
  virtual std::string_view text(std::size_t column) const = 0;
  virtual Result<std::span<const std::byte>> bytes(
      std::size_t column) const = 0;
};

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

}  // namespace detail

/// The rows of a query, one at a time: PostgreSQL sends some hundred at once,
/// SQLite computes each when it is asked for. They end with the transaction,
/// and they must not outlive the function that asked for them.
class Rows {
 public:
  explicit Rows(std::unique_ptr<detail::Cursor> cursor)
      : cursor_(std::move(cursor)) {}

  /// Goes on to the next row, at first to the first. False: there is none.
  Result<bool> next() { return cursor_->next(); }

  std::size_t columns() const noexcept { return cursor_->columns(); }
  bool is_null(std::size_t column) const { return cursor_->is_null(column); }

  /// The value of a column of this row, counted from 0, as `bool`, a whole
  /// number, a floating-point number, `std::string`, `std::string_view`,
  /// `std::span<const std::byte>`, or a std::optional of these, which takes a
  /// NULL. Views live until `next`. What does not fit is thrown as BadResult,
  /// which a step need not catch: it fails with it.
  template <typename T>
  T get(std::size_t column) const {
    if constexpr (detail::is_optional<T>) {
      if (is_null(column)) return std::nullopt;
      return get<typename T::value_type>(column);
    } else {
      if (is_null(column)) detail::throw_no_value(column);
      return value<T>(column);
    }
  }

 private:
  template <typename T>
  T value(std::size_t column) const {
    if constexpr (std::is_same_v<T, bool>) {
      return cursor_->integer(column).value() != 0;
    } else if constexpr (std::is_integral_v<T>) {
      const std::int64_t number = cursor_->integer(column).value();
      if (!std::in_range<T>(number)) detail::throw_out_of_range(column);
      return static_cast<T>(number);
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(cursor_->real(column).value());
    } else if constexpr (std::is_same_v<T, std::span<const std::byte>>) {
      return cursor_->bytes(column).value();
    } else {
      return T(cursor_->text(column));
    }
  }

  std::unique_ptr<detail::Cursor> cursor_;
};

/// The database as a migration in C++ sees it, inside a transaction of
/// Godwit's that commits together with the record in the history. A function
/// that fails, or throws, undoes it. Only to be used by the thread that it was
/// given to, and only until the function returns.
///
/// A function must bear being called again after its transaction was undone:
/// that happens after a deadlock on PostgreSQL, for example.
class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  virtual Dialect dialect() const noexcept = 0;

  /// Runs one statement, with `$1`, `$2`, … for the parameters. How many rows
  /// it has inserted, changed or deleted. Fails with `statement_failed`, after
  /// which PostgreSQL takes no other in this transaction, and with
  /// `transaction_ended`, and does nothing, for BEGIN, COMMIT and the like.
  template <typename... Parameters>
  Result<std::int64_t> execute(const Sql& statement,
                               const Parameters&... parameters) {
    const std::array<Value, sizeof...(parameters)> values = {
        Value(parameters)...};
    return execute_with(statement, values);
  }

  /// Runs one query and returns its rows, see Rows. What is changed while they
  /// are read, a query on SQLite may see and one on PostgreSQL does not. Those
  /// that an INSERT, UPDATE or DELETE returns are read as a whole on
  /// PostgreSQL.
  template <typename... Parameters>
  Result<Rows> query(const Sql& statement, const Parameters&... parameters) {
    const std::array<Value, sizeof...(parameters)> values = {
        Value(parameters)...};
    return query_with(statement, values);
  }

  /// After `// godwit: no-transaction`: what the last `commit` has recorded,
  /// also that of a run that was interrupted. Empty: nothing yet.
  virtual const std::string& checkpoint() const noexcept = 0;

  /// Commits what was done since the last one, together with a note of how far
  /// that is, from which an interrupted step goes on. The next statement begins
  /// another transaction. Only after `// godwit: no-transaction`; elsewhere
  /// `invalid_argument`.
  virtual Result<void> commit(std::string_view checkpoint) = 0;

  /// Tells whoever watches how far the step is, of `total`; zero: not known.
  virtual void progress(std::uint64_t done, std::uint64_t total = 0) = 0;

  /// Somebody wants the run to end. Statements fail with `cancelled` then; what
  /// takes long beside them should look here, and return.
  virtual bool stop_requested() const noexcept = 0;

  /// Waits for so long, or until somebody wants the run to end.
  virtual void pause(std::chrono::milliseconds time) = 0;

  /// The connection itself, for what is not here, inside a transaction, which
  /// begins now after a `commit`. That must be left alone, and what is opened
  /// on the connection closed. Null on other databases.
  virtual ::sqlite3* sqlite() = 0;
  virtual ::pg_conn* postgresql() = 0;

 protected:
  virtual Result<std::int64_t> execute_with(
      const Sql& statement, std::span<const Value> parameters) = 0;
  virtual Result<Rows> query_with(const Sql& statement,
                                  std::span<const Value> parameters) = 0;
};

}  // namespace godwit
