// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "generate/header/orm_default.h"
#include "generate/header_files.h"
#include "generate/replay.h"

namespace godwit::test {
namespace {

using generate::Adapter;
using generate::orm_default;
using testing::HasSubstr;
using testing::Not;

Result<std::string> adapter(Adapter adapter, const std::string& sql,
                            const std::vector<std::string>& types = {}) {
  generate::HeaderRequest request{.replay = {.set = no_set()},
                                  .name_space = "shop"};
  for (const std::string& type : types) request.types.push_back(mapping(type));
  return adapter_of(adapter, Dialect::sqlite, sql, request);
}

std::string text_of(Adapter library, const std::string& sql,
                    const std::vector<std::string>& types = {}) {
  const auto text = adapter(library, sql, types);
  EXPECT_TRUE(text.ok()) << to_string(text.error());
  return text.ok() ? *text : std::string();
}

TEST(Adapters, SayAllOfASmallSchema) {
  const std::string sql = header_file("sqlite.sql");
  EXPECT_EQ(text_of(Adapter::sqlpp23, sql, {"boolean=bool"}),
            header_file("sqlite_sqlpp23.golden"));
  EXPECT_EQ(text_of(Adapter::sqlite_orm, sql, {"boolean=bool"}),
            header_file("sqlite_sqlite_orm.golden"));
}

TEST(Adapters, HaveFilesBesideThatOfTheSchema) {
  EXPECT_EQ(generate::adapter_file("shop/schema.h", Adapter::sqlpp23),
            "shop/schema_sqlpp23.h");
  EXPECT_EQ(generate::adapter_file("my.schema", Adapter::sqlite_orm),
            "my_sqlite_orm.schema");
  EXPECT_EQ(generate::adapter_file("a.b/schema", Adapter::sqlpp23),
            "a.b/schema_sqlpp23");
}

TEST(Adapters, AreKnownByName) {
  EXPECT_EQ(generate::adapter_named("sqlite_orm").value(), Adapter::sqlite_orm);
  const auto unknown = generate::adapter_named("sqlpp11");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().message, "there is no adapter 'sqlpp11'");
  EXPECT_EQ(unknown.error().hint, "sqlpp23 and sqlite_orm are known");
}

TEST(Adapters, OfSqliteOrmAreRefusedForPostgresql) {
  const auto refused = adapter_of(
      Adapter::sqlite_orm, Dialect::postgresql, "CREATE TABLE a (b integer);",
      {.replay = {.set = no_set()}, .name_space = "shop"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(refused.error().message,
            "sqlite_orm knows SQLite alone, and these migrations are of "
            "PostgreSQL");
  EXPECT_EQ(refused.error().hint, "leave that adapter out; sqlpp23 knows both");
}

TEST(Sqlpp23Adapter, HasNamesThatSqlQuotesAndCppDoesNotTake) {
  const auto text = text_of(
      Adapter::sqlpp23,
      R"sql(CREATE TABLE "class" ("NULL" TEXT, "say ""hi""" TEXT, "join" TEXT,
              "größe" TEXT, "2nd" TEXT, data_type TEXT, person TEXT);)sql");
  for (const char* tag : {
           R"((class, class_);)",
           R"((NULL, NULL_);)",
       }) {
    EXPECT_THAT(text, Not(HasSubstr(tag)));
  }
  for (const char* tag : {
           R"(("class", class_);)",
           R"(("NULL", NULL_);)",
           R"(("say ""hi""", say__hi_);)",
           R"(("join", join_);)",
           R"(("größe", gru00f6u00dfe);)",
           R"(("2nd", _2nd);)",
           R"((data_type, data_type);)",
       }) {
    EXPECT_THAT(
        text,
        HasSubstr(std::string("SQLPP_CREATE_NAME_TAG_FOR_SQL_AND_CPP") + tag));
  }
}

TEST(Sqlpp23Adapter, LeavesOutWhatNoMacroHolds) {
  const auto text =
      text_of(Adapter::sqlpp23,
              "CREATE TABLE a (b TEXT); CREATE TABLE c (\"d\\\" TEXT);");
  EXPECT_THAT(text, HasSubstr("using a = "));
  EXPECT_THAT(text, Not(HasSubstr("using c = ")));
  EXPECT_THAT(text, HasSubstr("// Not c: macros of C++ cannot hold"));
}

TEST(Sqlpp23Adapter, HasItsOwnTypesForThoseOfTheDatabase) {
  const auto text =
      text_of(Adapter::sqlpp23,
              "CREATE TABLE t (a DATE NOT NULL, b DATETIME, c BOOLEAN, "
              "d REAL, e DECIMAL(10, 2), f TIMESTAMP, g INTEGER);",
              {"decimal=shop::Money:shop/money.h", "timestamp=std::string",
               "t.g=std::uint32_t"});
  for (const char* type : {
           "data_type = ::sqlpp::date;",
           "data_type = std::optional<::sqlpp::timestamp>;",
           "data_type = std::optional<::sqlpp::boolean>;",
           "data_type = std::optional<::sqlpp::floating_point>;",
           "data_type = std::optional<::shop::Money>;",
           "data_type = std::optional<::sqlpp::text>;",
           "data_type = std::optional<::sqlpp::unsigned_integral>;",
           "#include \"shop/money.h\"",
       }) {
    EXPECT_THAT(text, HasSubstr(type));
  }
}

