// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/guard.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "base/random_name.h"
#include "driver/errors.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

// What a failing guard says: this, "on" or "off" for the transaction, "t" or
// "f" for the lock, and the number of rows.
constexpr std::string_view mark = "godwit:";

Error transaction_ended() {
  return make_error(
      ErrorCode::transaction_ended,
      "the script ends the transaction that it runs in",
      "remove its COMMIT or ROLLBACK, or mark the script with \"-- godwit: "
      "no-transaction\"");
}

Error lock_given_away() {
  return make_error(ErrorCode::transaction_ended,
                    "the script has given the migration lock back",
                    "remove DISCARD ALL and pg_advisory_unlock_all() from it, "
                    "or from the functions that it calls");
}

// Two words of the message behind the mark, and the third.
std::optional<Error> decode(std::string_view facts) {
  if (facts.starts_with("off")) return transaction_ended();
  facts.remove_prefix(facts.find(' ') + 1);
  if (facts.starts_with("f")) return lock_given_away();
  facts.remove_prefix(facts.find(' ') + 1);
  return not_recorded(facts.substr(0, facts.find('"')));
}

}  // namespace

void Commands::add(std::string_view sql) {
  text.append(sql).append(";");
  ++count;
}

void Commands::add(const Commands& others) {
  text.append(others.text);
  count += others.count;
}

Guard::Guard(std::optional<std::int64_t> lock_key)
    : lock_key_(lock_key), column_("godwit_" + random_name()) {}

// Whether a transaction is deferrable makes no difference to one that writes,
// survives RESET ALL and is over with the transaction; so it can tell ours from
// any other. That the lock is still held is seen by giving one of its two holds
// back and taking it again. In the failing case the cast fails, with a text
// that is the same in all languages. Written for speed: with CASE it costs as
// much as the rest of a small script.
std::string Guard::check(std::string_view changed, std::int64_t expected,
                         Transaction transaction) const {
  const std::string_view ours = transaction == Transaction::ours
                                    ? "current_setting("
                                      "'transaction_deferrable')"
                                    : "'on'";
  const std::string lock = lock_key_ ? fmt::format(
                                           "pg_advisory_unlock({0}) AND "
                                           "pg_try_advisory_lock({0})",
                                           *lock_key_)
                                     : "true";
  return fmt::format(
      "nullif(concat('{0}', {1}, ' ', {2}, ' ', {3}), '{0}on t {4}')::int",
      mark, ours, lock, changed, expected);
}

Result<Commands> Guard::record(PGconn* connection,
                               const std::vector<Query>& queries,
                               Transaction transaction,
                               std::chrono::microseconds elapsed) const {
  Commands commands;
  bool guarded = false;
  for (const Query& query : queries) {
    auto sql = inline_parameters(connection, query, elapsed);
    if (!sql) return std::move(sql).error();
    guarded = &query == &queries.back() && query.affects;
    if (!query.affects) {
      commands.add(*sql);
    } else if (guarded) {
      commands.add(guarded_record(*sql, *query.affects, transaction));
    } else {
      commands.add(this->guarded(*sql, *query.affects, transaction));
    }
  }
  if (!guarded) {
    commands.add(
        fmt::format("SELECT {} AS {}", check("0", 0, transaction), column_));
  }
  return commands;
}

std::string Guard::guarded(std::string_view sql, std::int64_t affects,
                           Transaction transaction) const {
  return fmt::format(
      "WITH changed AS ({} RETURNING 1) SELECT {}", sql,
      check("(SELECT count(*) FROM changed)", affects, transaction));
}

std::string Guard::guarded_record(std::string_view sql, std::int64_t affects,
                                  Transaction transaction) const {
  return fmt::format("{} AS {}", guarded(sql, affects, transaction), column_);
}

bool Guard::is_of(const PGresult* result) const {
  return PQnfields(result) == 1 && PQfname(result, 0) == column_;
}

std::optional<Error> Guard::explain(const PGresult* failure) {
  const std::string_view message = field(failure, PG_DIAG_MESSAGE_PRIMARY);
  const std::size_t at = message.find(mark);
  if (field(failure, PG_DIAG_SQLSTATE) != "22P02" || at == message.npos) {
    return std::nullopt;
  }
  return decode(message.substr(at + mark.size()));
}

}  // namespace godwit::driver::postgresql
