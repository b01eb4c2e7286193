// SPDX-License-Identifier: BSL-1.0
#include "command/new_migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace godwit::command {
namespace {

using ::testing::HasSubstr;

TEST(Slug, IsSnakeCase) {
  EXPECT_EQ(slug("Add email to person").value(), "add_email_to_person");
  EXPECT_EQ(slug("AddEmail2Person").value(), "add_email2_person");
  EXPECT_EQ(slug("add_email").value(), "add_email");
  EXPECT_EQ(slug("--add  e-mail!").value(), "add_e_mail");
}

TEST(Slug, LeavesNothingThatAShellOrAFileSystemMinds) {
  EXPECT_EQ(slug("../../etc/passwd").value(), "etc_passwd");
  EXPECT_EQ(slug("x'; DROP TABLE \"y\" $HOME\n`id`").value(),
            "x_drop_table_y_home_id");
  EXPECT_EQ(slug("naïve café").value(), "nave_caf");
}

TEST(Slug, RefusesANameOfWhichNothingRemains) {
  for (const char* name : {"", "/", "..", "日本語", "'\"$;\n"}) {
    EXPECT_FALSE(slug(name).ok()) << name;
  }
}

TEST(Slug, RefusesANameThatIsTooLongForAFile) {
  EXPECT_TRUE(slug(std::string(200, 'a')).ok());
  EXPECT_FALSE(slug(std::string(201, 'a')).ok());
}

constexpr const char* now = "20260131120000";

std::string next(const std::vector<std::string>& files,
                 bool timestamp = false) {
  return next_version(files, now, timestamp);
}

TEST(NextVersion, BeginsWithFourDigits) {
  EXPECT_EQ(next({}), "0001");
  EXPECT_EQ(next({"README.sql", "seed_data.sql"}), "0001");
}

TEST(NextVersion, FollowsTheLatestInItsWidth) {
  EXPECT_EQ(next({"0002_b.sql", "0010_c.up.sql", "0010_c.down.sql"}), "0011");
  EXPECT_EQ(next({"099_a.sql"}), "100");
  EXPECT_EQ(next({"9_a.sql"}), "10");
  EXPECT_EQ(next({"13.9_a.sql", "13.1_a.sql"}), "13.10");
}

TEST(NextVersion, StaysWithTimestamps) {
  EXPECT_EQ(next({"20250101000000_a.sql"}), now);
  EXPECT_EQ(next({"0007_a.sql"}, true), now);
}

TEST(NextVersion, IsAfterATimestampFromTheFuture) {
  EXPECT_EQ(next({"20990101000000_a.sql"}), "20990101000001");
  EXPECT_EQ(next({"20260131120000_a.sql"}), "20260131120001");
}

TEST(Skeleton, IsOneFileWithSectionsOrAPair) {
  const auto one =
      sql_files("0007", "add_email", Form::whole, skeleton_halves());
  const auto pair =
      sql_files("0007", "add_email", Form::pair, skeleton_halves());

  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].name, "0007_add_email.sql");
  EXPECT_THAT(one[0].text, HasSubstr("-- migrate:up\n"));
  EXPECT_THAT(one[0].text, HasSubstr("-- migrate:down\n"));
  ASSERT_EQ(pair.size(), 2u);
  EXPECT_EQ(pair[0].name, "0007_add_email.up.sql");
  EXPECT_EQ(pair[1].name, "0007_add_email.down.sql");
}

}  // namespace
}  // namespace godwit::command
