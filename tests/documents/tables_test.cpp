// SPDX-License-Identifier: BSL-1.0
#include "diagram/tables.h"

#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "diagram/drawing.h"
#include "diagram/selection.h"
#include "support/ephemeral_database.h"

namespace godwit::diagram {
namespace {

Tables tables_made_by(Dialect dialect, const char* sql) {
  auto database = test::EphemeralDatabase::create(dialect);
  test::execute(database, sql);
  auto connection = connect(database.url()).value();
  return tables_of(schema::read_model(connection.session()).value());
}

const Table& table(const Tables& all, const std::string& name) {
  const auto found =
      std::find_if(all.tables.begin(), all.tables.end(),
                   [&](const Table& one) { return one.name == name; });
  EXPECT_NE(found, all.tables.end()) << name;
  return *found;
}

std::vector<std::string> references(const Tables& all) {
  std::vector<std::string> texts;
  for (const Reference& one : all.references) {
    texts.push_back((one.name.empty() ? "" : one.name + ": ") +
                    text_of(one, all));
  }
  return texts;
}

std::vector<std::string> names(const Tables& all) {
  std::vector<std::string> names;
  for (const Table& one : all.tables) names.push_back(one.name);
  return names;
}

using Texts = std::vector<std::string>;

class TablesOf : public testing::TestWithParam<Dialect> {};

TEST_P(TablesOf, AModelReferToEachOther) {
  const Tables all = tables_made_by(GetParam(), R"(
CREATE TABLE person (id integer PRIMARY KEY,
  parent_id integer CONSTRAINT of_parent REFERENCES person,
  tenant integer NOT NULL, number integer NOT NULL, UNIQUE (tenant, number));
CREATE TABLE letter (sender_tenant integer, sender_number integer,
  reader integer NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT "Of sender" FOREIGN KEY (sender_tenant, sender_number)
    REFERENCES person (tenant, number) ON UPDATE SET NULL);)");

  const std::string reader =
      GetParam() == Dialect::sqlite ? "" : "letter_reader_fkey: ";
  EXPECT_EQ(references(all),
            (Texts{"Of sender: letter.(sender_tenant, sender_number) → "
                   "person.(tenant, number)",
                   reader + "letter.reader → person.id",
                   "of_parent: person.parent_id → person.id"}));
  EXPECT_EQ(all.references[0].on_update, "set null");
  EXPECT_TRUE(all.references[0].optional);
  EXPECT_FALSE(all.references[0].unique);
  EXPECT_EQ(all.references[1].on_delete, "cascade");
  EXPECT_FALSE(all.references[1].optional);
  EXPECT_TRUE(all.references[1].unique);
}

TEST_P(TablesOf, AModelHaveTheirParts) {
  const Tables all = tables_made_by(GetParam(), R"(
CREATE TABLE person (id integer PRIMARY KEY, age integer DEFAULT 7,
  twice integer GENERATED ALWAYS AS (age * 2) STORED,
  CONSTRAINT old CHECK (age >= 0));
CREATE UNIQUE INDEX person_age ON person (age);
CREATE VIEW grown AS SELECT id FROM person WHERE age > 18;)");

  const Table& person = table(all, "person");
  ASSERT_EQ(person.columns.size(), 3u);
  EXPECT_TRUE(person.columns[0].primary);
  EXPECT_FALSE(person.columns[0].nullable);
  EXPECT_EQ(person.columns[1].value, "7");
  EXPECT_TRUE(person.columns[1].nullable);
  EXPECT_EQ(person.columns[2].generated, "(age * 2) STORED");
  ASSERT_EQ(person.indexes.size(), 1u);
  EXPECT_EQ(person.indexes[0].kind, "unique");
  const auto check =
      std::find_if(person.constraints.begin(), person.constraints.end(),
                   [](const Part& one) { return one.kind == "check"; });
  ASSERT_NE(check, person.constraints.end());
  EXPECT_EQ(check->name, "old");
  EXPECT_NE(check->definition.find("age >= 0"), std::string::npos);
  EXPECT_TRUE(table(all, "grown").is_view());
  EXPECT_NE(table(all, "grown").definition.find("18"), std::string::npos);
}

TEST_P(TablesOf, AModelAreSelected) {
  const Tables all = tables_made_by(GetParam(), R"(
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
CREATE TABLE c (id integer PRIMARY KEY, b integer REFERENCES b);
CREATE TABLE other (id integer);)");

  EXPECT_EQ(names(selected(all, {.focus = "a"}).value()), (Texts{"a", "b"}));
  EXPECT_EQ(names(selected(all, {.focus = "a", .distance = 2}).value()),
            (Texts{"a", "b", "c"}));
  EXPECT_EQ(names(selected(all, {.focus = "a", .distance = 0}).value()),
            (Texts{"a"}));
  EXPECT_EQ(names(selected(all, {.patterns = {"?", "oth*"}}).value()).size(),
            4u);
  EXPECT_EQ(references(selected(all, {.patterns = {"a", "c"}}).value()),
            Texts());
  const auto unknown = selected(all, {.focus = "othr"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().hint, "did you mean 'other'?");
  EXPECT_FALSE(selected(all, {.patterns = {"x*"}}));
}

TEST_P(TablesOf, AModelAreFoundByTheirReferences) {
  const Tables all = tables_made_by(GetParam(), R"(
CREATE TABLE a (id integer); CREATE TABLE "public.a" (id integer);
CREATE TABLE "x y" (id integer); CREATE TABLE """x y""" (id integer);)");

  for (const Table& one : all.tables) {
    const auto found = selected(all, {.focus = one.reference, .distance = 0});
    ASSERT_TRUE(found) << one.reference;
    EXPECT_EQ(names(*found), Texts{one.name});
  }
}

TEST_P(TablesOf, AModelAreDrawnAlikeInWhateverOrderTheyWereMade) {
  const Tables one = tables_made_by(GetParam(), R"(
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
CREATE TABLE c (a integer REFERENCES a, b integer REFERENCES b);)");
  const Tables other = tables_made_by(GetParam(), R"(
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE z (id integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
DROP TABLE z;
CREATE TABLE c (a integer REFERENCES a, b integer REFERENCES b);)");

  const Drawing first = draw(one, Columns::keys);
  const Drawing second = draw(other, Columns::keys);

  EXPECT_EQ(first.layout.boxes, second.layout.boxes);
  EXPECT_EQ(first.layout.links, second.layout.links);
  EXPECT_EQ(first.rows, second.rows);
}

TEST(DrawingOf, SeveralSchemasHaveFrames) {
  constexpr Dialect dialect = Dialect::postgresql;
  const Tables one = tables_made_by(dialect, "CREATE TABLE person (id int)");
  const Tables two = tables_made_by(dialect, R"(
CREATE SCHEMA sales;
CREATE TABLE person (id integer PRIMARY KEY);
CREATE TABLE sales.purchase (person_id integer REFERENCES person);
CREATE TABLE sales.coupon (code text);)");

  EXPECT_TRUE(draw(one, Columns::all).layout.frames.empty());
  const Drawing drawing = draw(two, Columns::all);
  EXPECT_EQ(drawing.layout.frames.size(), 2u);
  ASSERT_EQ(drawing.schemas.size(), 2u);
  EXPECT_EQ(drawing.schemas[0].name, "public");
  EXPECT_EQ(drawing.schemas[1].name, "sales");
  EXPECT_EQ(drawing.schemas[1].tables, (std::vector<std::size_t>{1, 2}));
}

INSTANTIATE_TEST_SUITE_P(Dialects, TablesOf,
                         testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& tested) {
                           return std::string(to_string(tested.param));
                         });

TEST(TablesOfPostgresql, HaveCommentsAndPartitions) {
  const Tables all = tables_made_by(Dialect::postgresql, R"(
CREATE SCHEMA audit;
CREATE TABLE audit.entry (id bigint, at date, PRIMARY KEY (id, at))
  PARTITION BY RANGE (at);
CREATE TABLE audit.entry_1 PARTITION OF audit.entry
  FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE note (id bigint, at date,
  FOREIGN KEY (id, at) REFERENCES audit.entry);
COMMENT ON TABLE note IS 'what people say';
COMMENT ON COLUMN note.at IS 'the day';)");

  EXPECT_EQ(names(all), (Texts{"entry", "note"}));
  EXPECT_EQ(table(all, "entry").partitions, Texts{"audit.entry_1"});
  EXPECT_EQ(table(all, "note").comment, "what people say");
  EXPECT_EQ(table(all, "note").columns[1].comment, "the day");
  EXPECT_EQ(references(all), Texts{"note_id_at_fkey: public.note.(id, at) → "
                                   "audit.entry.(id, at)"});
  EXPECT_EQ(full_name(table(all, "note"), all), "public.note");
  EXPECT_EQ(table(all, "note").reference, "public.note");
}

TEST(TablesOfSqlite, TakeWhatColumnsSayOfThemselves) {
  const Tables all = tables_made_by(Dialect::sqlite, R"(
CREATE TABLE a ("x y" text UNIQUE CHECK ("x y" >= ')'), "check" integer
  CONSTRAINT big CHECK ("check" > (1 + 2)) /* REFERENCES b */);)");

  std::vector<std::string> said;
  for (const Part& one : table(all, "a").constraints) {
    said.push_back(one.definition);
  }
  EXPECT_EQ(said, (Texts{"CHECK (\"x y\" >= ')')", "UNIQUE (\"x y\")",
                         "CHECK (\"check\" > (1 + 2))"}));
}

}  // namespace
}  // namespace godwit::diagram
