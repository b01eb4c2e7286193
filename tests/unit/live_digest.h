// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "run/live_schema.h"
#include "schema/postgresql_statements.h"
#include "support/ephemeral_database.h"

namespace godwit::schema {
using test::EphemeralDatabase;

/// A database by both ways of telling whether it is as it should be.
struct State {
  Model model;
  std::string digest;
};

inline State state_of(const EphemeralDatabase& database,
                      const std::vector<Identity>& histories = {}) {
  Connection connection = connect(database.url()).value();
  driver::Session& session = connection.session();
  return {run::live_schema(session, histories).value(),
          run::live_digest(session, histories).value()};
}

inline bool differ(const State& one, const State& other) {
  return !differences(one.model, other.model).empty();
}

/// What a digest must never do is to hide a difference; that it sees none where
/// there is none makes `drift` quick.
inline void expect_agreement(const State& one, const State& other,
                             const std::string& about) {
  EXPECT_EQ(one.digest != other.digest, differ(one, other)) << about;
}

/// By the queries of the facts, whether or not they are asked.
inline void expect_all_asked(const EphemeralDatabase& database,
                             const std::string& about) {
  Connection connection = connect(database.url()).value();
  const Inquiry inquiry = inquiry_for(connection.session()).value();
  const std::set<const FactQuery*> asked(inquiry.queries.begin(),
                                         inquiry.queries.end());
  std::vector<const FactQuery*> others;
  std::string sql = std::string(common_tables) + "SELECT 0";
  for (const FactQuery* query : whole_inquiry(inquiry.version).queries) {
    if (asked.contains(query)) continue;
    others.push_back(query);
    sql.append(", (SELECT count(*) FROM (")
        .append(query->sql)
        .append(") AS f)");
  }
  const auto found = test::rows(database, sql).front();
  for (std::size_t i = 0; i < others.size(); ++i) {
    EXPECT_EQ(found[i + 1], "0") << about << ": " << to_string(others[i]->kind);
  }
}

}  // namespace godwit::schema
