// SPDX-License-Identifier: BSL-1.0
#include "base/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text_position.h"

namespace godwit {
namespace {

using testing::HasSubstr;
using testing::Not;

// The text, of one line, as it is shown.
std::string shown(std::string_view sql) {
  return line_without_secrets(sql, 0, sql.size());
}

TEST(Secrets, AreHiddenBehindTheWordsThatAnnounceThem) {
  EXPECT_EQ(shown("CREATE ROLE a LOGIN PASSWORD 'hush' NOTHING;"),
            "CREATE ROLE a LOGIN PASSWORD '****' NOTHING;");
  EXPECT_EQ(shown("ALTER USER a WITH ENCRYPTED PASSWORD 'hu''sh'"),
            "ALTER USER a WITH ENCRYPTED PASSWORD '******'");
  for (const char* sql :
       {"CREATE ROLE a PASSWORD hush",
        "CREATE USER a PASSWORD E'\\'hush'",
        "CREATE ROLE a PASSWORD $$hush$$",
        "CREATE ROLE a PASSWORD $x$hush$x$",
        "CREATE ROLE a PASSWORD \"hush\"",
        "create role a password 'hush",
        "CREATE USER a IDENTIFIED BY 'hush'",
        "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'b', password "
        "'hush')",
        "UPDATE account SET api_token = 'hush'",
        "UPDATE account SET \"clientSecret\" = crypt('hush', gen_salt('bf'))",
        "INSERT INTO account (name, password) VALUES ('x', 'hush')",
        "INSERT INTO account (name, \"password\") VALUES (\"x\", \"hush\")",
        "SELECT set_config('app.secret', 'hush', false)",
        "SET app.secret = hush",
        "SET app.secret TO 'hush'",
        "ALTER DATABASE d SET app.token TO hush",
        "PRAGMA key = 'hush'",
        "PRAGMA hexkey = hush",
        "PRAGMA key = \"hush\"",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=hush' PUBLICATION p",
        "SELECT dblink_connect('postgresql://ada:hush@h/shop')",
        "DO $$ BEGIN CREATE ROLE a PASSWORD 'hush'; END $$",
        "DO $$ BEGIN EXECUTE 'CREATE ROLE a PASSWORD ''hush'''; END $$"}) {
    EXPECT_THAT(shown(sql), Not(HasSubstr("hush"))) << sql;
    EXPECT_EQ(shown(sql).size(), std::string_view(sql).size()) << sql;
  }
}

TEST(Secrets, AreNothingElse) {
  for (const char* sql :
       {"CREATE TABLE account (name TEXT DEFAULT 'x', password TEXT)",
        "CREATE ROLE a PASSWORD NULL", "SELECT 'a', \"b\", $$c$$ FROM d",
        "CREATE TABLE \"a\" (\"password\" text, \"name\" text)",
        "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter')",
        "SELECT 'https://example.com/a:b'",
        "-- the password is secret\nSELECT 'a'",
        "ALTER ROLE a PASSWORD NULL; SELECT 'a'"}) {
    EXPECT_EQ(shown(sql), sql);
  }
}

TEST(Secrets, AreHiddenInTheLineOfAnError) {
  const std::string sql =
      "CREATE ROLE a\n  PASSWORD 'hu\nsh é' NOTHING;\nSELECT 'other';";

  const SourceLocation at = locate(sql, sql.find("NOTHING"), "x.sql");

  EXPECT_EQ(at.line, 3u);
  EXPECT_EQ(at.column, 7u);
  EXPECT_EQ(at.source, "****' NOTHING;");
  EXPECT_EQ(locate(sql, 16, "x.sql").source, "  PASSWORD '**");
  EXPECT_EQ(locate(sql, sql.size(), "x.sql").source, "SELECT 'other';");
}

TEST(Secrets, AreHiddenInWhatADatabaseSays) {
  Error error;
  error.message = "syntax error at or near \"hush\"";
  error.hint = "hush";
  error.notes = {"detail: Failing row contains (1, hush)",
                 "detail: Key (api_token)=(other) already exists",
                 "context: SQL statement \"CREATE ROLE b PASSWORD 'another'\""};

  hide_secrets(error, "CREATE ROLE a PASSWORD hush");

  EXPECT_EQ(error.message, "syntax error at or near \"***\"");
  for (const std::string& text :
       {error.hint, error.notes[0], error.notes[1], error.notes[2]}) {
    EXPECT_THAT(text, Not(HasSubstr("hush"))) << text;
    EXPECT_THAT(text, Not(HasSubstr("other"))) << text;
    EXPECT_THAT(text, HasSubstr("***")) << text;
  }
}

TEST(Secrets, LeaveMessagesWithoutAnyAlone) {
  Error error;
  error.message = "relation \"password\" can't be found";
  error.notes = {"a note"};

  hide_secrets(error, "SELECT 'a' FROM password");

  EXPECT_EQ(error.message, "relation \"password\" can't be found");
  EXPECT_EQ(error.notes[0], "a note");
}

}  // namespace
}  // namespace godwit
