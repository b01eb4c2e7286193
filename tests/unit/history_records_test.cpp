// SPDX-License-Identifier: BSL-1.0
#include "history/history_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/layout.h"
#include "history/run_log.h"
#include "plan/plan.h"
#include "support/embedded_files.h"

namespace godwit::history {
namespace {

using test::EmbeddedFiles;
using ::testing::HasSubstr;

class HistoryRecords : public ::testing::TestWithParam<Dialect> {
 protected:
  std::vector<driver::Query> records(const Plan& plan,
                                     const RecordedHistory& before = {},
                                     const RecordContext& context = {}) {
    std::vector<driver::Query> all;
    for (const Records& step : make_records(table_, plan, before, context)) {
      all.insert(all.end(), step.begun.begin(), step.begun.end());
      for (const auto& queries : step.at) {
        all.insert(all.end(), queries.begin(), queries.end());
      }
    }
    return all;
  }

  Plan undoing_all() const {
    Plan plan{.direction = Direction::down};
    for (const Migration& migration : set_.all()) {
      plan.steps.push_back({.direction = Direction::down,
                            .version = migration.version,
                            .migration = &migration});
    }
    return plan;
  }

  const EmbeddedFiles files_{
      GetParam(),
      {{"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"},
       {"2_b.sql",
        "-- migrate:up\n-- godwit: no-transaction\nSELECT 1;\n"
        "-- migrate:down\n-- godwit: no-transaction\nSELECT 2;"}}};
  const MigrationSet set_ = MigrationSet::from(files_.set()).value();
  std::vector<driver::Query> amendments(const AppliedMigration& row) {
    using Kind = Amendment::Kind;
    std::vector<driver::Query> all;
    for (const Kind kind : {Kind::applied, Kind::pending, Kind::accepted,
                            Kind::forgotten, Kind::resolved}) {
      for (const bool recorded : {false, true}) {
        all.push_back(amendment_record(table_,
                                       {.kind = kind,
                                        .row = row,
                                        .recorded = recorded,
                                        .migration = &set_.all().front()},
                                       "somebody"));
      }
    }
    return all;
  }

  const HistoryTable table_ = HistoryTable::named("", GetParam()).value();
};

TEST_P(HistoryRecords, EachSaysHowManyRowsItAffects) {
  Plan up = plan_up(set_, {.exists = true}, {}).value();
  Plan resumed = up;
  resumed.steps[1].recorded = true;
  resumed.steps[1].resume_at = 1;
  AppliedMigration in_doubt{.version = Version::parse("2").value()};
  std::vector<driver::Query> all = amendments(in_doubt);
  const RunEntry entry{.run = "r", .action = "up", .steps = {"1_a"}};
  for (const driver::Query& query :
       {log_begun(table_, entry), log_ended(table_, entry),
        log_done(table_, entry), log_failed(table_, entry, 0, "why")}) {
    all.push_back(query);
  }
  for (const Plan& plan : {up, resumed, undoing_all()}) {
    for (driver::Query& query : records(plan)) all.push_back(std::move(query));
  }
  for (driver::Query& query : create_layout(table_, true).record) {
    all.push_back(std::move(query));
  }
  ASSERT_GE(all.size(), 16u);
  for (const driver::Query& query : all)
    EXPECT_EQ(query.affects, 1) << query.sql;
}

// Otherwise a start would take a history that is half undone for complete.
TEST_P(HistoryRecords, TheFirstOneOfAWayDownMakesTheHistoryIncomplete) {
  Plan down = undoing_all();
  EXPECT_THAT(make_records(table_, down, {}, {})[1].at[0].back().sql,
              HasSubstr("set_digest = ''"));
  down.steps[1].recorded = true;
  down.steps[1].resume_at = 1;
  EXPECT_THAT(make_records(table_, down, {}, {})[1].at[1][1].sql,
              HasSubstr("set_digest = ''"));
}

TEST_P(HistoryRecords, TheLastOneCountsTheRows) {
  const RecordedHistory before{.applied = {{.version = Version(9)}},
                               .others = {.count = 2}};
  const Plan up = plan_up(set_, {.exists = true}, {}).value();
  const auto last = records(up, before, {.set_digest = "digest"}).back();
  EXPECT_THAT(last.sql, HasSubstr("set_size = 5 "));
  EXPECT_THAT(last.sql, ::testing::EndsWith(" 5"));
  EXPECT_EQ(last.parameters,
            (std::vector<std::optional<std::string>>{"digest"}));
}

INSTANTIATE_TEST_SUITE_P(OfEachDialect, HistoryRecords,
                         ::testing::Values(Dialect::sqlite,
                                           Dialect::postgresql));

}  // namespace
}  // namespace godwit::history
