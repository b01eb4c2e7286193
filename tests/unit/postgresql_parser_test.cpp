// SPDX-License-Identifier: BSL-1.0
#include "tool/postgresql_parser.h"

#include <gmock/gmock.h>
#include <godwit/migration.h>
#include <gtest/gtest.h>

#include "growth.h"
#include "support/embedded_files.h"

namespace godwit::tool {
namespace {

using test::EmbeddedFiles;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

// "line:column: message" of each error.
std::vector<std::string> errors(const std::string& sql) {
  const EmbeddedFiles files(Dialect::postgresql, {{"1_a.sql", sql}});
  const MigrationSet set = MigrationSet::from(files.set()).value();
  std::vector<std::string> result;
  for (const Error& error : postgresql_syntax_errors(set.all()[0].up)) {
    result.push_back(std::to_string(error.location.line) + ":" +
                     std::to_string(error.location.column) + ": " +
                     error.message);
  }
  return result;
}

TEST(PostgresqlParser, TakesWhatPostgresqlTakes) {
  EXPECT_THAT(errors("CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY);"
                     "CREATE INDEX ON a (id);"
                     "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
                     "'SELECT 1';"),
              IsEmpty());
}

// The grammar looks ahead there, and libpg_query finds the comment.
TEST(PostgresqlParser, TakesCommentsWhereverTheServerDoes) {
  for (const char* sql :
       {"SELECT 'a' -- one\n'b'", "SELECT 'a'\n-- one\n -- two\n'b'",
        "SELECT E'a\\'' -- one'\n'b' -- two\n 'c'", "SELECT X'a1' -- one\n'b2'",
        "SELECT U&'d!0061' -- how\n UESCAPE '!'",
        "SELECT U&'d!0061' UESCAPE /* how */ '!'",
        "SELECT 1 NOT /* no */ BETWEEN 1 AND 2", "SELECT 1 NOT -- no\nIN (2)",
        "SELECT a FROM b ORDER BY a NULLS -- n\n"
        "FIRST",
        "SELECT CAST(NULL AS timestamp WITH /* what */ time zone)",
        "SELECT * FROM unnest(ARRAY[1]) WITH /* a */ ORDINALITY"}) {
    EXPECT_THAT(errors(sql), IsEmpty()) << sql;
  }
}

// As the server.
TEST(PostgresqlParser, TakesABlockCommentBetweenStringsForTheEndOfOne) {
  EXPECT_THAT(errors("SELECT 'a' /* one */\n'b'"),
              ElementsAre("2:1: syntax error at or near \"'b'\""));
  EXPECT_THAT(errors("SELECT 'a' -- one\n /* two */\n'b'"),
              ElementsAre("3:1: syntax error at or near \"'b'\""));
}

TEST(PostgresqlParser, NamesThePlaceBehindAComment) {
  EXPECT_THAT(errors("SELECT 'a' -- è, and\n'b' FORM a;"),
              ElementsAre("2:10: syntax error at or near \"a\""));
}

TEST(PostgresqlParser, NamesThePlaceInCharacters) {
  EXPECT_THAT(errors("SELECT 1;\nSELECT 'é' FORM a;"),
              ElementsAre("2:17: syntax error at or near \"a\""));
}

TEST(PostgresqlParser, GoesOnWithTheNextStatement) {
  EXPECT_THAT(errors("SELEC 1;\nSELECT 2;\nSELEC 3;"),
              ElementsAre(StartsWith("1:1: "), StartsWith("3:1: ")));
}

TEST(PostgresqlParser, TakesNoLongerForEachErrorOfALongScript) {
  EXPECT_LT(test::growth([](int count) {
              std::string sql;
              for (int i = 0; i < count; ++i) sql += "SELEC 1;\n";
              EXPECT_EQ(errors(sql).size(), static_cast<std::size_t>(count));
            }),
            test::too_much_growth);
}

TEST(PostgresqlParser, ReadsBodiesOfPlpgsql) {
  const std::string head = "CREATE FUNCTION f() RETURNS int AS $$\n";
  EXPECT_THAT(errors(head + "BEGIN RETURN 1; END $$ LANGUAGE plpgsql;"),
              IsEmpty());
  EXPECT_THAT(errors(head + "BEGIN\n  RETRUN 1; END $$ LANGUAGE plpgsql;"),
              ElementsAre("3:3: syntax error at or near \"RETRUN\""));
  EXPECT_THAT(errors(head + "BEGIN RETURN 1; RETRUN 1; RETRUN 2; END $$ "
                            "LANGUAGE plpgsql;"),
              ElementsAre("2:17: syntax error at or near \"RETRUN\""));
  EXPECT_THAT(errors("DO 'BEGIN\nPERFORM ''è''; -- è\nPERFORM ''a'' FORM b; "
                     "END';"),
              ElementsAre("3:20: syntax error at or near \"b\""));
  EXPECT_THAT(errors("DO $$ BEGIN PERFORM 1 END $$;"),
              ElementsAre("1:23: missing \";\" at end of SQL expression"));
  EXPECT_THAT(errors("DO LANGUAGE plperl $$ not ours $$;"), IsEmpty());
}

TEST(PostgresqlParser, LeavesABodyOfManyLevelsToTheServer) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "BEGIN ";
  EXPECT_THAT(errors("DO $$ " + body + "$$;"), IsEmpty());
}

}  // namespace
}  // namespace godwit::tool
