// SPDX-License-Identifier: BSL-1.0
//
// A set that is read by its outline is the one that its texts make.
#include "migration/outline.h"

#include <gmock/gmock.h>
#include <godwit/migration.h>

#include "support/embedded_files.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;

const std::vector<EmbeddedFiles::File> plain_files = {
    {"0001_both.sql",
     "-- Why.\n-- migrate:up\nCREATE TABLE a (id int);\nCREATE TABLE b (t "
     "text);\n\n-- migrate:down\nDROP TABLE b; DROP TABLE a;"},
    {"0002_no_marks.sql", "\xEF\xBB\xBFINSERT INTO a VALUES (1);\r\n"},
    {"0003_pair.down.sql", "DELETE FROM a;\n"},
    {"0003_pair.up.sql", "\n\nINSERT INTO a VALUES (2);\n-- Said.\n"},
    {"0004_empty.sql", "-- migrate:up\n-- migrate:down\n"},
    {"13.1_dotted.sql", "SELECT ';';"},
};

std::string described(const Script& script) {
  std::string text = script.file + ":" + std::to_string(script.first_line) +
                     (script.terminated ? "!" : "") + "{" +
                     std::string(script.text) + "}";
  for (const StatementRange& range : script.statements) {
    text +=
        " [" +
        std::string(script.text.substr(range.begin, range.end - range.begin)) +
        "]";
  }
  return text;
}

std::string described(const MigrationSet& set) {
  std::string text;
  for (const Migration& one : set.all()) {
    text += one.version.text() + " " + one.name + " " + one.checksum + "\n" +
            described(one.up) + "\n";
    if (one.down) text += described(*one.down) + "\n";
  }
  return text;
}

MigrationSet read(const EmbeddedFiles& files) {
  return MigrationSet::from(files.set()).value();
}

std::string outline_of_files(const EmbeddedFiles& files) {
  return outline_of(read(files), files.set());
}

TEST(Outline, MakesTheSameSet) {
  EmbeddedFiles files(Dialect::sqlite, plain_files);
  const std::string by_texts = described(read(files));

  files.with_outline(outline_of_files(files));

  for (const std::size_t file : {0U, 1U, 3U, 4U, 5U}) {
    EXPECT_NE(Outline::of(files.set()).find(file), nullptr) << file;
  }
  EXPECT_EQ(described(read(files)), by_texts);
}

// Otherwise the test above could not fail.
TEST(Outline, IsWhatIsReadInsteadOfTheTexts) {
  EmbeddedFiles files(Dialect::sqlite, {{"1_a.sql", "SELECT 1;"}});
  std::string outline = outline_of_files(files);
  outline.replace(outline.find('\n') + 1, 4, "beef");
  files.with_outline(outline);

  const MigrationSet set = read(files);
  EXPECT_THAT(set.all().front().checksum, testing::StartsWith("beef"));
}

TEST(Outline, LeavesWhatHasDirectivesToTheirReader) {
  EmbeddedFiles files(
      Dialect::sqlite,
      {{"1_a.sql", "SELECT 1;"},
       {"2_b.sql", "-- godwit: no-transaction\nVACUUM;"},
       {"3_c.sql", "-- godwit: breaking\nSELECT 1;"},
       {"4_d.sql", "-- godwit: irreversible it is gone\nSELECT 1;"},
       {"5_e.sql", "-- godwit: allow drop-table it was empty\nDROP TABLE a;"},
       {"6_f.sql", "-- godwit: requires sqlite >= 3.38\nSELECT 1;"},
       {"7_g.sql",
        "-- migrate:up\nSELECT 1;\n-- migrate:down\n"
        "-- godwit: no-transaction\nVACUUM;"}});
  files.with_outline(outline_of_files(files));

  Outline outline = Outline::of(files.set());
  EXPECT_NE(outline.find(0), nullptr);
  for (std::size_t file = 1; file < files.set().size(); ++file) {
    EXPECT_EQ(outline.find(file), nullptr) << file;
  }
  const MigrationSet set = read(files);
  EXPECT_FALSE(set.all()[1].up.transactional);
  EXPECT_TRUE(set.all()[2].breaking);
}

TEST(Outline, IsNotOfASetWithPlaceholders) {
  const EmbeddedFiles files(
      {.dialect = Dialect::sqlite, .placeholders = "name=a"},
      {{"1_a.sql", "CREATE TABLE ${name} (id int);"}});

  const std::string outline = outline_of(read(files), files.set());

  EXPECT_EQ(outline.find('\n'), outline.size() - 1) << outline;
}

TEST(Outline, OfOtherTextsOrAnotherGodwitIsNotRead) {
  const EmbeddedFiles others(Dialect::sqlite, {{"1_a.sql", "SELECT 2;"}});
  EmbeddedFiles files(Dialect::sqlite, {{"1_a.sql", "SELECT 1;"}});
  const std::string good = outline_of_files(files);
  ASSERT_THAT(good, HasSubstr("outline "));

  files.with_outline(outline_of_files(others));
  EXPECT_EQ(Outline::of(files.set()).find(0), nullptr);
  files.with_outline("outline 0.0.1" + good.substr(good.find(' ', 8)));
  EXPECT_EQ(Outline::of(files.set()).find(0), nullptr);
  files.with_outline(good);
  EXPECT_NE(Outline::of(files.set()).find(0), nullptr);
}

}  // namespace
}  // namespace godwit::test
