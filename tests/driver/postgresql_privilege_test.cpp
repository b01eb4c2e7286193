// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

/// What a role without privileges asks for.
struct Refused {
  std::string_view name;
  std::string_view set_up;
  std::string_view statement;
};

class PostgresqlPrivilegeTest : public DriverTest {
 protected:
  Result<Rows> ask_unprivileged(std::string_view statement) {
    connection_ = godwit::connect(database_.url() +
                                  " user=locked password=only-for-tests")
                      .value();
    return session().query({.sql = std::string(statement), .pinned = false});
  }

  Error refusal_of(std::string_view statement) {
    auto asked = ask_unprivileged(statement);
    EXPECT_FALSE(asked.ok()) << statement;
    if (asked) return {};
    EXPECT_EQ(asked.error().sqlstate, "42501") << asked.error().message;
    return asked.error();
  }
};

class PostgresqlGrantTest : public PostgresqlPrivilegeTest,
                            public ::testing::WithParamInterface<Refused> {};

TEST_P(PostgresqlGrantTest, OfTheHintIsTheOneThatHelps) {
  execute(GetParam().set_up);

  const std::string hint = refusal_of(GetParam().statement).hint;

  const std::size_t begin = hint.find("GRANT ");
  ASSERT_NE(begin, hint.npos) << hint;
  execute(hint.substr(begin, hint.find(';') - begin));
  const auto asked = ask_unprivileged(GetParam().statement);
  EXPECT_TRUE(asked.ok()) << hint << '\n' << asked.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    On, PostgresqlGrantTest,
    ::testing::Values(
        Refused{"Schema", "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "CREATE TABLE public.thing (id integer)"},
        Refused{"Table", R"(CREATE TABLE "Odd ""thing""" (id integer))",
                R"(INSERT INTO "Odd ""thing""" VALUES (1))"},
        Refused{"Database", "SELECT 1", "CREATE SCHEMA other"},
        Refused{"Sequence", "CREATE SEQUENCE number",
                "SELECT pg_catalog.nextval('number')"},
        Refused{"Function",
                "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS "
                "'SELECT 1'; REVOKE ALL ON FUNCTION one FROM PUBLIC",
                "SELECT one()"}),
    [](const auto& refused) { return std::string(refused.param.name); });

TEST_F(PostgresqlPrivilegeTest, OwnershipIsNotForGrants) {
  execute("CREATE TABLE thing (id integer)");

  const Error error = refusal_of("ALTER TABLE thing ADD name text");

  EXPECT_EQ(error.hint,
            "connect as its owner, or have the owning role granted to "
            "\"locked\"");
}

TEST_F(PostgresqlPrivilegeTest, RefusalOfAnotherKindSaysWhoWasRefused) {
  const Error error = refusal_of(
      "DO $$ BEGIN RAISE EXCEPTION 'nein' USING ERRCODE = '42501'; END $$");

  EXPECT_EQ(error.hint,
            "connect as a user who may do that, or have the privilege granted "
            "to \"locked\"");
}

TEST_F(PostgresqlPrivilegeTest, HintOfTheServerComesFirst) {
  const Error error = refusal_of(
      "DO $$ BEGIN RAISE EXCEPTION 'permission denied for table thing' "
      "USING ERRCODE = '42501', HINT = 'wait'; END $$");

  EXPECT_EQ(error.hint, "wait");
}

}  // namespace
}  // namespace godwit::driver
