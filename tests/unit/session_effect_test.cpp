// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "sql/statements.h"

namespace godwit::sql {
namespace {

TEST(SessionEffect, IsThatOfSetConfigWhereverASelectCallsIt) {
  for (const char* statement :
       {"SELECT set_config('search_path', 'shop', false)",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "SELECT 1, set_config('search_path', 'shop', false)",
        "SELECT * FROM (SELECT \"set_config\"('a.b', 'c', false)) AS x"}) {
    EXPECT_EQ(session_effect(statement, Dialect::postgresql),
              SessionEffect::changes_settings)
        << statement;
  }
  for (const char* statement :
       {"SELECT 'set_config(1)'", "SELECT set_config FROM a",
        "INSERT INTO a SELECT set_config('a.b', 'c', false)"}) {
    EXPECT_EQ(session_effect(statement, Dialect::postgresql),
              SessionEffect::none)
        << statement;
  }
}

}  // namespace
}  // namespace godwit::sql
