// SPDX-License-Identifier: BSL-1.0
#include "sql/libsql_only.h"

#include <gtest/gtest.h>

namespace godwit::sql {
namespace {

TEST(LibsqlOnly, KnowsWhatSqliteDoesNotHave) {
  EXPECT_EQ(
      libsql_only("alter table main.\"a b\" /* so */ ALTER column x TO x"),
      "ALTER TABLE … ALTER COLUMN");
  EXPECT_EQ(libsql_only("CREATE TABLE a (b) RANDOM ROWID"), "RANDOM ROWID");
  EXPECT_EQ(libsql_only("CREATE INDEX i ON a (Libsql_Vector_Idx(b))"),
            "libsql_vector_idx");
  EXPECT_EQ(libsql_only("SELECT id FROM vector_top_k('i', vector('[1]'), 1)"),
            "vector_top_k");
}

TEST(LibsqlOnly, LetsTheRestBe) {
  EXPECT_EQ(libsql_only("ALTER TABLE a ADD COLUMN alter_column TEXT"), "");
  EXPECT_EQ(libsql_only("ALTER TABLE a RENAME COLUMN x TO column"), "");
  EXPECT_EQ(libsql_only("CREATE TABLE vector (random, rowid TEXT)"), "");
  EXPECT_EQ(libsql_only("SELECT 'vector(1)', vector.x FROM vector"), "");
}

}  // namespace
}  // namespace godwit::sql
