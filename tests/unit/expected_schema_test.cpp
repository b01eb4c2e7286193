// SPDX-License-Identifier: BSL-1.0
#include "schema/expected_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "schema/fingerprint.h"

namespace godwit::schema {
namespace {

using ::testing::HasSubstr;

// With all that stands between lines and fields, in each place.
ExpectedSchema odd_schema() {
  const std::string odd("a\tb\nc\\d\r\\n\0e", 13);
  const Identity table{Kind::table, "public", "", odd};
  const Identity column{Kind::column, "public", odd, "größe"};
  const Identity value{Kind::enum_type, "public", "mood", "ok"};
  ExpectedSchema expected{.digest = std::string(64, 'd'),
                          .server_version = "15.6"};
  expected.model.dialect = Dialect::postgresql;
  expected.model.facts[table] = {.id = table,
                                 .name = "Odd",
                                 .reference = "public.\"Odd\"",
                                 .aspects = {{"options", ""}, {odd, odd}},
                                 .text = odd,
                                 .broken = odd};
  expected.model.facts[column] = {
      .id = column, .name = column.name, .position = 12};
  expected.model.facts[value] = {.id = value, .name = value.name};
  expected.model.needs = {{column, table}, {column, value}};
  return expected;
}

TEST(ExpectedSchema, IsReadAsItWasWritten) {
  const ExpectedSchema written = odd_schema();
  const auto read = read_expected_schema(to_text(written));
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_EQ(read->digest, written.digest);
  EXPECT_EQ(read->server_version, written.server_version);
  EXPECT_EQ(read->model.dialect, written.model.dialect);
  EXPECT_EQ(read->model.needs, written.model.needs);
  EXPECT_TRUE(differences(read->model, written.model).empty());
  EXPECT_EQ(fingerprint(read->model), fingerprint(written.model));
  for (const auto& [id, fact] : written.model.facts) {
    const Fact* other = read->model.find(id);
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(other->name, fact.name);
    EXPECT_EQ(other->reference, fact.reference);
    EXPECT_EQ(other->text, fact.text);
    EXPECT_EQ(other->broken, fact.broken);
    EXPECT_EQ(other->position, fact.position);
  }
}

TEST(ExpectedSchema, HasALineForEachThing) {
  const std::string text = to_text(odd_schema());
  EXPECT_THAT(text, HasSubstr("Godwit schema 1\ndialect\tpostgresql\n"));
  EXPECT_THAT(text, HasSubstr("\nneeds\tenum_type\tpublic\tmood\tok\n"));
  EXPECT_THAT(text, HasSubstr("\nobject\ttable\tpublic\t\ta\\tb\\nc\\\\d\\r"));
}

TEST(ExpectedSchema, OfNothingIsOne) {
  const auto read = read_expected_schema(to_text({}));
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_TRUE(read->model.facts.empty());
}

TEST(ExpectedSchema, NamesTheLineThatIsNotUnderstood) {
  const std::string head = "Godwit schema 1\n";
  for (const std::string& text :
       {std::string(), std::string("CREATE TABLE a (b);\n"),
        head + "what\tis\n", head + "dialect\tmysql\n", head + "dialect\n",
        head + "is\ta\tb\n", head + "object\ttable\ta\n",
        head + "object\tthing\ta\tb\tc\n", head + "name\ta\n",
        head + "server\ta\\x\n", head + "server\ta\\",
        head + "object\ttable\t\t\ta\nposition\tfirst\n",
        head + "object\ttable\t\t\ta\nneeds\tview\n", head + "\n"}) {
    const auto read = read_expected_schema(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_argument);
  }
  const auto third = read_expected_schema(head + "server\t15\nwhat\n");
  EXPECT_THAT(third.error().message, HasSubstr("line 3 "));
}

}  // namespace
}  // namespace godwit::schema
