// SPDX-License-Identifier: BSL-1.0
#include <libpq-fe.h>

#include "driver/examination.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Contains;
using ::testing::StartsWith;

class PostgresqlExaminationTest : public DriverTest {
 protected:
  // "warning: index … is invalid" of a topic, with what helps behind an arrow.
  std::vector<std::string> found(const std::string& topic,
                                 Examination about = {},
                                 const std::string& user = "") {
    Connection looking =
        godwit::connect(database_.url() + user, {.read_only = true}).value();
    about.long_transaction = std::chrono::seconds(0);
    std::vector<std::string> lines;
    for (const Observation& one : looking.session().examine(about)) {
      EXPECT_THAT(one.what, ::testing::Not(HasSubstr("could not be looked")));
      if (one.topic != topic) continue;
      lines.push_back(std::string(to_string(one.weight)) + ": " + one.what +
                      " -> " + one.remedy);
    }
    return lines;
  }

  // A session of its own, which stays in its transaction.
  class Other {
   public:
    Other(const test::EphemeralDatabase& database, const std::string& sql)
        : connection_(PQconnectdb(database.url().c_str())) {
      PQclear(PQexec(connection_, sql.c_str()));
    }
    ~Other() { PQfinish(connection_); }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;

   private:
    PGconn* connection_;
  };

  static constexpr const char* nobody = " user=locked password=only-for-tests";
};

TEST_F(PostgresqlExaminationTest, LooksAtAllOfIt) {
  for (const std::string topic :
       {"server", "user", "encryption", "clock", "encoding", "read-only",
        "rights", "invalid-indexes", "constraints", "prepared-transactions",
        "settings", "search-path", "event-triggers", "space"}) {
    EXPECT_FALSE(found(topic).empty()) << topic;
  }
  EXPECT_THAT(found("read-only"),
              ElementsAre(StartsWith("ok: the database can be written to")));
}

TEST_F(PostgresqlExaminationTest, WhatAnIndexLeftInvalidIsFound) {
  execute("CREATE TABLE thing (id integer); INSERT INTO thing VALUES (1), (1)");
  Other failing(database_,
                "CREATE UNIQUE INDEX CONCURRENTLY twice ON thing (id)");
  const auto lines = found("invalid-indexes");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], StartsWith("warning: index twice of thing is invalid"));
  EXPECT_THAT(lines[0], HasSubstr("DROP INDEX CONCURRENTLY twice"));
}

TEST_F(PostgresqlExaminationTest, AConstraintThatIsNotValidIsNoted) {
  execute(
      "CREATE TABLE thing (id integer);"
      "ALTER TABLE thing ADD CONSTRAINT large CHECK (id > 0) NOT VALID");
  const auto lines = found("constraints");
  ASSERT_EQ(lines.size(), 1u);
  execute(lines[0].substr(lines[0].find("ALTER TABLE")));
  EXPECT_THAT(found("constraints"), ElementsAre(StartsWith("ok: ")));
}

TEST_F(PostgresqlExaminationTest, WhoIsInATransactionIsNamed) {
  const Other idle(database_, "BEGIN; LOCK TABLE log IN ACCESS SHARE MODE");
  EXPECT_THAT(found("transactions"),
              Contains(HasSubstr("is idle in transaction")));
  const auto locks = found("locks", {.tables = {{.name = "log"}}});
  ASSERT_EQ(locks.size(), 1u);
  EXPECT_THAT(locks[0], StartsWith("warning: public.log is locked by process"));
  EXPECT_THAT(locks[0], HasSubstr("AccessShareLock"));
  EXPECT_THAT(locks[0], HasSubstr("pg_terminate_backend("));
}

TEST_F(PostgresqlExaminationTest, NobodyHasTheTables) {
  EXPECT_THAT(found("locks", {.tables = {{.name = "log"}}}),
              ElementsAre(StartsWith("ok: ")));
}

