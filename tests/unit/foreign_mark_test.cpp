// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "read_set.h"

namespace godwit {
namespace {

using test::only_error;
using test::read_file;
using test::ReadFiles;
using testing::HasSubstr;

std::string hint_of(const ReadFiles& read) {
  return read.errors().size() == 1 ? read.errors()[0].hint : "not one error";
}

// Of a file with this comment between two statements.
ReadFiles with_comment(const std::string& comment,
                       Dialect dialect = Dialect::postgresql) {
  return read_file("SELECT 1;\n" + comment + "\nSELECT 2;\n", dialect);
}

TEST(ForeignMarks, AreErrorsThatNameTheToolAndWhatToWrite) {
  const ReadFiles read = read_file(
      "-- +goose Up\nCREATE TABLE a();\n-- +goose Down\nDROP TABLE a;\n");

  EXPECT_EQ(only_error(read),
            "migrations/0001_a.sql:1:1: \"-- +goose Up\" is a mark of goose, "
            "and only a comment to Godwit");
  EXPECT_EQ(hint_of(read), "write -- migrate:up");
}

struct Case {
  const char* comment;
  const char* mark;
  const char* hint;
};

TEST(ForeignMarks, AreThoseOfManyTools) {
  const std::vector<Case> cases = {
      {"-- +goose Down", "goose", "write -- migrate:down"},
      {"--+GOOSE   down ", "goose", "write -- migrate:down"},
      {"-- +goose StatementBegin", "goose", "knows where statements end"},
      {"-- +goose NO TRANSACTION", "goose", "godwit: no-transaction"},
      {"-- +goose ENVSUB ON", "goose", "values"},
      {"-- +goose Sideways", "goose", "the marks are -- migrate:up"},
      {"-- +migrate Up", "sql-migrate", "write -- migrate:up"},
      {"-- +migrate Down", "sql-migrate", "write -- migrate:down"},
      {"-- +migrate Up notransaction", "sql-migrate", "no-transaction below"},
      {"-- +migrate StatementEnd", "sql-migrate", "statements end"},
      {"--liquibase formatted sql", "Liquibase", "changeset"},
      {"--changeset ann:1 runOnChange:true", "Liquibase", "changeset"},
      {"-- changeset ann:create-person", "Liquibase", "changeset"},
      {"--rollback DROP TABLE person;", "Liquibase", "migrate:down"},
      {"---- create above / drop below ----", "tern", "migrate:down"},
      {"---- tern: disable-tx ----", "tern", "no-transaction"},
      {"-- //@UNDO", "MyBatis", "migrate:down"},
      {"-- @UNDO", "MyBatis", "migrate:down"},
      {"-- !Downs", "Play", "migrate:down"},
      {"-- rambler down", "rambler", "migrate:down"},
      {"-- no-transaction", "sqlx", "godwit: no-transaction"},
      {"--! no-transaction", "graphile-migrate", "godwit: no-transaction"},
      {"--! Previous: sha1:0123", "graphile-migrate", "remove it"},
      {"--!include functions/a.sql", "graphile-migrate", "in its place"},
      {"-- atlas:txmode none", "Atlas", "godwit: no-transaction"},
      {"-- atlas:delimiter \\n\\n", "Atlas", "semicolons"},
      {"-- transactional: false", "yoyo", "godwit: no-transaction"},
  };
  for (const Case& each : cases) {
    const ReadFiles read = with_comment(each.comment);
    EXPECT_THAT(
        only_error(read),
        testing::AllOf(HasSubstr("0001_a.sql:2:1: \""),
                       HasSubstr("is a mark of "), HasSubstr(each.mark)))
        << each.comment;
    EXPECT_THAT(hint_of(read), HasSubstr(each.hint)) << each.comment;
  }
}

TEST(ForeignMarks, AreHeadingsThatBelieTheirHalf) {
  for (const char* comment :
       {"--migrate down", "-- migration: down", "-- migrate-down",
        "-- migrat: down", "-- migrate :down", "--- migrate:down",
        "-- dbmate:down", "-- Down", "---- DOWN ----",
        "-- ==================== DOWN ===================== --", "-- UNDO"}) {
    const ReadFiles read = with_comment(comment);
    EXPECT_EQ(only_error(read),
              "migrations/0001_a.sql:2:1: \"" + std::string(comment) +
                  "\" is only a comment to Godwit, so what follows would run "
                  "on the way up");
    EXPECT_EQ(hint_of(read),
              "write -- migrate:down, and -- migrate:up where the way up "
              "begins, or the comment in other words");
  }
}

TEST(ForeignMarks, AreHeadingsOfATool) {
  const ReadFiles read = with_comment("-- Down Migration");
  EXPECT_EQ(only_error(read),
            "migrations/0001_a.sql:2:1: \"-- Down Migration\", a mark of "
            "node-pg-migrate, is only a comment to Godwit, so what follows "
            "would run on the way up");
  EXPECT_THAT(only_error(with_comment("-----down migration---")),
              HasSubstr("node-pg-migrate"));
}

TEST(ForeignMarks, AreNoHeadingsOfTheHalfThatTheyStandIn) {
  EXPECT_EQ(only_error(read_file("-- Up Migration\nSELECT 1;\n")), "");
  EXPECT_EQ(only_error(read_file("-- Up\n-- migrate:up\n-- UP\nSELECT 1;\n"
                                 "-- migrate:down\n-- Down\nSELECT 2;\n")),
            "");
  const ReadFiles read = read_file("-- migrate:down\n-- Up\nSELECT 1;\n");
  EXPECT_THAT(only_error(read), HasSubstr("run on the way down"));
  EXPECT_EQ(hint_of(read),
            "write -- migrate:up, or the comment in other words");
}

TEST(ForeignMarks, OfAPairAreMeasuredByTheNameOfTheFile) {
  const auto pair = [](const std::string& up, const std::string& down) {
    return ReadFiles(Dialect::sqlite,
                     {{"0001_a.down.sql", down + "\nSELECT 2;"},
                      {"0001_a.up.sql", up + "\nSELECT 1;"}});
  };
  EXPECT_EQ(only_error(pair("-- Up Migration", "-- Down Migration")), "");

  const ReadFiles wrong = pair("-- Up", "-- Up");
  EXPECT_EQ(only_error(wrong),
            "migrations/0001_a.down.sql:1:1: \"-- Up\" is only a comment to "
            "Godwit, so what follows would run on the way down");
  EXPECT_EQ(hint_of(wrong),
            "move what belongs there to the .up.sql file, or write the comment "
            "in other words");

  const ReadFiles goose = pair("-- +goose Up", "");
  EXPECT_THAT(only_error(goose), HasSubstr("0001_a.up.sql:1:1: \"-- +goose"));
  EXPECT_EQ(hint_of(goose),
            "remove it: the name of the file says which half it is");
}

TEST(ForeignMarks, OfDrizzleMatterWhereTheyStandForASemicolon) {
  const std::string drizzle =
      "CREATE TABLE a (x INT)%\n--> statement-breakpoint\nSELECT 1;\n";
  std::string glued = drizzle;
  glued.replace(glued.find('%'), 1, "");
  std::string ended = drizzle;
  ended.replace(ended.find('%'), 1, ";");

  EXPECT_EQ(only_error(read_file(ended, Dialect::sqlite)), "");
  const ReadFiles read = read_file(glued, Dialect::sqlite);
  EXPECT_THAT(only_error(read), HasSubstr(":2:1: \"--> statement-breakpoint\" "
                                          "is a mark of Drizzle"));
  EXPECT_EQ(hint_of(read), "end the statement above it with a semicolon");
}

TEST(ForeignMarks, AreNoneInStringsAndOtherComments) {
  for (const char* text :
       {"SELECT '\n-- +goose Down\n';", "SELECT $$\n-- +goose Down\n$$;",
        "/*\n-- +goose Down\n*/ SELECT 1;",
        "DO $f$ BEGIN\n  -- Down\n  NULL;\nEND $f$;",
        "CREATE TABLE \"a\n-- +migrate Down\n\" ();"}) {
    EXPECT_EQ(only_error(read_file(text)), "") << text;
  }
}

TEST(ForeignMarks, AreNotWhatOnlyLooksLikeThem) {
  for (const char* comment :
       {"-- migrate the data down to the new table",
        "-- rollback: drop the table by hand", "--ROLLBACK TO SAVEPOINT a;",
        "--ROLLBACK;", "--rollback work;", "-- changeset of last week",
        "-- go down", "-- 2 down", "-- scroll down", "-- atlas:nolint",
        "-- the mark -- +goose Down is not read", "-- runter", "-- Übung down",
        "--> Populating the column", "--", "-- ", "---------"}) {
    EXPECT_EQ(only_error(with_comment(comment)), "") << comment;
  }
}

TEST(ForeignMarks, AreNoHeadingsInsideAStatement) {
  EXPECT_EQ(only_error(read_file(
                "CREATE TYPE direction AS ENUM (\n-- up\n'u',\n-- down\n'd'"
                ");\n")),
            "");
}

TEST(ForeignMarks, BehindOtherTextAreComments) {
  EXPECT_EQ(only_error(read_file("SELECT 1; -- +goose Down\n")), "");
  EXPECT_EQ(only_error(read_file("SELECT 1; -- Down\n")), "");
}

TEST(ForeignMarks, LongerThanAnyAreComments) {
  EXPECT_EQ(only_error(with_comment("-- down" + std::string(200, ' ') + "x")),
            "");
}

}  // namespace
}  // namespace godwit
