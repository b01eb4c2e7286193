// SPDX-License-Identifier: BSL-1.0
#include "command/squashed_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "read_set.h"

namespace godwit::command {
namespace {

using test::only_error;
using test::ReadFiles;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SquashedFile, SaysWhatItReplacesAndKeepsWhatWasSaidOfIt) {
  const ReadFiles read(
      Dialect::sqlite,
      {{"3_squashed.sql",
        "-- godwit: replaces 1_a\n-- godwit: breaking\n"
        "-- godwit: requires sqlite >= 3.40\nSELECT 1;"},
       {"4_b.sql",
        "-- godwit: requires libsql\n-- godwit: requires sqlite >= 3.38\n"
        "SELECT 2;"},
       {"5_c.sql",
        "-- godwit: formerly " + std::string(64, 'c') + "\nSELECT 3;"}});
  ASSERT_EQ(only_error(read), "");

  EXPECT_EQ(squashed_text(read.set().all(), {"SELECT 1", "SELECT 2 -- two"},
                          Dialect::sqlite),
            "-- What the migrations up to 5_c make, schema and rows, at once.\n"
            "-- godwit: replaces 3_squashed/1_a\n"
            "-- godwit: replaces 3_squashed\n"
            "-- godwit: replaces 4_b\n"
            "-- godwit: formerly " +
                read[2].checksum + "\n-- godwit: formerly " +
                std::string(64, 'c') +
                "\n-- godwit: irreversible squashed from 3 migrations\n"
                "-- godwit: breaking\n"
                "-- godwit: requires libsql\n"
                "-- godwit: requires sqlite >= 3.40\n"
                "\nSELECT 1;\n"
                "\nSELECT 2 -- two\n;\n");
}

TEST(SquashedFile, IsReadAsWhatItReplaces) {
  const ReadFiles old(Dialect::sqlite,
                      {{"1_a.sql", "SELECT 1;"}, {"2_b.sql", "SELECT 2;"}});
  const ReadFiles read(Dialect::sqlite,
                       {{"2_squashed.sql",
                         squashed_text(old.set().all(), {}, Dialect::sqlite)}});
  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].replaces.front().name, "a");
  EXPECT_TRUE(read[0].is_or_was(old[1].checksum));
}

// Empty: it can be.
std::string refused(const std::string& text, Dialect dialect) {
  const ReadFiles read(dialect, {{"1_a.sql", ""}, {"2_b.sql", text}});
  EXPECT_EQ(only_error(read), "");
  const auto error = cannot_be_squashed(read.set().all(), dialect);
  return error ? error->message : "";
}

TEST(SquashedFile, CannotHaveWhatAScratchDatabaseDoesNotShow) {
  const std::string head = "-- godwit: no-transaction\n";
  const std::string refusal =
      "2_b sets Journal_Mode, which cannot be read back from a scratch "
      "database in memory";
  EXPECT_EQ(refused(head + "PRAGMA Journal_Mode = wal", Dialect::sqlite),
            refusal);
  EXPECT_EQ(refused(head + "SELECT 1; /* now */ PRAGMA Journal_Mode(wal)",
                    Dialect::sqlite),
            refusal);
  EXPECT_EQ(
      refused("PRAGMA journal_mode; PRAGMA user_version = 3", Dialect::sqlite),
      "");
}

Made made(std::vector<std::string> lines, std::vector<std::string> statements) {
  return {.catalog = {{"table a", {"column id integer"}},
                      {"table b", std::move(lines)}},
          .statements = std::move(statements)};
}

TEST(SquashedFile, IsProvedToMakeTheSame) {
  EXPECT_TRUE(check_equal(made({"x"}, {"s"}), made({"x"}, {"s"})).ok());
}

TEST(SquashedFile, ThatMakesAnotherObjectIsRefusedByItsName) {
  const auto result = check_equal(made({"x"}, {"s"}), made({"y"}, {"s"}));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            "the squashed file would make another table b");
  EXPECT_THAT(result.error().notes, ElementsAre(HasSubstr("-  x")));
}

TEST(SquashedFile, ThatMakesOtherRowsIsRefusedByTheStatement) {
  const auto difference = [](std::vector<std::string> left,
                             std::vector<std::string> right) {
    const auto result = check_equal(made({"x"}, std::move(left)),
                                    made({"x"}, std::move(right)));
    return result ? std::string("none") : result.error().notes.front();
  };
  EXPECT_EQ(difference({"s", "INSERT VALUES\n  (1),\n  (2),\n  (4)"},
                       {"s", "INSERT VALUES\n  (1),\n  (3),\n  (4)"}),
            "the migrations make: INSERT VALUES (2),");
  EXPECT_EQ(difference({"s"}, {"s", "more"}), "the squashed file makes: more");
  EXPECT_EQ(difference({"s", "more"}, {"s"}), "the migrations make: more");
}

}  // namespace
}  // namespace godwit::command
