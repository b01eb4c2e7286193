// SPDX-License-Identifier: BSL-1.0
#include "migration/binary_sets.h"

#include <gmock/gmock.h>
#include <godwit/migration.h>
#include <gtest/gtest.h>

#include <string>

#include "support/embedded_files.h"

namespace godwit {
namespace {

using test::EmbeddedFiles;
using test::SetFields;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Zero bytes included.
template <std::size_t size>
std::string bytes(const char (&literal)[size]) {
  return {literal, size - 1};
}

std::string shop() {
  return EmbeddedFiles(SetFields{.name = "shop",
                                 .dialect = Dialect::postgresql,
                                 .directory = "db/shop",
                                 .history_table = "shop.history"},
                       {{"0001_a.sql", "SELECT 1;\r\n"}, {"0002_b.sql", ""}})
      .bytes();
}

std::string audit() {
  return EmbeddedFiles(SetFields{.name = "audit"}, {{"1_a.sql", "SELECT 1;\n"}})
      .bytes();
}

std::string replaced(std::string text, const std::string& before,
                     const std::string& after) {
  return text.replace(text.find(before), before.size(), after);
}

std::vector<std::string> names(const BinarySets& found) {
  std::vector<std::string> result;
  for (const BinarySet& set : found.sets) {
    result.emplace_back(set.embedded().name());
  }
  return result;
}

std::vector<std::string> messages(const BinarySets& found) {
  std::vector<std::string> result;
  for (const Error& problem : found.problems) {
    result.push_back(problem.message);
  }
  return result;
}

TEST(FindSets, ReadsAllOfASetBetweenOtherBytes) {
  const std::string binary =
      "\x7f"
      "ELF" +
      shop() + "and more";

  const BinarySets found = find_sets(binary);

  EXPECT_THAT(messages(found), IsEmpty());
  ASSERT_EQ(found.sets.size(), 1u);
  EXPECT_EQ(found.sets[0].bytes, shop());
  const EmbeddedSet set = found.sets[0].embedded();
  EXPECT_EQ(set.name(), "shop");
  EXPECT_EQ(set.dialect(), Dialect::postgresql);
  EXPECT_EQ(set.directory(), "db/shop");
  EXPECT_EQ(set.history_table(), "shop.history");
  ASSERT_EQ(set.size(), 2u);
  EXPECT_EQ(set.file_name(1), "0002_b.sql");
  EXPECT_EQ(set.text(0), "SELECT 1;\r\n");
  EXPECT_EQ(set.text(1), "");
  EXPECT_THAT(set.required(), IsEmpty());
}

TEST(FindSets, GivesWhatAMigrationSetIsReadFrom) {
  const std::string binary = shop();
  const BinarySets found = find_sets(binary);

  const MigrationSet set = MigrationSet::from(found.sets[0].embedded()).value();

  EXPECT_EQ(set.size(), 2u);
  EXPECT_EQ(set.all()[0].up.file, "db/shop/0001_a.sql");
}

TEST(FindSets, KeepsTheOrderOfSetsBackToBack) {
  EXPECT_THAT(names(find_sets(shop() + audit())), ElementsAre("shop", "audit"));
  EXPECT_THAT(names(find_sets(audit() + shop())), ElementsAre("audit", "shop"));
}

TEST(FindSets, ShowsEqualSetsOnce) {
  EXPECT_THAT(names(find_sets(shop() + audit() + shop())),
              ElementsAre("shop", "audit"));
}

TEST(FindSets, TellsSetsOfOneNameApart) {
  const std::string newer =
      EmbeddedFiles(SetFields{.name = "audit"}, {{"1_a.sql", "SELECT 2;\n"}})
          .bytes();

  EXPECT_THAT(names(find_sets(audit() + newer)), ElementsAre("audit", "audit"));
}

TEST(FindSets, FindsSetsWithoutFiles) {
  const std::string empty =
      EmbeddedFiles(SetFields{.name = "empty"}, {}).bytes();

  EXPECT_THAT(names(find_sets(empty + empty + audit())),
              ElementsAre("empty", "audit"));
}

TEST(FindSets, TakesAMentionForWhatItIs) {
  const std::string mark = "Godwit migration set 1\n";
  for (const std::string& text :
       {std::string(), std::string("Godwit migration set "), mark,
        mark + "and then its name", mark + "name\n", mark + '\0',
        "`Godwit migration set 1`, where 1 is" + std::string(1, '\0'),
        bytes("Godwit migration set \0name\0")}) {
    const BinarySets found = find_sets(text);
    EXPECT_THAT(names(found), IsEmpty()) << text;
    EXPECT_THAT(messages(found), IsEmpty()) << text;
    EXPECT_THAT(names(find_sets(text + audit())), ElementsAre("audit")) << text;
  }
}

TEST(FindSets, ReportsWhateverIsCutOff) {
  const std::string whole = shop();
  const std::size_t opening = whole.find('\0') + 1;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string part = whole.substr(0, size);
    const BinarySets found = find_sets(part);
    EXPECT_THAT(names(found), IsEmpty()) << size;
    EXPECT_EQ(found.problems.size(), size < opening ? 0u : 1u) << size;
  }
  EXPECT_THAT(messages(find_sets(whole.substr(0, whole.size() - 1))),
              ElementsAre("the set 'shop' at byte 0 is damaged: the file ends "
                          "within it"));
}

// Names and the like are free; what makes a set is not.
TEST(FindSets, NeverTakesOtherContentsForTheSameSet) {
  const std::string whole = shop();
  const std::size_t contents = whole.find("shop.history") + 14;
  const std::size_t directories = whole.find("hooks");
  const std::size_t behind = whole.find("seeds", directories) + 6;
  for (std::size_t at = contents; at < whole.size(); ++at) {
    if (at >= directories && at < behind) continue;
    for (const char byte : {'\0', '\x01', '0', '9', 'g', '\xff'}) {
      std::string changed = whole;
      changed[at] = byte;
      if (changed == whole) continue;
      const BinarySets found = find_sets(changed);
      EXPECT_THAT(names(found), IsEmpty()) << at << " " << int{byte};
      EXPECT_EQ(found.problems.size(), 1u) << at << " " << int{byte};
    }
  }
}

TEST(FindSets, ReadsTheSnapshotAndSaysWhereItIsDamaged) {
  const std::string whole =
      EmbeddedFiles(SetFields{.snapshot_at = "1", .snapshot_text = "SELECT 7;"},
                    {{"1_a.sql", "SELECT 1;"}})
          .bytes();

  const BinarySets found = find_sets(whole);
  ASSERT_THAT(messages(found), IsEmpty());
  const EmbeddedSet set = found.sets[0].embedded();
  EXPECT_EQ(set.snapshot_at(), "1");
  EXPECT_EQ(set.snapshot_file(), "schema.sql");
  EXPECT_EQ(set.snapshot_text(), "SELECT 7;");

  const std::string changed = replaced(whole, "SELECT 7", "SELECT 8");
  EXPECT_THAT(messages(find_sets(changed)),
              ElementsAre(HasSubstr("schema.sql does not have its checksum")));
}

TEST(FindSets, SaysWhatIsDamaged) {
  const auto problem_of = [](const std::string& before,
                             const std::string& after) {
    const std::string file = "ELF" + replaced(shop(), before, after) + audit();
    const BinarySets found = find_sets(file);
    EXPECT_THAT(names(found), ElementsAre("audit")) << before;
    EXPECT_EQ(found.problems.size(), 1u) << before;
    const std::string start = "the set 'shop' at byte 3 is damaged: ";
    const std::string message = messages(found)[0];
    EXPECT_THAT(message, StartsWith(start));
    return message.substr(start.size());
  };
  const std::string count = bytes(
      "\0"
      "2\0"
      "0001");
  const auto count_of = [](const char* number) {
    return bytes("\0") + number +
           bytes(
               "\0"
               "0001");
  };

  EXPECT_EQ(problem_of(bytes("\0godwit\0"), bytes("\0sqitch\0")),
            "its layout is unknown");
  EXPECT_EQ(problem_of("SELECT 1", "SELECT 2"),
            "0001_a.sql does not have its checksum");
  EXPECT_EQ(problem_of("0001_a", "0001_c"), "its files do not have its digest");
  EXPECT_EQ(problem_of("postgresql", "oracle"), "its dialect is unknown");
  EXPECT_EQ(problem_of("accept", "ignore"),
            "what it makes of newer migrations is unknown");
  for (const char* number :
       {"", "x", "-1", "+1", "2 ", "4294967296", "99999999999999999999999"}) {
    EXPECT_EQ(problem_of(count, count_of(number)),
              "a number in it is malformed")
        << number;
  }
  EXPECT_EQ(problem_of(bytes("\0"
                             "11\0"
                             "0002"),
                       bytes("\0"
                             "10\0"
                             "0002")),
            "0001_a.sql does not end where it should");
  EXPECT_EQ(problem_of(bytes("\0"
                             "11\0"
                             "0002"),
                       bytes("\0"
                             "4294967295\0"
                             "0002")),
            "the file ends within it");
}

TEST(FindSets, AllocatesNothingForACountThatIsNotThere) {
  const std::string binary = replaced(shop(),
                                      bytes("\0"
                                            "2\0"
                                            "0001"),
                                      bytes("\0"
                                            "4294967295\0"
                                            "0001"));

  EXPECT_EQ(find_sets(binary).problems.size(), 1u);
}

TEST(FindSets, ReportsFormatsOfLaterTimes) {
  const std::string file = replaced(shop(), "set 1\n", "set 12\n") + audit();
  const BinarySets found = find_sets(file);

  EXPECT_THAT(names(found), ElementsAre("audit"));
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].code, ErrorCode::unsupported);
  EXPECT_THAT(found.problems[0].message,
              HasSubstr("'shop' at byte 0 has the format 12"));
}

