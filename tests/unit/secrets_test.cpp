// SPDX-License-Identifier: BSL-1.0
#include "base/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hide_secrets.h"
#include "base/text_position.h"

namespace godwit {
namespace {

using testing::HasSubstr;
using testing::Not;

// The text, of one line, as it is shown.
std::string shown(std::string_view sql) {
  return masked_line(sql, 0, sql.size(), find_secrets(sql));
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
        "SELECT dblink_connect('postgresql://ada:hush@h/x?sslpassword=hush')",
        "SELECT dblink_connect('postgresql://ada:hush-token-hush@h/shop')",
        "SELECT 'password=hush tokenizer'",
        "SELECT 'password=hush://a:x@hush'",
        "CREATE SUBSCRIPTION s CONNECTION $$host=h password=hush$$ "
        "PUBLICATION p",
        "SELECT dblink_connect($$postgresql://ada:hush@h/shop$$) NOPE",
        "SELECT dblink_connect($x$ host = h password = 'hu''s hush'$x$)",
        "UPDATE account SET api_token = crypt($$hush$$, gen_salt('bf'))",
        "INSERT INTO account (name, password) VALUES ($$x$$, $y$hush$y$)",
        "SELECT set_config($$app.secret$$, $$hush$$, false)",
        "DO $$ BEGIN UPDATE account SET api_token = $x$hush$x$; END $$",
        "DO $$ BEGIN PERFORM dblink_connect($x$password=hush$x$); END $$",
        "DO $$ BEGIN PERFORM f($x$to host=h password=hush$x$); END $$",
        "DO $$ BEGIN PERFORM f($x$to a://ada:hush@h?password=hush$x$); END $$",
        "DO $$ BEGIN -- postgresql://ada:hush@h/shop\n END $$",
        "/* postgresql://ada:hush@h/shop */ SELECT 1",
        "CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT "
        "dblink_connect('host=h password=hush') $$",
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
        "ALTER ROLE a PASSWORD NULL; SELECT 'a'",
        "SELECT $$don't$$, 'a', $$b$$ FROM c",
        "CREATE FUNCTION token() RETURNS text AS $$ SELECT 'a' $$",
        "DO $$ BEGIN UPDATE a SET password = b; END $$",
        "-- see https://example.com/a:b\nSELECT 'a'"}) {
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
  EXPECT_EQ(locate("SELECT f('postgresql://ada:hu\nsh@h')", 0, "x.sql").source,
            "SELECT f('postgresql://ada:**");
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

// What a note says after the secrets of a script have been hidden in it.
std::string said(std::string_view script, std::string note) {
  Error error;
  error.notes = {std::move(note)};
  hide_secrets(error, script);
  return error.notes[0];
}

TEST(Secrets, AreHiddenAsTheValuesThatTheyStandFor) {
  for (const auto& [literal, value] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"'hu''sh-secret-1'", "hu'sh-secret-1"},
           {"E'hush\\tsecret'", "hush\tsecret"},
           {"E'hush\\'\\\\\\x2d\\101\\u00e9\\U0001F600'", "hush'\\-Aé😀"},
           {"U&'hush\\00e9\\+01F600'", "hushé😀"},
           {"$$hush-secret$$", "hush-secret"},
           {"\"hu\"\"sh-secret\"", "hu\"sh-secret"}}) {
    const std::string sql =
        std::string("INSERT INTO account (name, token) VALUES ('ada', ") +
        literal + ")";
    EXPECT_EQ(said(sql, std::string("Failing row contains (null, ") + value +
                            ", null)."),
              "Failing row contains (null, ***, null).")
        << literal;
  }
}

TEST(Secrets, AreHiddenAsTheValuesWithinAString) {
  EXPECT_EQ(said("DO $$ BEGIN EXECUTE 'CREATE ROLE a PASSWORD ''hu''''sh'''; "
                 "END $$",
                 "invalid password hu'sh."),
            "invalid password ***.");
  EXPECT_EQ(said("SELECT dblink_connect('host=h password=hush port=x')",
                 "wrong: hush"),
            "wrong: ***");
  EXPECT_EQ(
      said("SELECT dblink_connect($$postgresql://a:hush@h/x$$)", "wrong: hush"),
      "wrong: ***");
}