TEST(SqliteOrmAdapter, LeavesOutTablesThatItCannotSay) {
  const auto text = text_of(
      Adapter::sqlite_orm,
      "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT AS (upper(c)), c TEXT);"
      "CREATE TABLE d (e INTEGER DEFAULT (1 + 1), a INTEGER REFERENCES a);"
      "CREATE TABLE f (g INTEGER REFERENCES a (id));"
      "CREATE VIRTUAL TABLE h USING fts5(i);");
  EXPECT_THAT(text, HasSubstr("///   a: its column b is generated\n"));
  EXPECT_THAT(
      text, HasSubstr("///   d: the default of its column e cannot be said\n"));
  EXPECT_THAT(text, HasSubstr("///   h: it is a virtual table\n"));
  EXPECT_THAT(text, HasSubstr("make_table<f::row>"));
  EXPECT_THAT(text, Not(HasSubstr("a::row")));
  EXPECT_THAT(text, Not(HasSubstr("d::row")));
  EXPECT_THAT(text, Not(HasSubstr("foreign_key")));
}

TEST(SqliteOrmAdapter, SaysWhatForeignKeysDo) {
  const auto text =
      text_of(Adapter::sqlite_orm,
              "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL,"
              " b INTEGER REFERENCES a ON DELETE SET NULL ON UPDATE CASCADE,"
              " c INTEGER REFERENCES a (id) ON DELETE RESTRICT,"
              " d INTEGER UNIQUE ON CONFLICT IGNORE REFERENCES a ON DELETE NO "
              "ACTION);");
  for (const char* said : {
           "foreign_key(&a::row::b).references(&a::row::id)"
           ".on_update.cascade().on_delete.set_null()",
           "foreign_key(&a::row::c).references(&a::row::id)"
           ".on_delete.restrict_()",
           "foreign_key(&a::row::d).references(&a::row::id)"
           ".on_delete.no_action()",
       }) {
    EXPECT_THAT(text, HasSubstr(said));
  }
}

// The database says of a number of a row that it may be NULL unless it was
// declared not to be.
TEST(SqliteOrmAdapter, SaysOfPrimaryKeysWhatTheDatabaseSays) {
  const auto text = text_of(
      Adapter::sqlite_orm,
      "CREATE TABLE a (id INTEGER PRIMARY KEY);"
      "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT);"
      "CREATE TABLE c (id INTEGER, PRIMARY KEY (id AUTOINCREMENT));"
      "CREATE TABLE d (e TEXT PRIMARY KEY);"
      "CREATE TABLE f (g TEXT, h TEXT, PRIMARY KEY (h, g)) WITHOUT ROWID;");
  for (const char* said : {
           "&a::row::id, ::sqlite_orm::primary_key(), ::sqlite_orm::null())",
           "&b::row::id, ::sqlite_orm::primary_key().autoincrement())",
           "&c::row::id, ::sqlite_orm::primary_key().autoincrement(), "
           "::sqlite_orm::null())",
           "&d::row::e, ::sqlite_orm::primary_key())",
           "::sqlite_orm::primary_key(&f::row::h, &f::row::g)).without_rowid()",
       }) {
    EXPECT_THAT(text, HasSubstr(said));
  }
}

TEST(SqliteOrmDefault, IsWhatMeansTheSame) {
  EXPECT_EQ(orm_default("0"), "0");
  EXPECT_EQ(orm_default("-1"), "-1");
  EXPECT_EQ(orm_default("+1.50"), "1.50");
  EXPECT_EQ(orm_default("'it''s \"so\"'"), R"("it's \"so\"")");
  EXPECT_EQ(orm_default("\"text\""), "\"text\"");
  EXPECT_EQ(orm_default("NULL"), "nullptr");
  EXPECT_EQ(orm_default("TRUE"), "true");
  EXPECT_EQ(orm_default("current_timestamp"),
            "::sqlite_orm::current_timestamp()");
  EXPECT_EQ(orm_default("strftime('%s', 'now')"),
            R"(::sqlite_orm::strftime("%s", "now"))");
  EXPECT_EQ(orm_default("(lower(hex(randomblob(16))))"),
            "::sqlite_orm::lower(::sqlite_orm::hex("
            "::sqlite_orm::randomblob(16)))");
  EXPECT_EQ(orm_default("random()"), "::sqlite_orm::random()");
  const char* seconds =
      "::sqlite_orm::cast<std::int64_t>(::sqlite_orm::strftime(\"%s\", "
      "\"now\"))";
  EXPECT_EQ(orm_default("unixepoch()"), seconds);
  EXPECT_EQ(orm_default("UNIXEPOCH('now')"), seconds);
}

TEST(SqliteOrmDefault, IsAbsentWhereItWouldMeanAnother) {
  for (const char* sql : {"",
                          "x'00'",
                          "1 + 1",
                          "007",
                          "0x10",
                          "1e3",
                          "1.",
                          ".5",
                          "1_000",
                          "9223372036854775808",
                          "'a' || 'b'",
                          "likely(1)",
                          "upper",
                          "upper(",
                          "upper('a'",
                          "upper(a)",
                          "(1",
                          "-'a'",
                          "-",
                          "unixepoch",
                          "unixepoch('now', 'subsec')",
                          "unixepoch(",
                          "unixepoch('2026-01-01')"}) {
    EXPECT_EQ(orm_default(sql), std::nullopt) << sql;
  }
}

}  // namespace
}  // namespace godwit::test
