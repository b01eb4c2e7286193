// SPDX-License-Identifier: BSL-1.0
//
// What pg_dump prints, as statements that a migration can run.
#include "driver/postgresql/dump.h"
#include "driver_test.h"

namespace godwit::driver::postgresql {
namespace {

std::vector<std::string> statements(const std::string& text) {
  return statements_of_dump(text, "me").value();
}

std::string refused(const std::string& text) {
  const auto result = statements_of_dump(text, "me");
  return result ? "taken" : result.error().message;
}

TEST(PostgresqlDump, IsWithoutWhatIsForPsqlOrSetsUpTheSession) {
  EXPECT_THAT(
      statements("--\n-- PostgreSQL database dump\n--\n\n\\restrict a1B2\n\n"
                 "SET statement_timeout = 0;\n"
                 "SELECT pg_catalog.set_config('search_path', '', false);\n"
                 "SET default_tablespace = '';\n"
                 "SET default_table_access_method = heap;\n"
                 "-- Name: a; Type: TABLE\nCREATE TABLE public.a (x text);\n"
                 "INSERT INTO public.a (x) VALUES\n\t('\n\\restrict no\n');\n"
                 "COMMENT ON EXTENSION hstore IS 'pairs';\n"
                 "\\unrestrict a1B2\n\n"),
      ElementsAre("CREATE TABLE public.a (x text)",
                  "INSERT INTO public.a (x) VALUES\n\t('\n\\restrict no\n')"));
}

TEST(PostgresqlDump, OwnsWhatTheRoleThatRunsItOwns) {
  EXPECT_THAT(
      statements("ALTER TABLE public.a OWNER TO me;\n"
                 "ALTER TABLE public.b OWNER TO meadow;\n"
                 "ALTER DEFAULT PRIVILEGES FOR ROLE me GRANT SELECT ON TABLES "
                 "TO PUBLIC;\n"),
      ElementsAre("ALTER TABLE public.b OWNER TO meadow",
                  "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"));
}

TEST(PostgresqlDump, LetsFunctionsSpeakOfTablesThatComeLater) {
  EXPECT_THAT(
      statements("CREATE SCHEMA s;\nCREATE FUNCTION s.f() RETURNS int LANGUAGE "
                 "sql AS $$SELECT 1;$$;\nCREATE FUNCTION s.g() RETURNS int "
                 "LANGUAGE sql AS $$SELECT 2$$;\n")
          .at(1),
      "SET LOCAL check_function_bodies = false");
}

TEST(PostgresqlDump, RefusesWhatNoMigrationCanDo) {
  const std::string begin = "pg_dump writes what no migration can do: ";
  EXPECT_EQ(refused("SELECT pg_catalog.lo_create('1');"),
            begin + "a large object");
  EXPECT_EQ(refused("SET default_tablespace = fast;"),
            begin + "another tablespace");
  EXPECT_EQ(refused("SET SESSION AUTHORIZATION you;"),
            begin + "what another role has granted");
  EXPECT_EQ(refused("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p;"),
            begin + "a subscription");
  EXPECT_EQ(refused("REVOKE ALL ON TABLE public.a FROM \"me\";"),
            begin + "a privilege of the role that runs the migrations");
  EXPECT_EQ(refused("GRANT SELECT ON TABLE public.a TO meadow;"), "taken");
}

}  // namespace
}  // namespace godwit::driver::postgresql
