// SPDX-License-Identifier: BSL-1.0
//
// Servers that refuse, break and answer half.
#include <fmt/format.h>

#include <cstdlib>

#include "driver_test.h"
#include "support/http_middleman.h"

namespace godwit::driver {
namespace {

using test::HttpMiddleman;
using Deed = HttpMiddleman::Deed;

std::string answer(const std::string& status, const std::string& body) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: "
      "{}\r\nConnection: close\r\n\r\n{}",
      status, body.size(), body);
}

class LibsqlFaultTest : public DriverTest {
 protected:
  LibsqlFaultTest() {
    setenv("DATABASE_AUTH_TOKEN", "c4n4ry-token", 1);
    tasks_.transactional("a", "CREATE TABLE a (id INTEGER)");
    tasks_.transactional("b", "CREATE TABLE b (id INTEGER)");
  }
  ~LibsqlFaultTest() override { unsetenv("DATABASE_AUTH_TOKEN"); }

  Error error_of(const std::string& canned) {
    const HttpMiddleman middleman(
        database_.url(),
        [](int, const std::string&) { return Deed::answer_canned; }, canned);
    auto connection = godwit::connect(middleman.url()).value();
    const auto rows = connection.session().query({"SELECT 1"});
    return rows.ok() ? Error{.message = "none"} : rows.error();
  }

  // The first request that matters is done something to, and all others pass.
  Outcome run_through(Deed deed, const std::string& words) {
    bool done = false;
    const HttpMiddleman middleman(
        database_.url(), [&](int, const std::string& request) {
          const bool it = !done && request.find(words) != request.npos;
          done = done || it;
          return it ? deed : Deed::pass;
        });
    connection_ = godwit::connect(middleman.url()).value();
    Outcome outcome = run(tasks_);
    connection_.reset();
    return outcome;
  }

  TaskList tasks_;
};

