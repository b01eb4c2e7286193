// SPDX-License-Identifier: BSL-1.0
#include "sql/string_content.h"

#include <gtest/gtest.h>

namespace godwit::sql {
namespace {

TEST(StringContent, IsWhatAStringStandsFor) {
  for (const auto& [string, content] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"'it''s'", "it's"},
           {"''", ""},
           {"N'a'", "a"},
           {"$$a''b$$", "a''b"},
           {"$x$a$$b$x$", "a$$b"},
           {"E'a\\'b''c\\n\\x41\\u00e9\\\\'", "a'b'c\nAé\\"},
           {"e'a'\n  'b'", "ab"}}) {
    const auto found = StringContent::of(string, 0);
    ASSERT_TRUE(found) << string;
    EXPECT_EQ(found->text(), content) << string;
  }
}

TEST(StringContent, IsThatOfTextAlone) {
  for (const char* string :
       {"x'41'", "B'1'", "U&'a'", "a", "'", "$", "$a", "\"a\""}) {
    EXPECT_FALSE(StringContent::of(string, 0)) << string;
  }
}

// Of each x in the content that of an x in the string.
TEST(StringContent, KnowsWhereItStands) {
  for (const std::string_view string :
       {"'x''x'", "$a$x'x$a$", "E'\\nx\\\\\\u00e9x''x'", "E'x'\n 'x'"}) {
    const auto content = StringContent::of(string, 10);
    ASSERT_TRUE(content) << string;
    std::size_t place = 0;
    for (std::size_t at = content->text().find('x'); at != std::string::npos;
         at = content->text().find('x', at + 1)) {
      place = string.find('x', place);
      EXPECT_EQ(content->place(at), 10 + place) << string;
      ++place;
    }
  }
}

}  // namespace
}  // namespace godwit::sql
