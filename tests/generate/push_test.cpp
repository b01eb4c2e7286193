// SPDX-License-Identifier: BSL-1.0
//
// What `push` does to databases with rows, on each dialect.
#include "generate/push.h"

#include <gmock/gmock.h>
#include <godwit/godwit.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "generate/generate.h"
#include "history/history_table.h"
#include "run/live_schema.h"
#include "schema/expected_schema.h"
#include "support/embedded_files.h"
#include "support/ephemeral_database.h"

namespace godwit::test {
namespace {

using generate::PushPlan;
using generate::PushRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Dialect dialect = Dialect::GODWIT_TEST_DIALECT;
constexpr bool postgresql = dialect == Dialect::postgresql;

/// A database of development and the files of its schema.
class PushTest : public testing::Test {
 protected:
  PushTest() {
    std::string name =
        (std::filesystem::temp_directory_path() / "godwit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~PushTest() override { std::filesystem::remove_all(directory_); }

  PushRequest declared(const std::string& schema) const {
    std::ofstream(directory_ / "schema.sql") << schema;
    const auto url = driver::DatabaseUrl::parse(database_.url()).value();
    PushRequest request{.database = url,
                        .schema = {(directory_ / "schema.sql").string()},
                        .server = url};
    request.set =
        sets_.empty() ? std::nullopt : std::optional(sets_.back()->set());
    return request;
  }

  Result<void> push(const std::string& schema) const {
    const PushRequest request = declared(schema);
    const auto planned = plan_push(request);
    if (!planned) return planned.error();
    return generate::push(request, *planned);
  }

  /// A migrator as a program with these migrations would have it.
  Migrator migrator(const std::vector<EmbeddedFiles::File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    if (postgresql) sets_.back()->with_expected_schema(made_by(*sets_.back()));
    connections_.push_back(
        std::make_unique<Connection>(connect(database_.url()).value()));
    return Migrator(*connections_.back(), sets_.back()->set());
  }

  /// As a build writes it down.
  static std::string made_by(const EmbeddedFiles& files) {
    const EphemeralDatabase elsewhere = EphemeralDatabase::create(dialect);
    auto connection = connect(elsewhere.url()).value();
    EXPECT_TRUE(Migrator(connection, files.set()).up().ok());
    const auto history = history::HistoryTable::named("", dialect).value();
    return schema::to_text(
        {.model = run::live_schema(connection.session(),
                                   run::tables_of_history(history))
                      .value(),
         .digest = std::string(files.set().digest()),
         .server_version = connection.session().facts()->version});
  }

  std::string ask(const std::string& sql) const {
    std::string text;
    for (const auto& row : rows(database_, sql)) {
      for (const std::string& value : row) {
        text += (text.empty() ? "" : ",") + value;
      }
    }
    return text;
  }

  const std::string person_ =
      "CREATE TABLE person (\n  id integer PRIMARY KEY,\n  email text\n);\n";
  EphemeralDatabase database_ = EphemeralDatabase::create(dialect);
  std::vector<std::unique_ptr<EmbeddedFiles>> sets_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::filesystem::path directory_;
};

TEST_F(PushTest, MakesASchemaInADatabaseWithoutHistory) {
  const auto done = push(person_);

  ASSERT_TRUE(done.ok()) << to_string(done.error());
  execute(database_, "INSERT INTO person VALUES (1, 'a')");
  EXPECT_EQ(ask("SELECT action, state, steps, steps_done FROM "
                "godwit_migrations_log"),
            std::string("push,done,create table ") +
                (postgresql ? "public." : "") + "person,1");
  EXPECT_EQ(ask("SELECT length(pushed) FROM godwit_migrations_info"), "64");
  const auto again = plan_push(declared(person_));
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_THAT(again->plan.steps, IsEmpty());
}

TEST_F(PushTest, KeepsRowsAndFillsWhatTheyNeed) {
  ASSERT_TRUE(push(person_).ok());
  execute(database_, "INSERT INTO person VALUES (1, 'a')");

  const auto done = push(
      "CREATE TABLE person (\n  id integer PRIMARY KEY,\n"
      "  mail text,  -- godwit: renamed from email\n"
      "  age integer NOT NULL  -- godwit: fill id + 40\n);\n");

  ASSERT_TRUE(done.ok()) << to_string(done.error());
  EXPECT_EQ(ask("SELECT id, mail, age FROM person"), "1,a,41");
}

TEST_F(PushTest, CountsWhatWouldGo) {
  ASSERT_TRUE(push(person_ + "CREATE TABLE pet (id integer);\n"
                             "CREATE TABLE toy (id integer);\n")
                  .ok());
  execute(database_, "INSERT INTO person VALUES (1, 'a'), (2, NULL)");
  execute(database_, "INSERT INTO pet VALUES (1), (2), (3)");

  PushRequest request =
      declared("CREATE TABLE people (\n  id integer PRIMARY KEY\n);\n");
  request.renames = {"person=people"};
  const auto planned = plan_push(request);

  ASSERT_TRUE(planned.ok()) << to_string(planned.error());
  std::vector<std::string> losses;
  for (const generate::Loss& loss : planned->losses) {
    losses.push_back(name_of(loss) + " " + std::to_string(loss.rows));
  }
  EXPECT_THAT(losses, testing::UnorderedElementsAre("person.email 1", "pet 3",
                                                    "toy 0"));
}

TEST_F(PushTest, KeepsWhatTheSchemaNamesEachTimeItIsDropped) {
  const std::string without =
      "-- godwit: keep person.email\n"
      "CREATE TABLE person (\n  id integer PRIMARY KEY\n);\n";
  ASSERT_TRUE(push(person_).ok());
  execute(database_, "INSERT INTO person VALUES (1, 'a'), (2, NULL)");

  const auto planned = plan_push(declared(without));
  ASSERT_TRUE(planned.ok()) << to_string(planned.error());
  EXPECT_THAT(planned->losses, IsEmpty());
  ASSERT_TRUE(push(without).ok());
  ASSERT_TRUE(push(person_).ok());
  execute(database_, "UPDATE person SET email = 'b'");
  const auto again = push(without);

  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(ask("SELECT id, email FROM godwit_kept_person_email"), "1,a");
  EXPECT_EQ(ask("SELECT id, email FROM godwit_kept_person_email_2 ORDER BY id"),
            "1,b,2,b");
  const auto plan = plan_push(declared(without));
  ASSERT_TRUE(plan.ok()) << to_string(plan.error());
  EXPECT_THAT(plan->plan.steps, IsEmpty());
}

TEST_F(PushTest, FailureInTheMiddleLeavesAllAsItWas) {
  ASSERT_TRUE(push(person_).ok());
  execute(database_, "INSERT INTO person VALUES (1, 'a'), (2, 'a')");
  const std::string before =
      ask("SELECT pushed, set_digest FROM godwit_migrations_info");

  const auto done = push(
      "CREATE TABLE first (id integer);\n"
      "CREATE TABLE person (\n  id integer PRIMARY KEY,\n  email text UNIQUE\n"
      ");\n");

  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().notes,
              testing::Contains(HasSubstr("all was rolled back")))
      << to_string(done.error());
  EXPECT_EQ(ask("SELECT count(*) FROM person"), "2");
  EXPECT_ANY_THROW(execute(database_, "SELECT * FROM first"));
  EXPECT_EQ(ask("SELECT pushed, set_digest FROM godwit_migrations_info"),
            before);
  EXPECT_EQ(ask("SELECT state FROM godwit_migrations_log ORDER BY number"),
            "done,failed");
}

// A value of an enum is committed before it is used.
TEST_F(PushTest, FailureOfALaterStepSaysWhatWasKept) {
  const auto schema = [](const std::string& values, const std::string& note) {
    return (postgresql ? "CREATE TYPE mood AS ENUM (" + values + ");\n" : "") +
           "CREATE TABLE note (\n  id integer PRIMARY KEY,\n  text text" +
           note + "\n);\n";
  };
  const std::string more =
      postgresql ? ",\n  mood mood DEFAULT 'ok' NOT NULL" : "";
  ASSERT_TRUE(push(schema("'sad'", "")).ok());
  execute(database_, "INSERT INTO note VALUES (1, 'a'), (2, 'a')");

  const auto done = push(schema("'sad', 'ok'", " UNIQUE" + more));

  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().notes,
              testing::Contains(
                  HasSubstr(postgresql ? "1 of 2 steps of the plan were kept"
                                       : "all was rolled back")))
      << to_string(done.error());
  execute(database_, "DELETE FROM note WHERE id = 2");
  const auto again = push(schema("'sad', 'ok'", " UNIQUE" + more));
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(ask("SELECT state FROM godwit_migrations_log ORDER BY number"),
            "done,failed,done");
}

TEST_F(PushTest, IsRefusedWhereRowsHaveComeSince) {
  ASSERT_TRUE(push(person_).ok());
  const PushRequest request =
      declared("CREATE TABLE person (\n  id integer PRIMARY KEY\n);\n");
  const PushPlan planned = plan_push(request).value();
  execute(database_, "INSERT INTO person VALUES (1, 'a')");

  const auto done = generate::push(request, planned);

  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::plan_outdated);
  EXPECT_EQ(ask("SELECT email FROM person"), "a");
}

TEST_F(PushTest, IsRefusedWhereTheSchemaHasChangedSince) {
  const PushRequest request = declared(person_);
  const PushPlan planned = plan_push(request).value();
  execute(database_, "CREATE TABLE other (id integer)");

  const auto done = generate::push(request, planned);

  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::plan_outdated);
}