TEST_F(LibsqlFaultTest, WhatAServerRefusesSaysWhatToDo) {
  const Error unknown = error_of(
      answer("401 Unauthorized", R"({"error":"invalid c4n4ry-token"})"));
  EXPECT_EQ(unknown.code, ErrorCode::connection_failed);
  EXPECT_THAT(unknown.hint, HasSubstr("DATABASE_AUTH_TOKEN"));
  EXPECT_THAT(to_string(unknown), ::testing::Not(HasSubstr("c4n4ry")));

  const Error forbidden = error_of(answer("403 Forbidden", "read only"));
  EXPECT_EQ(forbidden.code, ErrorCode::read_only);
  EXPECT_THAT(forbidden.hint, HasSubstr("token"));

  const Error missing = error_of(
      answer("404 Not Found", R"({"error":"Namespace `x` doesn't exist"})"));
  EXPECT_EQ(missing.code, ErrorCode::connection_failed);
  EXPECT_THAT(missing.message, HasSubstr("Namespace `x`"));

  const Error ill = error_of(answer("503 Service Unavailable", "later"));
  EXPECT_EQ(ill.code, ErrorCode::connection_failed);
  EXPECT_THAT(ill.message, HasSubstr("503"));

  const Error elsewhere = error_of(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
      "Content-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(elsewhere.message, HasSubstr("another address"));
}

TEST_F(LibsqlFaultTest, WhatIsNoServerIsNotTakenForOne) {
  for (const std::string& canned :
       {answer("200 OK", "<html>hello</html>"), answer("200 OK", "{}"),
        answer("200 OK", R"({"baton":null,"results":[]})"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        std::string("nonsense\r\n\r\n"), std::string()}) {
    EXPECT_EQ(error_of(canned).code, ErrorCode::connection_failed) << canned;
  }
}

TEST_F(LibsqlFaultTest, RequestsAreOneForEachMigrationAndTwoForTheLock) {
  const HttpMiddleman middleman(
      database_.url(), [](int, const std::string&) { return Deed::pass; });
  connection_ = godwit::connect(middleman.url()).value();
  EXPECT_EQ(middleman.requests(), 0);

  ASSERT_SUCCEEDED(run(tasks_));

  EXPECT_EQ(middleman.requests(), 4);
  EXPECT_TRUE(session().query({"SELECT 1"}).ok());
  EXPECT_EQ(middleman.requests(), 5);
  connection_.reset();
}

// Many tasks, of which that with this number fails; where it is the number of
// tasks, none does.
class LibsqlSharedMessages : public LibsqlFaultTest {
 protected:
  static constexpr std::size_t count = 40;

  LibsqlSharedMessages() {
    execute("CREATE TABLE shared (id INTEGER PRIMARY KEY)");
  }

  static TaskList tasks_of(std::size_t bad, const std::string& failing) {
    TaskList tasks;
    for (std::size_t i = 0; i < count; ++i) {
      tasks.transactional(
          std::to_string(i),
          i == bad ? failing
                   : fmt::format("INSERT INTO shared VALUES ({})", i));
    }
    return tasks;
  }

  void expect_kept(std::size_t tasks) {
    EXPECT_EQ(log().size(), tasks);
    EXPECT_EQ(column("SELECT count(*) FROM shared"),
              std::vector{std::to_string(tasks)});
  }
};

TEST_F(LibsqlSharedMessages, AreFewAndHaveATransactionForEachTask) {
  const HttpMiddleman middleman(
      database_.url(), [](int, const std::string&) { return Deed::pass; });
  connection_ = godwit::connect(middleman.url()).value();

  ASSERT_SUCCEEDED(run(tasks_of(count, "")));

  EXPECT_LE(middleman.requests(), 13);
  expect_kept(count);
  connection_.reset();
}

TEST_F(LibsqlSharedMessages, KeepWhatIsBeforeAFailure) {
  for (const std::string failing :
       {"INSERT INTO nowhere VALUES (1)", "CREATE no table",
        "INSERT INTO shared VALUES (1), (1)", "SELECT 1; COMMIT"}) {
    execute("DELETE FROM log; DELETE FROM shared");

    const Outcome outcome = run(tasks_of(30, failing));

    ASSERT_FALSE(outcome.failure == std::nullopt) << failing;
    EXPECT_EQ(outcome.failure->task, 30U) << failing;
    EXPECT_EQ(outcome.committed, 30U) << failing;
    expect_kept(30);
  }
}

TEST_F(LibsqlSharedMessages, AreEndedByATaskThatMayChangeTheSession) {
  ASSERT_SUCCEEDED(
      run(tasks_of(20, "PRAGMA foreign_keys; INSERT INTO shared VALUES (20)")));

  expect_kept(count);
}

TEST_F(LibsqlSharedMessages, AreInDoubtAsAWholeWhereTheAnswerIsLost) {
  tasks_ = tasks_of(count, "");

  const Outcome outcome =
      run_through(Deed::drop_answer, "INSERT INTO shared VALUES (30)");

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_LE(outcome.committed, 30U);
  EXPECT_GE(log().size(), 31U);
}

TEST_F(LibsqlFaultTest, ATransactionThatDidNotArriveIsNotKept) {
  const Outcome outcome = run_through(Deed::drop, "CREATE TABLE b");

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.committed, 1U);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(LibsqlFaultTest, OneOfWhichTheAnswerIsLostIsInDoubt) {
  for (const Deed deed : {Deed::drop_answer, Deed::halve_answer}) {
    execute("DELETE FROM log; DROP TABLE IF EXISTS a; DROP TABLE IF EXISTS b");
    const Outcome outcome = run_through(deed, "CREATE TABLE b");

    ASSERT_FAILED(outcome, ErrorCode::connection_lost);
    EXPECT_EQ(outcome.committed, 1U);
    EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  }
}

TEST_F(LibsqlFaultTest, AStopIsSettledByWhatTheServerHasKept) {
  StopSource stop;
  const HttpMiddleman middleman(
      database_.url(), [&](int, const std::string& request) {
        const bool it = request.find("CREATE TABLE b") != request.npos;
        if (it) stop.request_stop();
        return Deed::pass;
      });
  connection_ = godwit::connect(middleman.url()).value();

  const Outcome outcome = run(tasks_, TransactionMode::each, stop.token());

  // Whether it was in time nobody can say, but what is said is true.
  EXPECT_EQ(log().size(), outcome.committed);
  if (outcome.failure) {
    EXPECT_EQ(outcome.failure->error.code, ErrorCode::cancelled);
  }
  connection_.reset();
}

TEST_F(LibsqlFaultTest, ALockOfWhichTheAnswerIsLostIsGivenBack) {
  bool done = false;
  const HttpMiddleman middleman(
      database_.url(), [&](int, const std::string& request) {
        const bool it =
            !done && request.find("CREATE TABLE IF") != request.npos;
        done = done || it;
        return it ? Deed::drop_answer : Deed::pass;
      });
  connection_ = godwit::connect(middleman.url()).value();

  const auto locked = session().lock(lock_request(), recorder_, {});

  EXPECT_FALSE(locked.ok());
  EXPECT_FALSE(session().lock_holder(lock_request().name).value());
  connection_.reset();
}

TEST_F(LibsqlFaultTest, AServerThatIsNotThereYetIsWaitedFor) {
  int refused = 0;
  const HttpMiddleman middleman(
      database_.url(),
      [&](int number, const std::string&) {
        return number < 2 ? Deed::answer_canned : Deed::pass;
      },
      answer("503 Service Unavailable", "starting"));
  auto connection = godwit::connect(
      middleman.url(), {.patience = std::chrono::seconds(60),
                        .await_server = true,
                        .on_retry = [&](std::string_view) { ++refused; }});

  EXPECT_TRUE(connection->session().query({"SELECT 1"}).ok());
  EXPECT_EQ(refused, 2);
}

TEST_F(LibsqlFaultTest, ReconnectingKeepsWhatWasSentBeforeFromComing) {
  lock();
  ASSERT_TRUE(session().reconnect().ok());
  EXPECT_FALSE(session().lock_holder(lock_request().name).value());
  lock();
  EXPECT_TRUE(session().lock_holder(lock_request().name).value());
}

}  // namespace
}  // namespace godwit::driver
