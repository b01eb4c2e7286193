// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "migration/replaced.h"
#include "migration/stored_script.h"
#include "read_set.h"

namespace godwit {
namespace {

using test::only_error;
using test::read_file;
using test::ReadFiles;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Directives, AreAbsentByDefault) {
  const ReadFiles read = read_file("-- godwit is a bird\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_TRUE(read[0].up.transactional);
  EXPECT_FALSE(read[0].breaking);
  EXPECT_EQ(read[0].irreversible, "");
  EXPECT_THAT(read[0].up.requirements, IsEmpty());
  EXPECT_THAT(read[0].up.allowed, IsEmpty());
}

TEST(Directives, TakeAHalfOutOfItsTransaction) {
  const ReadFiles read = read_file(
      "-- migrate:up\n-- godwit: no-transaction\nVACUUM;\n-- migrate:down\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_FALSE(read[0].up.transactional);
  EXPECT_TRUE(read[0].down->transactional);
}

TEST(Directives, OfADownHalfCountForItAlone) {
  const ReadFiles read = read_file(
      "-- migrate:up\n-- migrate:down\n-- why\n--godwit:no-transaction \r\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_TRUE(read[0].up.transactional);
  EXPECT_FALSE(read[0].down->transactional);
}

TEST(Directives, AboveTheFirstMarkCountForUp) {
  const ReadFiles read = read_file(
      "-- godwit: no-transaction\n-- migrate:up\nVACUUM;\n-- migrate:down\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_FALSE(read[0].up.transactional);
  EXPECT_TRUE(read[0].down->transactional);
}

TEST(Directives, MayStandBelowOtherComments) {
  const ReadFiles read = read_file(
      "-- why\n/* how */\n\n-- godwit: no-transaction\n"
      "-- godwit: breaking\nVACUUM;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_FALSE(read[0].up.transactional);
  EXPECT_TRUE(read[0].breaking);
}

std::string checksum_of(char digit) { return std::string(64, digit); }

TEST(Directives, NameTheChecksumsThatAFileHadBefore) {
  const ReadFiles read = read_file(
      "-- godwit: formerly " + checksum_of('a') + "\n-- migrate:up\n" +
      "-- GODWIT: FORMERLY  " + checksum_of('B') + " \r\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_THAT(read[0].formerly,
              testing::ElementsAre(checksum_of('a'), checksum_of('b')));
  EXPECT_TRUE(read[0].is_or_was(checksum_of('b')));
  EXPECT_TRUE(read[0].is_or_was(read[0].checksum));
  EXPECT_FALSE(read[0].is_or_was(checksum_of('c')));
}

TEST(Directives, RefuseAFormerChecksumThatIsNone) {
  const std::string missing =
      ": the directive \"formerly\" lacks a checksum of 64 hexadecimal digits";
  for (const std::string& text :
       {std::string(), std::string("0a5b9bb0da6a"), std::string(64, 'g'),
        std::string(65, 'a'), checksum_of('a') + " " + checksum_of('b')}) {
    EXPECT_EQ(only_error(read_file("-- why\n  -- godwit: formerly " + text +
                                   "\nSELECT 1;")),
              "migrations/0001_a.sql:2:3" + missing);
  }
}

TEST(Directives, RefuseAFormerChecksumThatSaysNothingNew) {
  const std::string line = "-- godwit: formerly ";
  EXPECT_EQ(only_error(read_file(line + checksum_of('a') + "\n" + line +
                                 checksum_of('A') + "\nSELECT 1;")),
            "migrations/0001_a.sql:2:1: this former checksum is that of line 1 "
            "too");
  const std::string now = read_file("SELECT 1;")[0].checksum;
  EXPECT_EQ(only_error(read_file("-- migrate:up\n" + line + now +
                                 "\nSELECT 1;\n-- migrate:down\n")),
            "migrations/0001_a.sql:2:1: this former checksum is the one that "
            "the file has now");
}

TEST(Directives, RefuseAFormerChecksumWhereNoneCounts) {
  const std::string directive = "godwit: formerly " + checksum_of('a') + "\n";
  EXPECT_EQ(
      only_error(read_file("-- migrate:up\n-- migrate:down\n-- " + directive)),
      "migrations/0001_a.sql:3:1: the directive \"formerly\" stands in a "
      "down half");
  EXPECT_EQ(
      only_error(read_file("SELECT 1;\n-- " + directive)),
      "migrations/0001_a.sql:2:1: the directive \"formerly\" stands below "
      "a statement");
  EXPECT_EQ(only_error(ReadFiles(Dialect::postgresql,
                                 {{"0001_a.cpp", "// " + directive}})),
            "migrations/0001_a.cpp:1:1: the directive \"formerly\" means "
            "nothing in a migration in C++");
}

TEST(Directives, TakeASentenceAboutWhatWasForASentence) {
  EXPECT_EQ(only_error(read_file("-- godwit formerly known as limosa\n")), "");
  EXPECT_EQ(only_error(read_file("-- godwit formerly " + checksum_of('a'))),
            "migrations/0001_a.sql:1:1: this looks like the directive "
            "\"formerly\" and is only a comment");
}

ReadFiles read_second(const std::string& text) {
  return {Dialect::postgresql, {{"0003_b.sql", text}}};
}

TEST(Directives, SayWhatAMigrationReplaces) {
  const ReadFiles read = read_second(
      "-- godwit: replaces 0001_create person\n"
      "-- GODWIT: REPLACES 2\n"
      "-- godwit: replaces 2/0000.5_a/0000_b\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  const std::vector<ReplacedMigration>& found = read[0].replaces;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].version.text(), "0001");
  EXPECT_EQ(found[0].name, "create person");
  EXPECT_EQ(found[0].within, "");
  EXPECT_EQ(found[0].line, 1u);
  EXPECT_EQ(found[1].version.text(), "2");
  EXPECT_EQ(found[1].name, "");
  EXPECT_EQ(found[2].version.text(), "0000");
  EXPECT_EQ(found[2].within, "2/0000.5_a");
  EXPECT_EQ(written(found[2]), "2/0000.5_a/0000_b");
}

TEST(Directives, ThatSayWhatIsReplacedDoNotCount) {
  const auto checksum = [](const std::string& text) {
    return read_second(text)[0].checksum;
  };
  EXPECT_EQ(checksum("-- godwit: replaces 0001_a\nSELECT 1;"),
            checksum("SELECT 1;"));
}

TEST(Directives, RefuseToReplaceWhatIsNoMigration) {
  const std::string lacks =
      "migrations/0003_b.sql:1:1: the directive \"replaces\" lacks a migration";
  for (const std::string text :
       {"", "create_person", "_a", "/0001_a", "0001_a/", "x/0001_a"}) {
    EXPECT_EQ(only_error(read_second("-- godwit: replaces " + text)), lacks)
        << text;
  }
  EXPECT_EQ(only_error(read_second(
                "-- migrate:up\n-- migrate:down\n-- godwit: replaces 1_a")),
            "migrations/0003_b.sql:3:1: the directive \"replaces\" stands in a "
            "down half");
  EXPECT_EQ(only_error(ReadFiles(Dialect::sqlite,
                                 {{"2_a.cpp", "// godwit: replaces 1_a\n"}})),
            "migrations/2_a.cpp:1:1: a migration in C++ cannot replace others");
}

TEST(Directives, TakeASentenceAboutWhatIsReplacedForASentence) {
  EXPECT_EQ(only_error(read_second("-- godwit replaces the shell script\n")),
            "");
  EXPECT_EQ(only_error(read_second("-- godwit replaces 0001_a\n")),
            "migrations/0003_b.sql:1:1: this looks like the directive "
            "\"replaces\" and is only a comment");
}

TEST(Directives, GiveTheReasonWhyThereIsNoWayBack) {
  const ReadFiles read =
      read_file("-- godwit: irreversible  the data is gone \nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].irreversible, "the data is gone");
}

TEST(Directives, RefuseAWayBackThatIsDeclaredImpossible) {
  const std::string expected =
      "a migration with a way down is marked irreversible";
  EXPECT_EQ(only_error(read_file("-- godwit: irreversible x\n-- migrate:up\n"
                                 "-- migrate:down\n")),
            "migrations/0001_a.sql:1:1: " + expected);
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:down\n"
                                 "-- godwit: irreversible x\n")),
            "migrations/0001_a.sql:3:1: " + expected);
  EXPECT_EQ(only_error({Dialect::sqlite,
                        {{"1_a.down.sql", ""},
                         {"1_a.up.sql", "-- godwit: irreversible x"}}}),
            "migrations/1_a.up.sql:1:1: " + expected);
}

TEST(Directives, AllowRulesAnywhere) {
  const ReadFiles read = read_file(
      "-- godwit: allow drop-table nobody uses it\nDROP TABLE a;\n"
      "-- godwit: allow drop-column it is empty\nALTER TABLE b DROP c;\n");

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read[0].up.allowed.size(), 2u);
  EXPECT_EQ(read[0].up.allowed[0].rule, "drop-table");
  EXPECT_EQ(read[0].up.allowed[0].reason, "nobody uses it");
  EXPECT_EQ(read[0].up.allowed[0].line, 1u);
  EXPECT_EQ(read[0].up.allowed[1].rule, "drop-column");
  EXPECT_EQ(read[0].up.allowed[1].line, 3u);
}

TEST(Directives, AllowRulesInDoBlocks) {
  const ReadFiles read = read_file(
      "SELECT 1;\nDO LANGUAGE plpgsql $a$ BEGIN\n"
      "  -- godwit: allow drop-table nobody uses it\n  NULL;\nEND $a$;");

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read[0].up.allowed.size(), 1u);
  EXPECT_EQ(read[0].up.allowed[0].line, 3u);
}

TEST(Directives, InDoBlocksAreReadAsStrictly) {
  EXPECT_THAT(
      only_error(read_file("DO $$ BEGIN -- godwit: alow drop-table no\nEND$$")),
      HasSubstr("0001_a.sql:1:13: \"alow\" is not a directive"));
  EXPECT_THAT(
      only_error(read_file("DO $$ -- godwit: no-transaction\nBEGIN END $$")),
      HasSubstr("stands below a statement"));
}

TEST(Directives, AreNotReadInTheBodiesOfFunctions) {
  const ReadFiles read = read_file(
      "CREATE FUNCTION f() RETURNS int AS $$ -- godwit: what\n"
      "SELECT 1 $$ LANGUAGE sql; DO '-- godwit: what\nBEGIN END';");

  EXPECT_EQ(only_error(read), "");
}

TEST(Directives, CountTheLinesOfTheFile) {
  const ReadFiles read = read_file(
      "-- migrate:up\n\n-- migrate:down\n-- godwit: allow a b\n"
      "-- godwit: requires sqlite >= 3\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].down->allowed[0].line, 4u);
  EXPECT_EQ(read[0].down->requirements[0].line, 5u);
}

TEST(Directives, RequireAServer) {
  const ReadFiles read = read_file(
      "-- godwit: requires postgresql >= 16\n"
      "-- godwit: requires sqlite>=3.40.1\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read[0].up.requirements.size(), 2u);
  EXPECT_EQ(read[0].up.requirements[0].dialect, Dialect::postgresql);
  EXPECT_EQ(read[0].up.requirements[0].at_least.text(), "16");
  EXPECT_EQ(read[0].up.requirements[1].dialect, Dialect::sqlite);
  EXPECT_EQ(read[0].up.requirements[1].at_least.text(), "3.40.1");
}

TEST(Directives, RequireLibsql) {
  const ReadFiles read =
      read_file("-- GODWIT: Requires LibSQL\nSELECT 1;", Dialect::sqlite);

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read[0].up.requirements.size(), 1u);
  EXPECT_EQ(read[0].up.requirements[0].dialect, Dialect::sqlite);
  EXPECT_EQ(read[0].up.requirements[0].engine, "libsql");
  EXPECT_TRUE(read[0].up.requirements[0].at_least.empty());
}

TEST(Directives, AreNotFoundInStringsAndBlockComments) {
  const ReadFiles read = read_file(
      "/*\n-- godwit: no-transaction\n*/\nSELECT '\n-- godwit: nonsense\n';");

  ASSERT_EQ(only_error(read), "");
  EXPECT_TRUE(read[0].up.transactional);
}

struct Refusal {
  const char* directive;
  const char* message;
  const char* hint;
};

class RefusedDirective : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedDirective, SaysWhereAndWhy) {
  const ReadFiles read = read_file(std::string("-- why\n  -- ") +
                                   GetParam().directive + "\nSELECT 1;");

  EXPECT_EQ(only_error(read),
            std::string("migrations/0001_a.sql:2:3: ") + GetParam().message);
  ASSERT_EQ(read.errors().size(), 1u);
  EXPECT_EQ(read.errors()[0].code, ErrorCode::invalid_migration);
  EXPECT_THAT(read.errors()[0].hint, HasSubstr(GetParam().hint));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedDirective,
    testing::Values(
        Refusal{"godwit: no-transactoin",
                "\"no-transactoin\" is not a directive that Godwit knows",
                "'no-transaction'"},
        Refusal{"godwit: fly", "\"fly\" is not a directive that Godwit knows",
                "no-transaction, irreversible, allow, requires, breaking"},
        Refusal{"godwit:", "\"\" is not a directive that Godwit knows",
                "directives are"},
        Refusal{"godwit: no-transaction please",
                "\"please\" after the directive \"no-transaction\" means "
                "nothing",
                "remove it"},
        Refusal{"godwit: breaking news",
                "\"news\" after the directive \"breaking\" means nothing",
                "remove it"},
        Refusal{"godwit: irreversible",
                "the directive \"irreversible\" lacks a reason",
                "irreversible <reason>"},
        Refusal{"godwit: allow",
                "the directive \"allow\" lacks a rule and a reason",
                "allow <rule> <reason>"},
        Refusal{"godwit: allow drop-table",
                "the directive \"allow\" lacks a reason",
                "allow <rule> <reason>"},
        Refusal{"godwit: requires postgresql",
                "the directive \"requires\" lacks a database and a version",
                "requires postgresql >= 16"},
        Refusal{"godwit: requires postgresql >= new",
                "the directive \"requires\" lacks a version of digits and "
                "points",
                "requires postgresql >= 16"},
        Refusal{"godwit: requires postgres >= 16",
                "\"postgres\" is not a database that Godwit knows",
                "'postgresql'"},
        Refusal{"godwit: requires oracle >= 16",
                "\"oracle\" is not a database that Godwit knows",
                "postgresql, sqlite or libsql"},
        Refusal{"godwit: requires libsql >= 0.24",
                "\"requires libsql\" takes no version",
                "requires sqlite >= 3.45"}));

TEST(Directives, MustStandAtTheHead) {
  const ReadFiles read =
      read_file("SELECT 1;\n-- godwit: no-transaction\nVACUUM;");

  ASSERT_EQ(read.errors().size(), 2u);
  EXPECT_EQ(read.errors()[0].message,
            "the directive \"no-transaction\" stands below a statement");
  EXPECT_EQ(read.errors()[0].location.line, 2u);
  EXPECT_THAT(read.errors()[0].hint, HasSubstr("head"));
}

TEST(Directives, OfTheWholeMigrationBelongToTheUpHalf) {
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:down\n"
                                 "-- godwit: breaking\n")),
            "migrations/0001_a.sql:3:1: the directive \"breaking\" stands in a "
            "down half");
}