TEST(FindSets, TakesASetInsideATextForAText) {
  const std::string outer =
      EmbeddedFiles(SetFields{.name = "outer"}, {{"1_a.sql", audit()}}).bytes();

  EXPECT_THAT(names(find_sets(outer)), ElementsAre("outer"));
}

// A set whose text reaches over the bytes that follow, and is not its own.
std::string claiming(std::size_t size) {
  const std::string claim = std::to_string(size);
  return replaced(
      EmbeddedFiles(SetFields{.name = "liar"}, {{"1_a.sql", ""}}).bytes(),
      bytes("\0"
            "0\0\0"),
      bytes("\0") + std::string(10 - claim.size(), '0') + claim + bytes("\0"));
}

// A test that takes minutes shows that this is no longer so.
TEST(FindSets, TakesTimeInProportionToTheBytes) {
  std::string marks;
  for (int i = 0; i < 500'000; ++i) {
    marks += i % 2 == 0 ? "Godwit migration set 1\n"
                        : bytes("Godwit migration set 1\na\0sqlite\0");
  }
  EXPECT_THAT(names(find_sets(marks)), IsEmpty());

  // Each holds all that follow.
  constexpr std::size_t depth = 50'000;
  const std::size_t size = claiming(0).size();
  std::string nested;
  for (std::size_t i = 1; i <= depth; ++i) {
    nested += claiming((depth - i) * size);
  }
  nested.push_back('\0');
  const BinarySets found = find_sets(nested);
  EXPECT_THAT(names(found), IsEmpty());
  EXPECT_EQ(found.problems.size(), 1u);
}

}  // namespace
}  // namespace godwit