TEST_F(PushTest, IsRefusedOnAProtectedDatabase) {
  Migrator migrator = this->migrator({{"1_a.sql", person_}});
  ASSERT_TRUE(migrator.up().ok());
  const PushRequest request = declared(person_ + "CREATE TABLE b (id int);\n");
  const PushPlan planned = plan_push(request).value();
  ASSERT_TRUE(migrator.protect({.reason = "production"}).ok());

  EXPECT_EQ(plan_push(request).error().code, ErrorCode::protected_database);
  EXPECT_EQ(generate::push(request, planned).error().code,
            ErrorCode::protected_database);
}

TEST_F(PushTest, IsRefusedWhileMigrationsArePending) {
  this->migrator({{"1_a.sql", person_}});

  const auto planned = plan_push(declared(person_));

  ASSERT_FALSE(planned.ok());
  EXPECT_EQ(planned.error().code, ErrorCode::pending);
}

TEST_F(PushTest, IsRefusedBesideTheHistoryOfAnotherSet) {
  ASSERT_TRUE(this->migrator({{"1_a.sql", person_}}).up().ok());
  sets_.clear();
  PushRequest request = declared(person_);
  request.migrate.history_table = "another";

  const auto planned = plan_push(request);

  ASSERT_FALSE(planned.ok());
  EXPECT_THAT(planned.error().message, HasSubstr("of another set"));
}

TEST_F(PushTest, UpBehindItHasNothingToDo) {
  ASSERT_TRUE(this->migrator({{"1_a.sql", person_}}).up().ok());
  const auto done = push(person_ + "CREATE TABLE b (id int);\n");
  ASSERT_TRUE(done.ok()) << to_string(done.error());

  const RunReport report = this->migrator({{"1_a.sql", person_}}).up();

  ASSERT_TRUE(report.ok()) << to_string(*report.error);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_TRUE(this->migrator({{"1_a.sql", person_}}).status()->pushed);
}

TEST_F(PushTest, UpRecordsWhatIsGeneratedAfterwards) {
  const std::string b = "CREATE TABLE b (\n  id integer\n);\n";
  ASSERT_TRUE(this->migrator({{"1_a.sql", person_}}).up().ok());
  ASSERT_TRUE(push(person_ + b).ok());

  Migrator migrator = this->migrator({{"1_a.sql", person_}, {"2_b.sql", b}});
  const RunReport report = migrator.up();

  ASSERT_TRUE(report.ok()) << to_string(*report.error);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_THAT(report.baseline, SizeIs(1));
  EXPECT_FALSE(migrator.status()->pushed);
}

}  // namespace
}  // namespace godwit::test