TEST(Secrets, AreHiddenWithinEachOther) {
  EXPECT_EQ(said("SELECT f('postgresql://a:hush-token@h')", "hush-token"),
            "***");
  EXPECT_EQ(said("SELECT f('password=hush://a:x@b')", "hush://a:x@b"), "***");
}

TEST(Secrets, AreHiddenWhereOnlyTheirBeginningIsShown) {
  const std::string key(100, 'k');
  const std::string accents = "éééééééééééééééééééééééééééééééé";
  const std::string sql = "INSERT INTO a (token) VALUES ('" + key +
                          "', 'kkkkk', 'x" + accents + "é')";
  EXPECT_EQ(said(sql, "contains (" + key.substr(0, 64) + "..., x...)."),
            "contains (***..., x...).");
  EXPECT_EQ(said(sql, "contains (x" + accents.substr(0, 62) + "..., x)."),
            "contains (***..., x).");
}

TEST(Secrets, AreHiddenWhereTheyHoldDotsThemselves) {
  EXPECT_EQ(said("UPDATE a SET token = 'hush...hush'", "(1, hush...hush)"),
            "(1, ***)");
  EXPECT_EQ(said("UPDATE a SET token = 'hush', secret = 'hush-and-more'",
                 "(hush-and...)"),
            "(***...)");
}

TEST(Secrets, AreHiddenWhereLinesWereJoined) {
  const std::string sql =
      "UPDATE a SET private_key = E'-- BEGIN\n  hush\thush\n\nhush', token = "
      "'x\n hush'";
  EXPECT_EQ(said(sql, "contains (1, -- BEGIN hush hush hush, x)"),
            "contains (1, ***, x)");
  EXPECT_EQ(said(sql, "contains (1, -- BEGIN hush hu..., x)"),
            "contains (1, ***..., x)");
  EXPECT_EQ(said("UPDATE a SET token = 'hush\nhush', x", "near \"'hush…\""),
            "near \"'***…\"");
}

TEST(Secrets, AreHiddenInStatementsOfWhichTheEndIsMissing) {
  EXPECT_EQ(said("SELECT 1",
                 "context: SQL statement \"ALTER ROLE \"a\" PASSWORD 'hush "),
            "context: SQL statement \"ALTER ROLE \"a\" PASSWORD '***");
  EXPECT_THAT(said("SELECT 1",
                   "context: SQL statement \"ALTER ROLE a -- don't ask "
                   "PASSWORD 'hush'\""),
              Not(HasSubstr("hush")));
}

TEST(Secrets, AreHiddenAlsoWhereOneIsTheBeginningOfAnother) {
  EXPECT_EQ(said("UPDATE a SET token = 'hush', secret = 'hush-and-more'",
                 "contains (hush, hush-and-more)"),
            "contains (***, ***)");
}

TEST(Secrets, AreHiddenInKeysToTheirEnd) {
  for (const char* behind :
       {" already exists.", " is duplicated.",
        " is not present in table \"a\".",
        " is still referenced from table \"a\".", " existiert bereits.", ""}) {
    EXPECT_EQ(said("SELECT 1", std::string("detail: Key (n, lower(api_token))="
                                           "(1, (a)=(sec) is)ret)") +
                                   behind),
              std::string("detail: Key (n, lower(api_token))=(***)") + behind);
  }
  EXPECT_EQ(said("SELECT 1",
                 "Key (token)=(a) conflicts with existing key (token)=(b)."),
            "Key (token)=(***) conflicts with existing key (token)=(***).");
  EXPECT_EQ(said("SELECT 1", "Key (name)=(a) already exists."),
            "Key (name)=(a) already exists.");
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
