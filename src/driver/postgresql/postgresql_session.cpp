// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/limits.h"
#include "driver/postgresql/advisory_lock.h"
#include "driver/postgresql/backup.h"
#include "driver/postgresql/blockers.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/dump.h"
#include "driver/postgresql/examination.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/handles.h"
#include "driver/postgresql/notices.h"
#include "driver/postgresql/open_postgresql.h"
#include "driver/postgresql/run_state.h"
#include "driver/postgresql/server_error.h"
#include "driver/postgresql/session_settings.h"
#include "driver/postgresql/table_sizes.h"
#include "driver/postgresql/written_script.h"
#include "driver/running.h"

namespace godwit::driver {
namespace postgresql {
namespace {

Error unusable_connection(std::string_view why, std::string hint) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("the application's connection {}", why),
                    std::move(hint));
}

// A pooler or a server that changes its part meanwhile would be noticed by what
// comes next.
constexpr std::chrono::seconds facts_validity{1};

// A moment for a query that need not wait.
constexpr std::chrono::seconds shortest{1};

Error locked_table(std::string_view holder) {
  return make_error(
      ErrorCode::locked,
      holder.empty()
          ? "the database did not answer within the time"
          : fmt::format("a table that has to be read is locked by {}", holder),
      "run again when that is over, or allow more time with "
      "MigratorOptions::lock_timeout");
}

// Zero would be no limit.
constexpr std::chrono::milliseconds shortest_wait{1};

ServerFacts facts_of(const Row& row, const PGconn* connection) {
  const bool standby = row[1] == "t";
  const bool read_only = row[2] == "on";
  ServerFacts facts{.version = *row[0], .read_only = standby || read_only};
  if (standby) {
    facts.read_only_reason = "the server is a standby";
    facts.read_only_hint =
        "connect to the primary server, which target_session_attrs=read-write "
        "in the connection string finds";
  } else if (read_only) {
    facts.read_only_reason = "default_transaction_read_only is on";
    facts.read_only_hint =
        "the role, the database or the server sets it: connect as a role that "
        "writes, or add options=-cdefault_transaction_read_only=off to the "
        "connection string";
  }
  facts.pooled = row[3] != std::to_string(PQbackendPID(connection));
  return facts;
}

Result<void> check_application_connection(PGconn* connection) {
  if (connection == nullptr || PQstatus(connection) != CONNECTION_OK) {
    return unusable_connection("is not open", "connect before using it");
  }
  if (PQtransactionStatus(connection) != PQTRANS_IDLE) {
    return unusable_connection(
        "is inside a transaction or has a result that was not read",
        "commit or roll back first");
  }
  const std::string encoding =
      pg_encoding_to_char(PQclientEncoding(connection));
  if (encoding != "UTF8" && encoding != "SQL_ASCII") {
    return unusable_connection(
        fmt::format("has client_encoding {}, but migrations are UTF-8",
                    encoding),
        "call PQsetClientEncoding(connection, \"UTF8\") first");
  }
  return {};
}

Result<ConnectionHandle> open(const std::string& url,
                              const Insistence& insistence,
                              const OnConnect& on_connect) {
  auto connection = connect_to(url, insistence);
  if (!connection || !on_connect) return connection;
  auto set_up = on_connect({.postgresql = connection->get()});
  if (!set_up) return not_set_up(std::move(set_up).error());
  if (PQtransactionStatus(connection->get()) != PQTRANS_IDLE) {
    return not_set_up(
        unusable_connection("is inside a transaction or has a result that was "
                            "not read",
                            "end both in on_connect"));
  }
  return connection;
}

class PostgresqlSession final : public Session {
 public:
  PostgresqlSession(std::string url, ConnectionHandle connection,
                    const ConnectOptions& options)
      : url_(std::move(url)),
        owned_(std::move(connection)),
        connection_(owned_.get()),
        read_only_(options.read_only),
        on_connect_(options.on_connect) {}

  explicit PostgresqlSession(PGconn* connection) : connection_(connection) {}

  ~PostgresqlSession() override { PostgresqlSession::unlock(); }

  Dialect dialect() const noexcept override { return Dialect::postgresql; }

  std::string description() const override {
    return description_of(connection_);
  }

  void limit(std::optional<Limits> limits) override {
    if (running_) return;
    limits_.tell(std::move(limits));
    // They ask of the connection as it was when they were made.
    blockers_.reset();
  }

