// SPDX-License-Identifier: BSL-1.0
//
// What a set has beside its migrations, as it is read.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <span>

#include "migration/placeholders.h"
#include "migration/set_reader.h"
#include "migration/way_back.h"
#include "read_set.h"

namespace godwit {
namespace {

using test::EmbeddedFiles;
using test::only_error;
using test::ReadFiles;
using test::SetFields;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* first = "CREATE TABLE person (id integer);";

ReadFiles read(std::vector<EmbeddedFiles::File> files,
               Dialect dialect = Dialect::postgresql) {
  files.emplace_back("0001_a.sql", first);
  std::sort(files.begin(), files.end());
  return {dialect, files};
}

std::vector<std::string> names(std::span<const Migration> scripts) {
  std::vector<std::string> result;
  for (const Migration& one : scripts) result.push_back(one.name);
  return result;
}

TEST(Repeatable, StandBehindWhatTheyUse) {
  const ReadFiles read_ =
      read({{"repeatable/a.sql", "CREATE VIEW a AS SELECT * FROM c;"},
            {"repeatable/b.sql", "-- godwit: uses d\nSELECT 1;"},
            {"repeatable/c.sql", "CREATE VIEW public.C AS SELECT 1;"},
            {"repeatable/d.sql", "SELECT 2;"}});
  EXPECT_EQ(only_error(read_), "");
  EXPECT_THAT(names(read_.set().repeatable()), ElementsAre("c", "a", "d", "b"));
  EXPECT_THAT(read_.set().find_repeatable("a")->uses, ElementsAre("c"));
}

TEST(Repeatable, CirclesOfNamesDoNotCountAndThoseOfDirectivesAreErrors) {
  const ReadFiles functions = read(
      {{"repeatable/a.sql", "CREATE FUNCTION a() RETURNS int RETURN b();"},
       {"repeatable/b.sql", "CREATE FUNCTION b() RETURNS int RETURN a();"}});
  EXPECT_EQ(only_error(functions), "");
  EXPECT_THAT(names(functions.set().repeatable()), ElementsAre("b", "a"));

  // A name against what is said does not count either.
  const ReadFiles said = read(
      {{"repeatable/a.sql", "CREATE VIEW a AS SELECT 1; SELECT 'b', b;"},
       {"repeatable/b.sql", "-- godwit: uses a\nCREATE VIEW b AS SELECT 1;"}});
  EXPECT_THAT(names(said.set().repeatable()), ElementsAre("a", "b"));

  EXPECT_EQ(
      only_error(read({{"repeatable/a.sql", "-- godwit: uses b\nSELECT 1;"},
                       {"repeatable/b.sql", "-- godwit: uses a\nSELECT 1;"}})),
      "repeatable/a.sql:1:1: what \"a\" uses leads back to itself");
}

TEST(Repeatable, NeedNoWayDownWhereTheyOnlyMakeWhatCanBeDropped) {
  const ReadFiles read_ = read(
      {{"repeatable/view.sql",
        "CREATE VIEW a AS SELECT 1;\nCREATE MATERIALIZED VIEW s.b AS SELECT "
        "1;\n"
        "GRANT SELECT ON a TO public;"},
       {"repeatable/function.sql",
        "CREATE OR REPLACE FUNCTION s.f(a int, b numeric(5, 2) DEFAULT 1.5, "
        "VARIADIC c text[] = '{}') RETURNS int RETURN 1;\n"
        "CREATE TRIGGER t AFTER UPDATE OF a, b ON s.person EXECUTE FUNCTION "
        "f();"},
       {"repeatable/more.sql", "CREATE VIEW d AS SELECT 1; ANALYZE;"},
       {"repeatable/own.sql",
        "-- migrate:up\nCREATE VIEW c AS SELECT 1;\n-- migrate:down\n"
        "DROP VIEW c CASCADE;\n"}});
  EXPECT_EQ(only_error(read_), "");
  const MigrationSet& set = read_.set();
  EXPECT_EQ(set.find_repeatable("view")->down->text,
            "DROP MATERIALIZED VIEW IF EXISTS s.b;\nDROP VIEW IF EXISTS a;\n");
  EXPECT_EQ(set.find_repeatable("view")->down->statements.size(), 2u);
  EXPECT_EQ(set.find_repeatable("function")->down->text,
            "DROP TRIGGER IF EXISTS t ON s.person;\n"
            "DROP FUNCTION IF EXISTS s.f(a int, b numeric(5,2), VARIADIC c "
            "text[]);\n");
  EXPECT_FALSE(set.find_repeatable("more")->reversible());
  EXPECT_THAT(std::string(set.find_repeatable("own")->down->text),
              HasSubstr("CASCADE"));
}

TEST(Repeatable, ReplaceWhatTheyMadeOnlyByCreateOrReplace) {
  const ReadFiles read_ = read(
      {{"repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT 1; SELECT 2;"},
       {"repeatable/b.sql", "CREATE VIEW b AS SELECT 1;"}});
  const MigrationSet& set = read_.set();
  EXPECT_TRUE(
      replaces_what_it_made(set.find_repeatable("a")->up, Dialect::postgresql));
  EXPECT_FALSE(
      replaces_what_it_made(set.find_repeatable("b")->up, Dialect::postgresql));
}

TEST(Parts, TakeOnlyTheirOwnDirectives) {
  EXPECT_EQ(only_error(read({{"repeatable/a.sql",
                              "-- godwit: no-transaction\nSELECT 1;"}})),
            "repeatable/a.sql:1:1: the directive \"no-transaction\" is one of "
            "migrations");
  EXPECT_EQ(
      only_error(read({{"seed/1_a.sql", "-- godwit: uses b\nSELECT 1;"}})),
      "seeds/1_a.sql:1:1: the directive \"uses\" is one of repeatable scripts");
  EXPECT_EQ(
      only_error(read(
          {{"hook/before_all.sql", "-- godwit: when-changed\nSELECT 1;"}})),
      "hooks/before_all.sql:1:1: the directive \"when-changed\" is one of "
      "seeds");
}

TEST(Parts, NameScriptsThatAreThere) {
  EXPECT_EQ(only_error(read({{"0002_b.sql", "-- godwit: rebuild c\nSELECT 1;"},
                             {"repeatable/b.sql", "SELECT 1;"}})),
            "migrations/0002_b.sql:1:1: test_migrations has no repeatable "
            "script \"c\"");
}

TEST(Seeds, HaveAVersionAndPerhapsAnEnvironment) {
  const ReadFiles read_ =
      read({{"seed/10_c.sql", "SELECT 1;"},
            {"seed/2_b.dev.sql", "-- godwit: when-changed\nSELECT 1;"},
            {"seed/1_a.sql", "SELECT 1;"}});
  EXPECT_EQ(only_error(read_), "");
  const auto seeds = read_.set().seeds();
  EXPECT_THAT(names(seeds), ElementsAre("1_a", "2_b.dev", "10_c"));
  EXPECT_EQ(seeds[1].environment, "dev");
  EXPECT_TRUE(seeds[1].when_changed);
  EXPECT_EQ(seeds[0].environment, "");
  EXPECT_EQ(only_error(read({{"seed/a.sql", "SELECT 1;"}})),
            "seeds/a.sql:1:1: the file name \"a.sql\" does not begin with a "
            "version");
  EXPECT_EQ(only_error(read({{"seed/1_a.up.sql", "SELECT 1;"}})),
            "seeds/1_a.up.sql:1:1: a seed has no files for each direction");
}

TEST(Hooks, HaveAHalfForEachDirectionThatTheyAreFor) {
  const ReadFiles read_ =
      read({{"hook/after_each.sql",
             "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"},
            {"hook/before_all.sql", "SELECT 3;"}});
  const MigrationSet& set = read_.set();
  EXPECT_NE(set.hook(HookPoint::after_each, Direction::down), nullptr);
  EXPECT_NE(set.hook(HookPoint::before_all, Direction::up), nullptr);
  EXPECT_EQ(set.hook(HookPoint::before_all, Direction::down), nullptr);
  EXPECT_EQ(set.hook(HookPoint::after_all, Direction::up), nullptr);
}

class PlaceholderTest : public ::testing::Test {
 protected:
  Result<MigrationSet> from(const std::string& text,
                            const PlaceholderValues& values,
                            const std::string& declared = "a\nb=two") {
    files_ = std::make_unique<EmbeddedFiles>(
        SetFields{.dialect = Dialect::postgresql, .placeholders = declared},
        std::vector<EmbeddedFiles::File>{{"1_a.sql", text}});
    return MigrationSet::from(files_->set(), values);
  }