TEST(StoredScript, IsReadAsItWasInItsFile) {
  const std::string sql = "-- godwit: no-transaction\nDROP TABLE a; VACUUM;";
  const auto stored =
      read_stored_script(sql, "0001_a (history)", Dialect::sqlite);

  ASSERT_TRUE(stored.ok());
  const Script& script = (*stored)->script;
  EXPECT_FALSE(script.transactional);
  EXPECT_EQ(script.statements.size(), 2u);
  EXPECT_EQ(script.text, sql);
  EXPECT_EQ(script.file, "0001_a (history)");
}

TEST(StoredScript, OfANewerGodwitIsRefused) {
  const auto script = read_stored_script("-- godwit: teleport\nDROP TABLE a;",
                                         "0001_a (history)", Dialect::sqlite);

  ASSERT_FALSE(script.ok());
  EXPECT_EQ(script.error().location.file, "0001_a (history)");
}

TEST(Directives, MayBeWrittenInAnyCase) {
  const ReadFiles read = read_file(
      "-- GODWIT: NO-TRANSACTION\n-- Godwit: Requires PostgreSQL >= 16\n"
      "-- godwit: Allow some-rule As it is\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_FALSE(read[0].up.transactional);
  ASSERT_EQ(read[0].up.requirements.size(), 1u);
  EXPECT_EQ(read[0].up.requirements[0].dialect, Dialect::postgresql);
  ASSERT_EQ(read[0].up.allowed.size(), 1u);
  EXPECT_EQ(read[0].up.allowed[0].reason, "As it is");
}

TEST(Directives, ThatMissTheirFormByLittleAreErrors) {
  for (const char* comment :
       {"-- godwit no-transaction", "-- Godwit NO-TRANSACTION",
        "-- godwit :no-transaction", "-- goodwit: no-transaction",
        "--gotwit: no-transaction", "/* godwit: no-transaction */"}) {
    const ReadFiles read = read_file(std::string(comment) + "\nSELECT 1;");
    EXPECT_EQ(only_error(read),
              "migrations/0001_a.sql:1:1: this looks like the directive "
              "\"no-transaction\" and is only a comment")
        << comment;
    EXPECT_EQ(read.errors()[0].hint,
              "directives are line comments of the form -- godwit: "
              "no-transaction");
  }
  EXPECT_THAT(
      only_error(read_file("SELECT 1; /* godwit: allow drop-table a */")),
      HasSubstr(":1:11: this looks like the directive \"allow\""));
  EXPECT_THAT(only_error(read_file("-- godwit requires sqlite >= 3.40\n")),
              HasSubstr("\"requires\""));
}

TEST(Directives, AreNotWhatIsSaidOfGodwit) {
  for (const char* comment :
       {"-- godwit requires a transaction here", "-- God wit: allow",
        "-- edit: no-transaction", "-- godwit",
        "/* see -- godwit: no-transaction */", "/* godwit */", "/**/", "--"}) {
    EXPECT_EQ(only_error(read_file(std::string(comment) + "\nSELECT 1;")), "")
        << comment;
  }
}

}  // namespace
}  // namespace godwit