TEST_F(PostgresqlExaminationTest, AUserWithoutRightsHearsWhatHeLacks) {
  execute(
      "REVOKE ALL ON SCHEMA public FROM PUBLIC;"
      "GRANT USAGE ON SCHEMA public TO locked;"
      "CREATE TABLE history (id integer)");
  const Examination about = {
      .history = {{.schema = "public", .name = "history"}},
      .altered = {{.name = "log"}}};
  const auto rights = found("rights", about, nobody);
  ASSERT_EQ(rights.size(), 1u);
  EXPECT_THAT(rights[0], StartsWith("error: locked may not create in schema"));
  execute(rights[0].substr(rights[0].find("GRANT")));
  EXPECT_THAT(found("rights", about, nobody), ElementsAre(StartsWith("ok: ")));

  const auto history = found("history-rights", about, nobody);
  ASSERT_EQ(history.size(), 1u);
  EXPECT_THAT(history[0],
              StartsWith("error: locked may not SELECT, INSERT, UPDATE, DELETE "
                         "on public.history"));
  execute(history[0].substr(history[0].find("GRANT")));
  EXPECT_THAT(found("history-rights", about, nobody),
              ElementsAre(StartsWith("ok: ")));

  const auto owners = found("owners", about, nobody);
  ASSERT_EQ(owners.size(), 1u);
  EXPECT_THAT(owners[0], StartsWith("error: public.log belongs to "));
}

TEST_F(PostgresqlExaminationTest, SettingsThatBiteAreNamed) {
  for (const std::string setting :
       {"statement_timeout = '5s'", "lock_timeout = '1s'",
        "idle_in_transaction_session_timeout = '7s'",
        "default_transaction_isolation = 'serializable'",
        "session_replication_role = 'replica'", "row_security = off"}) {
    execute("ALTER DATABASE \"" + database_.name() + "\" SET " + setting);
    const std::string name = setting.substr(0, setting.find(' '));
    EXPECT_THAT(found("settings"), Contains(HasSubstr(name + " is ")));
    execute("ALTER DATABASE \"" + database_.name() + "\" RESET " + name);
  }
  EXPECT_THAT(found("settings"), ElementsAre(StartsWith("ok: ")));
}

TEST_F(PostgresqlExaminationTest, ADatabaseThatOnlyReadsIsAnError) {
  execute("ALTER DATABASE \"" + database_.name() +
          "\" SET default_transaction_read_only = on");
  EXPECT_THAT(found("read-only"),
              ElementsAre(StartsWith("error: default_transaction_read_only")));
}

TEST_F(PostgresqlExaminationTest, ASearchPathThatLeadsNowhereIsNoticed) {
  execute("ALTER DATABASE \"" + database_.name() +
          "\" SET search_path = nowhere, public");
  const auto lines = found("search-path");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("there is no schema nowhere"));
}

TEST_F(PostgresqlExaminationTest, EventTriggersAreNamed) {
  execute(
      "CREATE FUNCTION hear() RETURNS event_trigger LANGUAGE plpgsql AS "
      "'BEGIN END';"
      "CREATE EVENT TRIGGER listener ON ddl_command_end "
      "EXECUTE FUNCTION hear()");
  EXPECT_THAT(found("event-triggers"),
              ElementsAre(StartsWith("note: listener acts on")));
}

TEST_F(PostgresqlExaminationTest, ADatabaseInAnotherEncodingIsNoticed) {
  const std::string name = database_.name() + "_latin";
  execute("CREATE DATABASE \"" + name +
          "\" ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' "
          "LC_CTYPE 'C'");
  {
    Connection latin =
        godwit::connect(database_.url() + " dbname=" + name).value();
    const auto all = latin.session().examine({});
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const Observation& one) {
      return one.topic == "encoding" && one.weight == Weight::warning;
    }));
  }
  execute("DROP DATABASE \"" + name + "\"");
  EXPECT_THAT(found("encoding"), ElementsAre(StartsWith("ok: ")));
}

TEST_F(PostgresqlExaminationTest, ASuperuserIsTold) {
  EXPECT_THAT(found("user"), ElementsAre(HasSubstr("a superuser")));
  EXPECT_THAT(found("user", {}, nobody), ElementsAre(StartsWith("ok: ")));
}

TEST_F(PostgresqlExaminationTest, APreparedTransactionIsNamed) {
  execute("BEGIN; LOCK TABLE log; PREPARE TRANSACTION 'left ''over'");
  const auto lines = found("prepared-transactions");
  execute("ROLLBACK PREPARED 'left ''over'");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("ROLLBACK PREPARED 'left ''over'"));
}

}  // namespace
}  // namespace godwit::driver