  std::unique_ptr<EmbeddedFiles> files_;
};

TEST_F(PlaceholderTest, StandForValuesEverywhereButInComments) {
  const auto set =
      from("-- ${c}\nSELECT '${a}', \"${b}\", $$${a}$$ /* ${d} */, ${e f};",
           {{"a", "one"}});
  ASSERT_TRUE(set.ok()) << set.error().message;
  EXPECT_EQ(set->all()[0].up.text,
            "-- ${c}\nSELECT 'one', \"two\", $$one$$ /* ${d} */, ${e f};");
}

TEST_F(PlaceholderTest, AreNoneWhereTheSetDeclaresNone) {
  const auto set = from("SELECT '${a}';", {{"a", "one"}}, "");
  EXPECT_EQ(set->all()[0].up.text, "SELECT '${a}';");
}

TEST_F(PlaceholderTest, NeedAValueInOneLine) {
  EXPECT_EQ(from("SELECT 1;", {}).error().message,
            "the placeholder ${a} of test_migrations has no value");
  EXPECT_EQ(from("SELECT 1;", {{"a", "b\nc"}}).error().message,
            "the value of the placeholder ${a} has more than one line");
  // Who only looks is content with the name.
  EXPECT_TRUE(set_to_look_at(files_->set()).ok());
}

TEST_F(PlaceholderTest, ThatAreNotDeclaredAreErrorsWithTheirPlace) {
  const auto set = from("SELECT 1,\n  ${bb};", {{"a", "one"}});
  EXPECT_EQ(set.error().message, "there is no placeholder ${bb} in this set");
  EXPECT_EQ(set.error().location.line, 2u);
  EXPECT_EQ(set.error().location.column, 3u);
}

TEST_F(PlaceholderTest, AreInTheChecksumOnlyByTheirNames) {
  const auto one = from("SELECT '${a}';", {{"a", "one"}});
  const std::string checksum = one->all()[0].checksum;
  const std::string digest = one->digest();
  const auto other = from("SELECT '${a}';", {{"a", "other"}});
  EXPECT_EQ(other->all()[0].checksum, checksum);
  EXPECT_NE(other->digest(), digest);
  EXPECT_EQ(other->digest(), digest_with(files_->set(), {{"a", "other"}}));
  EXPECT_EQ(digest_with(files_->set(), {}), "");
}

}  // namespace
}  // namespace godwit
