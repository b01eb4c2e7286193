// SPDX-License-Identifier: BSL-1.0
#include "base/text_position.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace godwit {
namespace {

std::string place(std::string_view text, std::size_t offset,
                  std::uint32_t first_line = 1) {
  const SourceLocation location = locate(text, offset, "f", first_line);
  return std::to_string(location.line) + ":" + std::to_string(location.column) +
         " " + location.source;
}

TEST(Locate, CountsFromOne) {
  EXPECT_EQ(place("SELECT 1;\nSELECT 2;\n", 0), "1:1 SELECT 1;");
  EXPECT_EQ(place("SELECT 1;\nSELECT 2;\n", 17), "2:8 SELECT 2;");
}

TEST(Locate, BeginsAtTheFirstLineThatIsGiven) {
  EXPECT_EQ(place("a\nb", 2, 40), "41:1 b");
}

TEST(Locate, EndsLinesAtEachOfTheThreeEndings) {
  EXPECT_EQ(place("a\r\nb\rc\nd", 3), "2:1 b");
  EXPECT_EQ(place("a\r\nb\rc\nd", 5), "3:1 c");
  EXPECT_EQ(place("a\r\nb\rc\nd", 7), "4:1 d");
}

TEST(Locate, PutsALineEndOnTheLineThatItEnds) {
  EXPECT_EQ(place("ab\r\nc", 2), "1:3 ab");
  EXPECT_EQ(place("ab\r\nc", 3), "1:3 ab");
}

TEST(Locate, CountsCharactersAndNotBytes) {
  const std::string_view text = "-- é€😀x";
  EXPECT_EQ(place(text, text.find('x')), "1:7 -- é€😀x");
}

TEST(Locate, TakesAnOffsetInsideACharacterForItsStart) {
  EXPECT_EQ(place("é=1", 1), "1:1 é=1");
  EXPECT_EQ(place("a😀b", 3), "1:2 a😀b");
}

TEST(Locate, CountsBytesThatAreNotTextOneByOne) {
  EXPECT_EQ(locate("\xFF\xFEx", 2, "f").column, 3u);
}

TEST(Locate, TakesAnOffsetPastTheEndForTheEnd) {
  EXPECT_EQ(place("ab\ncd", 99), "2:3 cd");
  EXPECT_EQ(place("ab\n", 99), "2:1 ");
  EXPECT_EQ(place("", 0), "1:1 ");
}

TEST(FirstOnLine, AllowsForSpace) {
  EXPECT_TRUE(first_on_line("ab", 0));
  EXPECT_TRUE(first_on_line("a\r \tb", 4));
  EXPECT_TRUE(first_on_line("a\nb", 2));
  EXPECT_FALSE(first_on_line("a b", 2));
}

TEST(Lines, AgreeWithLocateEverywhere) {
  for (const std::string_view text :
       {"", "a", "\n", "a\nb", "a\r\nbé\r\n\r\nc", "a\rb\r", "\n\n€x\n"}) {
    const Lines lines(text);
    for (std::size_t offset = 0; offset <= text.size() + 1; ++offset) {
      const SourceLocation one = locate(text, offset, "f", 7);
      const SourceLocation other = lines.locate(offset, "f", 7);
      EXPECT_EQ(one.line, other.line) << text << offset;
      EXPECT_EQ(one.line, line_at(text, offset, 7)) << text << offset;
      EXPECT_EQ(one.column, other.column) << text << offset;
      EXPECT_EQ(one.source, other.source) << text << offset;
    }
  }
}

TEST(Lines, KnowWhereEachBegins) {
  const Lines lines("a\r\nb\nc");
  EXPECT_EQ(lines.begin_of(0), 0u);
  EXPECT_EQ(lines.begin_of(1), 3u);
  EXPECT_EQ(lines.begin_of(2), 5u);
  EXPECT_EQ(lines.begin_of(9), 5u);
}

TEST(ByteOffset, FindsACharacterByItsNumber) {
  EXPECT_EQ(byte_offset("é€x", 0), 0u);
  EXPECT_EQ(byte_offset("é€x", 1), 2u);
  EXPECT_EQ(byte_offset("é€x", 2), 5u);
  EXPECT_EQ(byte_offset("é€x", 99), 6u);
}

TEST(CodePoints, CountsCharacters) {
  EXPECT_EQ(code_points(""), 0u);
  EXPECT_EQ(code_points("é€😀x"), 4u);
  EXPECT_EQ(code_points("a\x80z"), 3u);
}

TEST(Utf8, TakesWhatTheStandardAllows) {
  EXPECT_FALSE(find_invalid_utf8("aé€😀\u07FF\uFFFF\U0010FFFF"));
}

TEST(Utf8, FindsTheFirstByteThatIsNotText) {
  EXPECT_EQ(find_invalid_utf8("ab\xE9z"), 2u);           // Latin-1
  EXPECT_EQ(find_invalid_utf8("\xC0\xAF"), 0u);          // overlong
  EXPECT_EQ(find_invalid_utf8("\xE0\x80\xAF"), 0u);      // overlong
  EXPECT_EQ(find_invalid_utf8("x\xED\xA0\x80"), 1u);     // surrogate
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0u);  // past the last
  EXPECT_EQ(find_invalid_utf8("a\xE2\x82"), 1u);         // cut off
}

}  // namespace
}  // namespace godwit
