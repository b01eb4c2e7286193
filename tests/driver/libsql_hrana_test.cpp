// SPDX-License-Identifier: BSL-1.0
//
// The protocol's values and what a server says, without a server.
#include <limits>

#include "driver/libsql/hrana.h"
#include "driver/libsql/lacking.h"
#include "driver/libsql/server_error.h"
#include "driver_test.h"

namespace godwit::driver::libsql {
namespace {

hrana::Content carried(const std::string& json) {
  const auto answers = hrana::decode(
      R"({"baton":null,"results":[{"type":"ok","response":{"type":"execute",
      "result":{"affected_row_count":0,"cols":[{"name":"x"}],"rows":[[)" +
          json + "]]}}}]}",
      1);
  return answers.value().answers.at(0).steps.at(0).done->rows.at(0).at(0);
}

TEST(Hrana, ValuesAreReadAsSqliteWritesThem) {
  const auto text = [](const std::string& json) {
    return hrana::text_of(carried(json)).value_or("NULL");
  };
  EXPECT_EQ(text(R"({"type":"null"})"), "NULL");
  EXPECT_EQ(text(R"({"type":"integer","value":"9223372036854775807"})"),
            std::to_string(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(text(R"({"type":"float","value":5})"), "5.0");
  EXPECT_EQ(text(R"({"type":"float","value":0.1})"), "0.1");
  EXPECT_EQ(text(R"({"type":"text","value":"ä"})"), "ä");
  EXPECT_EQ(text(R"({"type":"blob","base64":"AP8n"})"),
            std::string("\0\xff'", 3));
  EXPECT_EQ(text(R"({"type":"blob","base64":"AP8"})"),
            std::string("\0\xff", 2));
}

TEST(Hrana, WhatIsNoWholeAnswerIsNone) {
  for (const std::string answer :
       {"", "{", "[]", "null", "{\"baton\":null}",
        "{\"baton\":null,\"results\":[]}",
        "{\"baton\":null,\"results\":[{\"type\":\"ok\"}]}",
        "{\"baton\":null,\"results\":[{\"type\":\"ok\",\"response\":{\"type\":"
        "\"batch\",\"result\":{\"step_results\":[null],\"step_errors\":[]}}}"
        "]}",
        "<html>502</html>"}) {
    EXPECT_FALSE(hrana::decode(answer, 1).has_value()) << answer;
  }
}

TEST(Hrana, PlacesOfErrorsAreFound) {
  const auto place = [](const std::string& message, std::string_view sql) {
    return place_of({.message = message}, sql);
  };
  EXPECT_EQ(
      place("SQL input error: no such column: x (at offset 7)", "SELECT x"),
      7U);
  EXPECT_EQ(place("SQL string could not be parsed: syntax error around L2:18: "
                  "`x`",
                  "\nSELECT 'é' FRM x"),
            17U);
  EXPECT_FALSE(place("SQLite error: no such table: x", "SELECT 1 FROM x"));
  EXPECT_FALSE(place("syntax error around L9:9: `y`", "SELECT x"));
  EXPECT_FALSE(place("made up (at offset 70)", "SELECT x"));
}

TEST(Hrana, MessagesAreThoseOfSqlite) {
  EXPECT_EQ(statement_error({.message = "SQL input error: no such column: x "
                                        "(at offset 7)"})
                .message,
            "no such column: x");
  EXPECT_EQ(
      statement_error({.message = "t", .code = "TRANSACTION_TIMEOUT"}).code,
      ErrorCode::locked);
  EXPECT_EQ(statement_error({.message = "t", .code = "BLOCKED"}).code,
            ErrorCode::read_only);
}

TEST(Hrana, WhatServersDoNotHaveIsKnown) {
  for (const char* statement :
       {"VACUUM", "vacuum INTO 'x'", "ANALYZE", "ATTACH 'x' AS y",
        "/* x */ CREATE TEMP TABLE x (i)",
        "CREATE TEMPORARY VIEW v AS SELECT 1", "PRAGMA journal_mode = WAL",
        "PRAGMA main.cache_size=1"}) {
    const auto error = lacking(statement);
    ASSERT_TRUE(error.has_value()) << statement;
    EXPECT_EQ(error->code, ErrorCode::unsupported);
    EXPECT_FALSE(error->hint.empty());
  }
  for (const char* statement :
       {"PRAGMA foreign_keys = OFF", "PRAGMA table_info(x)", "REINDEX",
        "CREATE TABLE temp (i)", "PRAGMA user_version = 3"}) {
    EXPECT_FALSE(lacking(statement).has_value()) << statement;
  }
}

}  // namespace
}  // namespace godwit::driver::libsql
