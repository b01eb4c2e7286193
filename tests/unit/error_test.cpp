// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/result.h>
#include <gtest/gtest.h>

#include "base/errors.h"

namespace godwit {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

Error error_at(std::uint32_t line, std::uint32_t column, std::string source) {
  Error error = make_error(ErrorCode::statement_failed, "no such column");
  error.location = {.file = "m/0001_a.sql",
                    .line = line,
                    .column = column,
                    .source = std::move(source)};
  return error;
}

TEST(ErrorText, LooksLikeACompilersMessage) {
  Error error =
      make_error(ErrorCode::statement_failed,
                 "column \"emial\" of relation \"person\" does not exist",
                 "correct the file and run migrate-up again");
  error.location = {.file = "migrations/0004_fill_email.sql",
                    .line = 7,
                    .column = 19,
                    .source = "UPDATE person SET emial = lower(login);"};
  error.sqlstate = "42703";
  error.notes = {"0001 to 0003 were applied and kept; 0004 was rolled back"};

  EXPECT_EQ(to_string(error),
            "migrations/0004_fill_email.sql:7:19: error: column \"emial\" of "
            "relation \"person\" does not exist [42703]\n"
            "  7 | UPDATE person SET emial = lower(login);\n"
            "    |                   ^\n"
            "note: 0001 to 0003 were applied and kept; 0004 was rolled back\n"
            "hint: correct the file and run migrate-up again");
}

TEST(ErrorText, KeepsLinesOfANoteBelowEachOther) {
  Error error = make_error(ErrorCode::statement_failed, "deadlock detected");
  error.notes = {"detail: 1 waits for 2;\n2 waits for 1"};

  EXPECT_EQ(to_string(error),
            "error: deadlock detected\n"
            "note: detail: 1 waits for 2;\n"
            "      2 waits for 1");
}

TEST(ErrorText, LeavesOutThePlaceWhereThereIsNone) {
  EXPECT_EQ(to_string(make_error(ErrorCode::locked, "somebody else migrates")),
            "error: somebody else migrates");
}

TEST(ErrorText, SaysAsMuchOfThePlaceAsIsKnown) {
  EXPECT_EQ(to_string(error_at(0, 0, "")),
            "m/0001_a.sql: error: no such column");
  EXPECT_EQ(to_string(error_at(12, 0, "SELECT x;")),
            "m/0001_a.sql:12: error: no such column\n  12 | SELECT x;");
}

TEST(ErrorText, KeepsTabsSoThatTheCaretLinesUp) {
  EXPECT_THAT(to_string(error_at(1, 4, "\t\tä x")),
              EndsWith("\n  1 | \t\tä x\n    | \t\t ^"));
}

TEST(ErrorText, PointsBehindTheLastCharacter) {
  EXPECT_THAT(to_string(error_at(1, 3, "ab")), EndsWith("| ab\n    |   ^"));
  EXPECT_THAT(to_string(error_at(1, 99, "ab")), EndsWith("| ab\n    |   ^"));
}

TEST(ErrorText, CutsAWindowOutOfALongLine) {
  const std::string line =
      std::string(9000, 'a') + "HERE" + std::string(9000, 'b');
  const std::string text = to_string(error_at(1, 9001, line));

  EXPECT_THAT(text, HasSubstr("| …" + std::string(60, 'a') + "HERE" +
                              std::string(56, 'b') + "…\n"));
  EXPECT_THAT(text, EndsWith("    | " + std::string(61, ' ') + "^"));
}

TEST(ErrorText, CutsALongLineOnlyWhereItGoesOn) {
  const std::string line = std::string(200, 'a') + "é";

  EXPECT_THAT(to_string(error_at(1, 1, line)),
              HasSubstr("| " + std::string(120, 'a') + "…\n    | ^"));
  EXPECT_THAT(to_string(error_at(1, 201, line)),
              HasSubstr("| …" + std::string(119, 'a') + "é\n    | " +
                        std::string(120, ' ') + "^"));
}

TEST(ErrorText, DoesNotLetAFileSteerTheTerminal) {
  Error error = error_at(1, 1, "\x1b[31mred");
  error.location.file = "m/0001_\n\x1b.sql";

  EXPECT_THAT(to_string(error), Not(HasSubstr("\x1b")));
  EXPECT_THAT(to_string(error), HasSubstr("m/0001_  .sql:1:1: error"));
}

TEST(ErrorCodes, AreSpeltAsInTheSource) {
  EXPECT_EQ(to_string(ErrorCode::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_string(ErrorCode::commit_in_doubt), "commit_in_doubt");
  EXPECT_EQ(to_string(ErrorCode::io), "io");
}

TEST(Result, ThrowsItsErrorForThoseWhoAskForTheValue) {
  const Result<int> result = error_at(3, 1, "SELECT");

  try {
    static_cast<void>(result.value());
    FAIL() << "no exception";
  } catch (const BadResult& bad) {
    EXPECT_EQ(bad.error().code, ErrorCode::statement_failed);
    EXPECT_EQ(bad.what(), to_string(result.error()));
  }
}

}  // namespace
}  // namespace godwit
