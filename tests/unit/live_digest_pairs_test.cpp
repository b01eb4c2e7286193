// SPDX-License-Identifier: BSL-1.0
//
// The same on the schemas of real projects, before and after a change.
#include <cstddef>
#include <exception>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "live_digest.h"

namespace godwit::schema {
namespace {

/// Absent: this server does not take it, such as an extension that it lacks.
std::optional<EphemeralDatabase> made_by(const std::string& sql) {
  auto database = EphemeralDatabase::create(Dialect::postgresql);
  try {
    test::execute(database, sql);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return database;
}

std::string content_of(const std::string& name) {
  std::ifstream file(GODWIT_SCHEMA_CASES "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `side`: old or new.
std::string sql_of(const nlohmann::json& pair, const std::string& side) {
  const auto sql = pair.find(side + "_sql");
  if (sql != pair.end()) return *sql;
  return content_of(pair.at(side + "_file"));
}

TEST(LiveDigest, AgreesOnPairsOfSchemas) {
  std::istringstream lines(content_of("postgresql.jsonl"));
  std::size_t compared = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto pair = nlohmann::json::parse(line);
    const std::string name = pair.at("id");
    const auto old = made_by(sql_of(pair, "old"));
    const auto again = made_by(sql_of(pair, "old"));
    const auto changed = made_by(sql_of(pair, "new"));
    if (!old || !again || !changed) continue;
    const State before = state_of(*old);
    expect_agreement(before, state_of(*again), name + ", twice");
    expect_agreement(before, state_of(*changed), name);
    expect_all_asked(*old, name);
    expect_all_asked(*changed, name);
    ++compared;
  }
  // The others need roles or extensions of their own.
  EXPECT_GT(compared, 250U);
}

}  // namespace
}  // namespace godwit::schema
