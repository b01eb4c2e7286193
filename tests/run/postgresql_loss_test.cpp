// SPDX-License-Identifier: BSL-1.0
//
// Connections that are lost when it matters, and servers that only read.
#include <signal.h>

#include <algorithm>
#include <thread>

#include "driver/examination.h"
#include "driver/session.h"
#include "run/migrator_fixture.h"
#include "support/direct_postgresql.h"
#include "support/postgresql_cluster.h"
#include "support/postgresql_network.h"

namespace godwit {
namespace {

using test::Cluster;
using ::testing::Contains;

// Each statement leaves a mark, and the table of marks has no key.
const std::vector<EmbeddedFiles::File> files = {
    {"1_a.sql",
     "-- migrate:up\nCREATE TABLE mark (name TEXT);\n"
     "INSERT INTO mark VALUES (1);\n-- migrate:down\nDROP TABLE mark;\n"},
    {"2_b.sql", "INSERT INTO mark VALUES (2);"},
    {"3_c.sql",
     "-- godwit: no-transaction\nINSERT INTO mark VALUES (3);\n"
     "INSERT INTO mark VALUES (4);"},
    {"4_d.sql", "INSERT INTO mark VALUES (5);"}};

std::size_t count_applied(const EphemeralDatabase& database) {
  const auto found = rows(
      database, "SELECT FROM pg_tables WHERE tablename = 'godwit_migrations'");
  if (found.empty()) return 0;
  return rows(database,
              "SELECT id FROM godwit_migrations WHERE state = 'applied'")
      .size();
}

// The server has committed, and nobody is told. With each COMMIT of a run, from
// the first one on until there is none left to cut.
TEST(PostgresqlCut, WhatWasCommittedIsFoundAndNotRepeated) {
  const EmbeddedFiles shop(Dialect::postgresql, files);
  int cuts = 0;
  for (bool cut = true; cut; ++cuts) {
    const auto database = EphemeralDatabase::create(Dialect::postgresql);
    test::Proxy proxy;
    auto connection = connect(proxy.url(database.name())).value();
    proxy.cut_at_commit(cuts + 1);

    const RunReport report = Migrator(connection, shop.set()).up();
    const std::size_t kept = count_applied(database);
    const RunReport rest = Migrator(connection, shop.set()).up();

    cut = !report.ok();
    if (cut) {
      EXPECT_EQ(report.error->code, ErrorCode::connection_lost) << why(report);
      EXPECT_THAT(report.error->notes,
                  Contains(HasSubstr(std::to_string(kept) + " of 4 steps ")));
    }
    EXPECT_FALSE(report.failed);
    EXPECT_EQ(report.done.size(), kept) << "cut at " << cuts;
    EXPECT_TRUE(rest.ok()) << why(rest);
    EXPECT_EQ(rest.done.size(), files.size() - kept);
    EXPECT_EQ(rows(database, "SELECT name FROM mark ORDER BY name"),
              (std::vector<std::vector<std::string>>{
                  {"1"}, {"2"}, {"3"}, {"4"}, {"5"}}));
  }
  EXPECT_GT(cuts, static_cast<int>(files.size()));
}

/// A server that goes away in the second of two migrations.
class PostgresqlServerAway : public ::testing::Test {
 protected:
  PostgresqlServerAway() {
    server_.start();
    connection_ = connect(server_.url()).value();
  }

  RunReport up(MigratorOptions options) {
    stopper_ = std::jthread([&] {
      while (test::postgresql_rows(server_.url(),
                                   "SELECT FROM pg_stat_activity "
                                   "WHERE wait_event = 'PgSleep'")
                 .empty()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      server_.stop(SIGINT);
    });
    return Migrator(*connection_, shop_.set(), std::move(options)).up();
  }

  const EmbeddedFiles shop_{
      Dialect::postgresql, {files[0], {"2_slow.sql", "SELECT pg_sleep(600);"}}};
  Cluster server_;
  std::optional<Connection> connection_;
  std::jthread stopper_;
};

TEST_F(PostgresqlServerAway, AndComesBackTellsWhatWasKept) {
  bool back = false;
  const RunReport report = up({.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::reconnecting) return;
    stopper_.join();
    server_.start();
    back = true;
  }});

