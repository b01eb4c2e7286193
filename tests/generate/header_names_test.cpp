// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "generate/header/cpp_names.h"
#include "generate/header/type_map.h"

namespace godwit::generate {
namespace {

TEST(CppNames, AreThoseOfTheDatabaseAsFarAsCppTakesThem) {
  EXPECT_EQ(cpp_identifier("email"), "email");
  EXPECT_EQ(cpp_identifier("firstName"), "firstName");
  EXPECT_EQ(cpp_identifier("first name"), "first_name");
  EXPECT_EQ(cpp_identifier("größe"), "gru00f6u00dfe");
  EXPECT_EQ(cpp_identifier("2nd"), "_2nd");
  EXPECT_EQ(cpp_identifier(""), "_");
  EXPECT_EQ(cpp_identifier("\xff!"), "__");
  EXPECT_EQ(cpp_identifier("class"), "class_");
  EXPECT_EQ(cpp_identifier("co_await"), "co_await_");
  EXPECT_EQ(cpp_identifier("xor_eq"), "xor_eq_");
  EXPECT_EQ(cpp_identifier("linux"), "linux_");
  EXPECT_EQ(cpp_identifier("Class"), "Class");
}

TEST(CppNames, OfOneScopeDiffer) {
  CppScope scope({"row"});
  EXPECT_EQ(scope.add("row"), "row_");
  EXPECT_EQ(scope.add("a b"), "a_b");
  EXPECT_EQ(scope.add("a_b"), "a_b_");
  EXPECT_EQ(scope.add("a-b"), "a_b__");
}

TEST(CppNames, LiteralsHoldAnyBytes) {
  EXPECT_EQ(cpp_literal("a \"b\" \\"), R"("a \"b\" \\")");
  EXPECT_EQ(cpp_literal("ß\n1"), R"("\303\237\0121")");
  EXPECT_EQ(cpp_literal("a?"
                        "?=b"),
            R"("a?\?=b")");
}

TEST(TypeMapping, HasATypeOfCppAndWhereItIsDeclared) {
  const auto mapping = TypeMapping::parse("numeric(10,2)=a::B<c::D>:a/b.h");
  ASSERT_TRUE(mapping.ok());
  EXPECT_EQ(mapping->of, "numeric(10,2)");
  EXPECT_EQ(mapping->type, "a::B<c::D>");
  EXPECT_EQ(mapping->include, "\"a/b.h\"");
  EXPECT_EQ(TypeMapping::parse("date=std::chrono::days:<chrono>")->include,
            "<chrono>");
  EXPECT_EQ(TypeMapping::parse("boolean=bool")->include, "");
}

TEST(TypeMapping, IsRefusedWhereAPartOfItLacks) {
  for (const char* text :
       {"", "numeric", "numeric=", "=bool", "numeric=:a.h"}) {
    const auto mapping = TypeMapping::parse(text);
    ASSERT_FALSE(mapping.ok()) << text;
    EXPECT_EQ(mapping.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace godwit::generate
