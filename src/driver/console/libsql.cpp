// SPDX-License-Identifier: BSL-1.0
#include <type_traits>
#include <utility>

#include "base/deadline.h"
#include "base/errors.h"
#include "base/number.h"
#include "driver/console/doors.h"
#include "driver/console/real_text.h"
#include "driver/console/statement_checks.h"
#include "driver/errors.h"
#include "driver/libsql/address.h"
#include "driver/libsql/server.h"
#include "driver/libsql/server_error.h"

namespace godwit::driver::console {
namespace {

namespace remote = driver::libsql;
namespace hrana = remote::hrana;

Error would_write() {
  return make_error(ErrorCode::read_only,
                    "the server says that the statement would write",
                    "switch writing on, or write one that only reads");
}

hrana::Content content_of(const Value& value) {
  if (!value) return {};
  switch (value->kind) {
    case Cell::Kind::integer:
      if (const auto number = parse_number<std::int64_t>(value->text)) {
        return *number;
      }
      return value->text;
    case Cell::Kind::real:
      return std::strtod(value->text.c_str(), nullptr);
    case Cell::Kind::bytes:
      return hrana::Blob{value->text};
    case Cell::Kind::text:
      break;
  }
  return value->text;
}

Value value_of(hrana::Content content) {
  return std::visit(
      [](auto& one) -> Value {
        using Type = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Type, std::monostate>) {
          return {};
        } else if constexpr (std::is_same_v<Type, std::int64_t>) {
          return Cell{std::to_string(one), Cell::Kind::integer};
        } else if constexpr (std::is_same_v<Type, double>) {
          return Cell{real_text(one), Cell::Kind::real};
        } else if constexpr (std::is_same_v<Type, hrana::Blob>) {
          return Cell{std::move(one.bytes), Cell::Kind::bytes};
        } else {
          return Cell{std::move(one)};
        }
      },
      content);
}

hrana::Statement encoded(const Statement& statement) {
  hrana::Statement result{.sql = statement.sql, .wants_rows = true};
  for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
    result.values.emplace_back("$" + std::to_string(i + 1),
                               content_of(statement.parameters[i]));
  }
  return result;
}

class LibsqlConsole final : public Console {
 public:
  LibsqlConsole(remote::Server server, const Opening& opening)
      : server_(std::move(server)), opening_(opening), stream_(server_) {}

  Dialect dialect() const noexcept override { return Dialect::sqlite; }
  Result<Done> carry_out(const Statement& statement,
                         const Receiver& receiver) override;
  Result<void> commit() override;

 private:
  bool writes() const { return opening_.access == Access::writing; }
  remote::Waiting waiting() const;
  Error failure(Error error) const;
  Result<void> check(const std::string& sql);
  Result<hrana::Done> execute(hrana::Statement statement);

  remote::Server server_;
  Opening opening_;
  remote::Stream stream_;
  bool open_ = false;
};

remote::Waiting LibsqlConsole::waiting() const {
  const bool limited = opening_.timeout.count() > 0;
  return {.deadline = limited ? deadline_after(opening_.timeout) : no_deadline,
          .stop = opening_.stop};
}

Error LibsqlConsole::failure(Error error) const {
  if (error.code != ErrorCode::timed_out) return error;
  return driver::timed_out(opening_.timeout);
}

// A statement that attaches something reads only, to SQLite.
Result<void> LibsqlConsole::check(const std::string& sql) {
  if (writes()) return check_keeps_transaction(sql, Dialect::sqlite);
  if (auto may = check_reads(sql, Dialect::sqlite); !may) return may;
  auto answers = server_.ask(hrana::Describe{sql}, waiting());
  if (!answers) return failure(std::move(answers).error());
  const hrana::Answer& answer = answers->front();
  if (answer.failure) {
    spot_.offset = remote::place_of(*answer.failure, sql);
    return remote::statement_error(*answer.failure);
  }
  if (!answer.yes) return would_write();
  return {};
}

Result<hrana::Done> LibsqlConsole::execute(hrana::Statement statement) {
  const std::string sql = statement.sql;
  auto answers = stream_.ask({std::move(statement)}, waiting());
  if (!answers) return failure(std::move(answers).error());
  hrana::Answer& answer = answers->front();
  if (!answer.failure) return *std::move(answer.steps.front().done);
  spot_.offset = remote::place_of(*answer.failure, sql);
  return remote::statement_error(*answer.failure);
}

Result<Done> LibsqlConsole::carry_out(const Statement& statement,
                                      const Receiver& receiver) {
  spot_ = {};
  if (auto may = check(statement.sql); !may) return std::move(may).error();
  if (writes() && !open_) {
    auto begun = execute({.sql = "BEGIN IMMEDIATE"});
    if (!begun) return std::move(begun).error();
    open_ = true;
  }
  auto found = execute(encoded(statement));
  if (!found) return std::move(found).error();
  Done done{.changed = found->changed};
  std::vector<std::string> names;
  for (const hrana::Column& column : found->columns) {
    names.push_back(column.name);
    if (opening_.wants_types) done.types.push_back(column.type);
  }
  if (!names.empty() && receiver.columns) receiver.columns(names);
  for (auto& contents : found->rows) {
    if (!receiver.row) break;
    Values row;
    for (auto& content : contents) row.push_back(value_of(std::move(content)));
    done.more = !receiver.row(std::move(row));
    if (done.more) break;
  }
  return done;
}

Result<void> LibsqlConsole::commit() {
  if (!open_) return {};
  spot_ = {};
  auto done = execute({.sql = "COMMIT"});
  // What is refused is open still, to be asked about.
  if (!done) return std::move(done).error();
  open_ = false;
  return {};
}

}  // namespace

Opened open_libsql(const driver::DatabaseUrl& url, const Opening& opening) {
  auto address = remote::address_of(url);
  if (!address) return std::move(address).error();
  auto token = remote::auth_token();
  if (!token) return std::move(token).error();
  return std::unique_ptr<Console>(std::make_unique<LibsqlConsole>(
      remote::Server(*std::move(address), *std::move(token),
                     {.stop = opening.stop}),
      opening));
}

}  // namespace godwit::driver::console
