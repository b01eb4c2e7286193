// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gmock/gmock.h>
#include <godwit/connection.h>
#include <godwit/stop.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "application.h"
#include "driver/session.h"
#include "sql/statements.h"
#include "support/ephemeral_database.h"

namespace godwit::driver {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Godwit's own queries name tables with their schema.
inline const std::string schema =
    dialect == Dialect::sqlite ? "main." : "public.";

inline const bool is_libsql = driver_under_test == test::Driver::libsql;

/// Statements that no transaction takes, or that mean nothing inside one.
inline const std::string refused_inside =
    is_libsql ? "PRAGMA foreign_keys = ON" : "VACUUM";

/// Works for ever, as an INSERT into a table `sink` with one column.
inline constexpr std::string_view endless_insert =
    "INSERT INTO sink WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
    "SELECT i FROM n) SELECT i FROM n WHERE i < 0";

/// Writes down what it hears.
class Recorder : public Observer {
 public:
  void waiting(std::string_view holder) override {
    add("waiting for " + std::string(holder));
  }
  void started(std::size_t task) override {
    add("started " + std::to_string(task));
    if (on_started) on_started(task);
  }
  void finished(std::size_t task, std::chrono::microseconds) override {
    add("finished " + std::to_string(task));
  }
  void running(const Tick& tick) noexcept override {
    ticks.push_back(tick);
    holders.emplace_back(tick.holder);
    ticks.back().holder = {};
    if (on_running) on_running();
  }
  void notice(std::string_view) override {
    if (on_notice) on_notice();
  }
  void progress(std::size_t task, std::uint64_t done,
                std::uint64_t total) override {
    add("progress " + std::to_string(task) + ": " + std::to_string(done) +
        " of " + std::to_string(total));
  }
  void blocked(std::string_view holder) override {
    add("blocked by " + std::string(holder));
    if (on_blocked) on_blocked();
  }
  void retrying(std::size_t task, std::string_view why) override {
    add("retrying " + std::to_string(task) + ": " + std::string(why));
    if (on_retrying) on_retrying();
  }
  void reconnecting(std::string_view why) override {
    add("reconnecting: " + std::string(why));
    if (on_reconnecting) on_reconnecting();
  }

  std::vector<std::string> events_with(std::string_view word) const {
    std::vector<std::string> found;
    for (const std::string& event : events) {
      if (event.starts_with(word)) found.push_back(event);
    }
    return found;
  }

  std::vector<std::string> events = {};
  std::vector<Tick> ticks = {};
  /// Of each tick.
  std::vector<std::string> holders = {};
  std::function<void(std::size_t)> on_started = {};
  std::function<void()> on_running = {};
  std::function<void()> on_notice = {};
  std::function<void()> on_retrying = {};
  std::function<void()> on_blocked = {};
  std::function<void()> on_reconnecting = {};

 private:
  void add(std::string event) { events.push_back(std::move(event)); }
};

/// Tasks with everything that they view. Each records itself in the table
/// `log`: its name and how many statements are done, or "all".
class TaskList {
 public:
  TaskList& transactional(const std::string& name, std::string sql) {
    Task& task = add(std::move(sql));
    ranges_.push_back(sql::split(task.sql, dialect).ranges);
    task.statements = ranges_.back();
    task.records = {{insert(name, "all")}};
    return *this;
  }

  TaskList& by_statement(const std::string& name, std::string sql,
                         std::size_t resume_at = 0) {
    Task& task = add(std::move(sql));
    ranges_.push_back(sql::split(task.sql, dialect).ranges);
    task.transactional = false;
    task.statements = ranges_.back();
    task.resume_at = resume_at;
    for (std::size_t done = 0; done <= task.statements.size(); ++done) {
      const bool complete = done == task.statements.size();
      task.records.push_back(
          {upsert(name, complete ? "all" : std::to_string(done))});
    }
    return *this;
  }

  TaskList& code(const std::string& name, Code code) {
    Task& task = add("");
    task.code = std::move(code);
    task.records = {{insert(name, "all")}};
    return *this;
  }

  /// Recorded are its checkpoints.
  TaskList& code_in_parts(const std::string& name, Code code,
                          std::string checkpoint = {}) {
    Task& task = add("");
    task.code = std::move(code);
    task.transactional = false;
    task.checkpoint = std::move(checkpoint);
    task.committed = {
        {"UPDATE " + schema + "log SET done = $1 WHERE name = $2", {name}, 1}};
    task.records = {{upsert(name, "begun")}, {upsert(name, "all")}};
    return *this;
  }

  Task& back() { return tasks_.back(); }
  std::span<const Task> get() const { return tasks_; }

 private:
  Task& add(std::string sql) {
    texts_.push_back(std::move(sql));
    tasks_.push_back(Task{.sql = texts_.back()});
    return tasks_.back();
  }

  static Query insert(const std::string& name, const std::string& done) {
    return {"INSERT INTO " + schema + "log (name, done) VALUES ($1, $2)",
            {name, done},
            1};
  }

  static Query upsert(const std::string& name, const std::string& done) {
    Query query = insert(name, done);
    query.sql += " ON CONFLICT (name) DO UPDATE SET done = excluded.done";
    return query;
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<StatementRange>> ranges_;
  std::vector<Task> tasks_;
};

/// An empty database with the table `log`, and a session on it.
inline void wait_until(const std::function<bool()>& condition) {
  while (!condition()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

class DriverTest : public ::testing::Test {
 protected:
  DriverTest() : database_(test::EphemeralDatabase::create(driver_under_test)) {
    execute("CREATE TABLE log (name TEXT PRIMARY KEY, done TEXT)");
    connection_ = connect();
  }

  Connection connect(const ConnectOptions& options = {}) {
    return godwit::connect(database_.url(), options).value();
  }

  Session& session() { return connection_->session(); }

  static LockRequest lock_request() {
    return {.name = "public.godwit_migrations"};
  }

  void lock() {
    session().lock(lock_request(), recorder_, StopToken()).value();
  }

  Outcome run(const TaskList& tasks,
              TransactionMode mode = TransactionMode::each,
              const StopToken& stop = {}) {
    lock();
    Outcome outcome = session().run(tasks.get(), mode, recorder_, stop);
    session().unlock();
    return outcome;
  }

  // By a connection that has nothing to do with the driver.
  std::vector<std::string> column(std::string_view sql) {
    std::vector<std::string> values;
    for (const auto& row : test::rows(database_, sql)) {
      values.push_back(row.at(0));
    }
    return values;
  }
  void execute(std::string_view sql) { test::execute(database_, sql); }

  // What is recorded, such as "first: all".
  std::vector<std::string> log() {
    return column("SELECT name || ': ' || done FROM log ORDER BY name");
  }

  bool exists(const std::string& table) {
    try {
      execute("SELECT count(*) FROM " + table);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  test::EphemeralDatabase database_;
  std::optional<Connection> connection_;
  Recorder recorder_;
};

/// Runs a test's closing checks on a failure that must be there.
#define ASSERT_FAILED(outcome, expected)                                   \
  ASSERT_TRUE((outcome).failure.has_value());                              \
  ASSERT_EQ(to_string((outcome).failure->error.code), to_string(expected)) \
      << (outcome).failure->error.message

#define ASSERT_SUCCEEDED(outcome)             \
  ASSERT_FALSE((outcome).failure.has_value()) \
      << (outcome).failure->error.message

}  // namespace godwit::driver
