// SPDX-License-Identifier: BSL-1.0
//
// Applications that start before their server does.
#include <signal.h>

#include <chrono>
#include <optional>
#include <thread>

#include "run/migrator_fixture.h"
#include "support/postgresql_cluster.h"

namespace godwit {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Cluster;

class PostgresqlStart : public ::testing::Test {
 protected:
  /// Starts the server once somebody could not reach it.
  std::function<void(const Event&)> server_on_demand() {
    return [this](const Event& event) {
      kinds_.push_back(event.kind);
      if (event.kind == Event::Kind::unreachable && !started_) {
        started_ = true;
        why_ = event.text;
        server_.start();
      }
    };
  }

  const EmbeddedFiles shop_{Dialect::postgresql,
                            {table("1", "a"), table("2", "b")}};
  Cluster server_;
  bool started_ = false;
  std::string why_;
  std::vector<Event::Kind> kinds_;
};

TEST_F(PostgresqlStart, ServerThatStartsLateIsWaitedFor) {
  StartOptions options{.patience = seconds(300)};
  options.migrator.on_event = server_on_demand();

  const RunReport report = start(server_.url(), shop_.set(), options);

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(started_);
  EXPECT_THAT(why_, HasSubstr("cannot connect to the database: "));
  EXPECT_THAT(report.done, SizeIs(2));
}

TEST_F(PostgresqlStart, ServerThatRestartsIsWaitedForWhileOthersMigrate) {
  server_.start();
  StartOptions options{.mode = StartMode::wait, .patience = seconds(300)};
  std::jthread others;
  options.migrator.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::behind || started_) return;
    started_ = true;
    server_.stop(SIGQUIT);
    server_.start();
    others = std::jthread(
        [&] { EXPECT_TRUE(start(server_.url(), shop_.set()).ok()); });
  };

  const RunReport report = start(server_.url(), shop_.set(), options);

  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(started_);
}

TEST_F(PostgresqlStart, ConnectionOfTheApplicationThatIsLostEndsTheWait) {
  server_.start();
  Connection connection = connect(server_.url()).value();
  StartOptions options{.mode = StartMode::verify};
  ASSERT_FALSE(start(connection, shop_.set(), options).ok());
  server_.stop(SIGQUIT);

  const RunReport report = start(connection, shop_.set(), options);

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::connection_lost) << why(report);
}

TEST_F(PostgresqlStart, EachModeSaysAtTheEndWhyTheServerWasNotReached) {
  for (const StartMode mode :
       {StartMode::apply, StartMode::wait, StartMode::verify}) {
    std::size_t heard = 0;
    StartOptions options{.mode = mode, .patience = milliseconds(700)};
    options.migrator.on_event = [&](const Event& event) {
      EXPECT_EQ(event.kind, Event::Kind::unreachable);
      ++heard;
    };
    const RunReport report =
        start("host=127.0.0.1 port=1 dbname=x", shop_.set(), options);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error->code, ErrorCode::connection_failed);
    EXPECT_THAT(report.error->message, HasSubstr("127.0.0.1"));
    EXPECT_GE(heard, 1u);
  }
}

TEST_F(PostgresqlStart, WithoutPatienceThereIsOneAttempt) {
  std::size_t heard = 0;
  StartOptions options{.patience = milliseconds(0)};
  options.migrator.on_event = [&](const Event&) { ++heard; };
  EXPECT_FALSE(start(server_.url(), shop_.set(), options).ok());
  EXPECT_EQ(heard, 0u);
}

// RFC 6761: the name is never known.
TEST_F(PostgresqlStart, NameThatIsNotKnownYetIsWaitedForUntilAskedToStop) {
  StopSource stop;
  StartOptions options{.patience = hours(1)};
  options.migrator.stop = stop.token();
  std::size_t heard = 0;
  options.migrator.on_event = [&](const Event&) {
    if (++heard == 2) stop.request_stop();
  };
  const RunReport report =
      start("postgresql://shop.invalid/shop", shop_.set(), options);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::cancelled) << why(report);
}

TEST_F(PostgresqlStart, WhatTheServerRefusesIsNotWaitedFor) {
  server_.start();
  const RunReport report = start(server_.url() + " dbname=nowhere", shop_.set(),
                                 {.patience = milliseconds::max()});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::connection_failed) << why(report);
  EXPECT_THAT(report.error->message, HasSubstr("nowhere"));
}

}  // namespace
}  // namespace godwit