  EXPECT_TRUE(back);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::connection_lost) << why(report);
  EXPECT_THAT(report.done, SizeIs(1));
}

TEST_F(PostgresqlServerAway, LeavesDoubtWhereNobodyWantsToWait) {
  StopSource stop;
  const RunReport report =
      up({.on_event =
              [&](const Event& event) {
                if (event.kind == Event::Kind::reconnecting) {
                  stop.request_stop();
                }
              },
          .stop = stop.token()});

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::commit_in_doubt) << why(report);
  EXPECT_THAT(
      report.error->notes,
      Contains(HasSubstr("what was kept is not known: stopped on request")));
  EXPECT_THAT(report.done, SizeIs(1));
}

class PostgresqlStandby : public ::testing::Test {
 protected:
  PostgresqlStandby() { primary_.start(); }

  static RunReport up(const Cluster& server, const EmbeddedFiles& shop) {
    Connection connection = connect(server.url()).value();
    return Migrator(connection, shop.set()).up();
  }

  Cluster primary_;
  const EmbeddedFiles first_{Dialect::postgresql, {files[0]}};
  const EmbeddedFiles all_{Dialect::postgresql, files};
};

TEST_F(PostgresqlStandby, CanBeLookedAtAndRefusesToBeMigrated) {
  ASSERT_TRUE(up(primary_, first_).ok());
  const Cluster standby = Cluster::standby_of(primary_);
  Connection connection = connect(standby.url()).value();
  Migrator shop(connection, all_.set());

  const auto status = shop.status();
  const auto plan = shop.plan_up();
  const RunReport up = shop.up();
  const RunReport down = shop.down();
  const RunReport reset = shop.reset();
  const auto examined = connection.session().examine({});

  EXPECT_TRUE(std::any_of(examined.begin(), examined.end(),
                          [](const driver::Observation& one) {
                            return one.weight == driver::Weight::error &&
                                   one.what == "the server is a standby";
                          }));
  ASSERT_TRUE(status.ok()) << to_string(status.error());
  EXPECT_EQ(status->count(MigrationState::applied), 1u);
  EXPECT_EQ(status->count(MigrationState::pending), 3u);
  EXPECT_TRUE(plan.ok());
  for (const RunReport& refused : {up, down, reset}) {
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error->code, ErrorCode::read_only) << why(refused);
    EXPECT_THAT(refused.error->message, HasSubstr("the server is a standby"));
    EXPECT_THAT(refused.error->hint, HasSubstr("primary"));
    EXPECT_THAT(refused.done, IsEmpty());
  }
}

// An application may start on any server of a deployment that is done.
TEST_F(PostgresqlStandby, WithNothingToDoIsNoFailure) {
  ASSERT_TRUE(up(primary_, all_).ok());
  const Cluster standby = Cluster::standby_of(primary_);
  Connection connection = connect(standby.url()).value();

  const RunReport report = Migrator(connection, all_.set()).up();

  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(Migrator(connection, all_.set()).verify({.exact = true}).ok());
}

TEST_F(PostgresqlStandby, BecomesTheServerToMigrateWhenThePrimaryIsGone) {
  ASSERT_TRUE(up(primary_, first_).ok());
  const Cluster standby = Cluster::standby_of(primary_);
  primary_.stop(SIGQUIT);
  Connection connection = connect(standby.url()).value();
  ASSERT_FALSE(Migrator(connection, all_.set()).up().ok());

  test::postgresql_rows(standby.url(), "SELECT pg_promote()");
  const RunReport report = Migrator(connection, all_.set()).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, SizeIs(3));
}

}  // namespace
}  // namespace godwit
