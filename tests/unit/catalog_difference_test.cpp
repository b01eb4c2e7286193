// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "schema/catalog.h"

namespace godwit::schema {
namespace {

TEST(CatalogDifference, OfEqualCatalogsIsEmpty) {
  const Catalog catalog = {{"table a", {"column id"}}, {"view b", {}}};

  EXPECT_EQ(difference(catalog, catalog), "");
}

TEST(CatalogDifference, ShowsObjectsThatCameAndWent) {
  const Catalog before = {{"table a", {"column id"}}};
  const Catalog after = {{"table b", {"column id"}}};

  EXPECT_EQ(difference(before, after),
            "-table a\n-  column id\n+table b\n+  column id\n");
}

TEST(CatalogDifference, ShowsChangedLinesAndThoseAroundThem) {
  const Catalog before = {
      {"table a", {"1", "2", "3", "4", "5 integer", "6", "7", "8", "9"}}};
  const Catalog after = {
      {"table a", {"1", "2", "3", "4", "5 text", "6", "7", "8", "9"}}};

  EXPECT_EQ(difference(before, after),
            " table a\n   ...\n   3\n   4\n-  5 integer\n+  5 text\n"
            "   6\n   7\n   ...\n");
}

TEST(CatalogDifference, KeepsWhatIsCommonToMovedLines) {
  const Catalog before = {{"function f", {"begin", "one", "two", "end"}}};
  const Catalog after = {{"function f", {"begin", "two", "one", "end"}}};

  const std::string text = difference(before, after);

  EXPECT_NE(text.find("   begin\n"), text.npos);
  EXPECT_NE(text.find("   end\n"), text.npos);
}

}  // namespace
}  // namespace godwit::schema