  // A message of several statements is one transaction.
  Result<Rows> query(const Query& query) override {
    if (running_) return run_is_going_on();
    const Running running(running_);
    const auto sql = text_of(query);
    if (!sql) return sql.error();
    auto rows = query.pinned ? ask(connection_, *sql, until())
                             : ask_unpinned(connection_, *sql, until());
    if (rows || rows.error().code != ErrorCode::timed_out) return rows;
    return locked_table(blockers().last());
  }

  Result<void> read(const Query& query, const TakeRow& take) override {
    if (running_) return run_is_going_on();
    const Running running(running_);
    const auto sql = text_of(query);
    if (!sql) return sql.error();
    auto done = query.pinned
                    ? postgresql::read(connection_, *sql, take, until())
                    : read_unpinned(connection_, *sql, take, until());
    if (done || done.error().code != ErrorCode::timed_out) return done;
    return locked_table(blockers().last());
  }

  bool is_missing_table(const Error& error) const override {
    return error.sqlstate == "42P01" || error.sqlstate == "3F000";
  }

  Result<ServerFacts> facts() override {
    if (running_) return run_is_going_on();
    const Running running(running_);
    facts_.reset();
    const auto rows =
        ask(connection_,
            "SELECT split_part(current_setting('server_version'), ' ', 1), "
            "pg_is_in_recovery(), current_setting('transaction_read_only'), "
            "pg_backend_pid()",
            until());
    if (!rows) return rows.error();
    ServerFacts facts = facts_of(rows->front(), connection_);
    pooled_ = facts.pooled;
    if (read_only_ && !facts.read_only) {
      facts.read_only = true;
      facts.read_only_reason = "the connection was opened for reading only";
      facts.read_only_hint = "connect without ConnectOptions::read_only";
    }
    facts_ = facts;
    facts_hold_ = deadline_after(facts_validity);
    return facts;
  }

  Result<std::optional<std::string>> lock_holder(
      const std::string& name) override {
    if (running_) return run_is_going_on();
    return AdvisoryLock::holder(connection_, name);
  }

  Result<void> lock(const LockRequest& request, Observer& observer,
                    const StopToken& stop) override {
    if (running_) return run_is_going_on();
    unlock();
    if (!owned_) {
      if (auto usable = check_application_connection(connection_); !usable) {
        return usable;
      }
    }
    const auto facts = recent_facts();
    if (!facts) return facts.error();
    if (facts->read_only) return read_only_database(description(), *facts);
    auto settings = prepare_settings(
        connection_, owner(), AdvisoryLock::key_of(request.name), *limits_);
    if (!settings) return std::move(settings).error();
    settings_ = *std::move(settings);
    auto lock = AdvisoryLock::take(
        connection_, pooled_, request.name,
        request.wait ? limits_.deadline() : std::chrono::steady_clock::now(),
        observer, stop);
    if (!lock) {
      restore_settings();
      return std::move(lock).error();
    }
    lock_.emplace(*std::move(lock));
    exclusive_ = request.exclusive;
    return {};
  }

  void unlock() noexcept override {
    if (!lock_ || running_) return;
    if (!end_at_once()) {
      restore_settings();
      lock_->give_back(connection_);
    }
    lock_.reset();
  }

  Outcome run(std::span<const Task> tasks, TransactionMode mode,
              Observer& observer, const StopToken& stop) override {
    if (auto may = may_run(lock_.has_value(), running_); !may) {
      return {.failure = TaskFailure{.error = std::move(may).error()}};
    }
    const Running running(running_);
    NoticesTo notices(connection_, observer);
    return run_tasks({.connection = connection_,
                      .pooled = pooled_,
                      .lock = *lock_,
                      .settings = settings_,
                      .tasks = tasks,
                      .mode = mode,
                      .observer = observer,
                      .notices = notices,
                      .stop = stop,
                      .limits = *limits_,
                      .blockers = pooled_ ? nullptr : &blockers()});
  }

  Result<void> back_up(const Transfer& to) override {
    if (running_) return run_is_going_on();
    return write_backup(ServerPlace(connection_), to);
  }

  Result<std::vector<std::string>> dump(std::span<const TableName> without,
                                        const StopToken& stop) override {
    if (running_) return run_is_going_on();
    const auto role = query({.sql = "SELECT current_user"});
    if (!role) return role.error();
    const auto text = run_pg_dump(ServerPlace(connection_), without, stop);
    if (!text) return text.error();
    return statements_of_dump(*text, role->front()[0].value());
  }

  Result<void> restore(const Transfer& from) override {
    if (running_) return run_is_going_on();
    if (!lock_ || !exclusive_) return not_locked();
    constexpr std::chrono::milliseconds longest{1000 * 60 * 60 * 24};
    const auto patience = limits_->patience;
    return read_backup(ServerPlace(connection_), from,
                       patience > longest ? std::chrono::milliseconds(0)
                                          : std::max(patience, shortest_wait));
  }

  Result<std::vector<TableSize>> sizes(
      std::span<const TableName> tables) override {
    return table_sizes(*this, tables);
  }

  std::vector<Observation> examine(const Examination& about) override {
    return postgresql::examine(*this, connection_, about);
  }

  Result<std::string> write_script(std::span<const WrittenTask> tasks,
                                   const std::string& lock,
                                   TransactionMode mode) override {
    return written_script(connection_, tasks, AdvisoryLock::key_of(lock), mode);
  }

  Result<void> reconnect() override {
    if (running_) return run_is_going_on();
    if (!owned_) return connection_of_application();
    limits_.renew();
    blockers_.reset();
    if (limits_->observer != nullptr) {
      limits_->observer->reconnecting(one_line(PQerrorMessage(connection_)));
    }
    auto connection = open(url_,
                           {.deadline = reconnect_deadline(),
                            .stop = limits_->stop,
                            .await_server = true},
                           on_connect_);
    if (!connection) return std::move(connection).error();
    lock_.reset();
    facts_.reset();
    owned_ = *std::move(connection);
    connection_ = owned_.get();
    return {};
  }

 private:
  Result<std::string> text_of(const Query& query) const {
    const bool verbatim = query.reads_only || query.parameters.empty();
    auto sql = verbatim ? Result<std::string>(query.sql)
                        : inline_parameters(connection_, query);
    if (sql && (read_only_ || query.reads_only)) {
      sql->insert(0, "SET TRANSACTION READ ONLY;");
    }
    return sql;
  }

  SessionOwner owner() const {
    if (pooled_) return SessionOwner::pooler;
    const bool as_made = owned_ && !on_connect_;
    return as_made ? SessionOwner::us : SessionOwner::application;
  }

  // Who locks has just asked.
  Result<ServerFacts> recent_facts() {
    if (facts_ && !has_passed(facts_hold_)) return *facts_;
    return facts();
  }

  // False: what a session was like cannot be put back, and the lock must not
  // depend on it.
  bool end_at_once() noexcept {
    const std::string release = lock_->release();
    return !release.empty() &&
           ask(connection_, settings_.at_end.text + release, soon()).ok();
  }

  void restore_settings() noexcept {
    static_cast<void>(ask(connection_, settings_.at_end.text, soon()));
  }

  // A query that need not wait for anybody has always time for that.
  Until until() {
    Until until{
        .deadline = std::max(limits_.deadline(), deadline_after(shortest)),
        .stop = limits_->stop};
    if (pooled_) return until;
    until.meanwhile = [this](std::chrono::milliseconds running) {
      blockers().look(running, [this](std::string_view who) {
        if (limits_->observer != nullptr) limits_->observer->blocked(who);
      });
    };
    return until;
  }

  Blockers& blockers() {
    if (!blockers_) {
      blockers_.emplace(connection_, limits_->table_lock_timeout);
    }
    return *blockers_;
  }

  Deadline reconnect_deadline() const {
    return limits_.told() ? limits_.deadline() : Deadline{};
  }

  std::string url_;
  ConnectionHandle owned_;  // null: the application's
  PGconn* connection_;
  bool read_only_ = false;
  OnConnect on_connect_;
  bool pooled_ = false;
  std::optional<ServerFacts> facts_;
  Deadline facts_hold_;
  bool running_ = false;
  bool exclusive_ = false;
  ToldLimits limits_;
  SessionSettings settings_;
  std::optional<AdvisoryLock> lock_;
  std::optional<Blockers> blockers_;
};

}  // namespace
}  // namespace postgresql

OpenedSession open_postgresql(const DatabaseUrl& url,
                              const ConnectOptions& options) {
  auto connection = postgresql::open(
      url.text(), postgresql::insistence_of(options), options.on_connect);
  if (!connection) return std::move(connection).error();
  return std::unique_ptr<Session>(
      std::make_unique<postgresql::PostgresqlSession>(
          url.text(), *std::move(connection), options));
}

OpenedSession use_postgresql(::pg_conn* connection) {
  if (auto usable = postgresql::check_application_connection(connection);
      !usable) {
    return std::move(usable).error();
  }
  return std::unique_ptr<Session>(
      std::make_unique<postgresql::PostgresqlSession>(connection));
}

}  // namespace godwit::driver
