// SPDX-License-Identifier: BSL-1.0
//
// Sets that others require.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

/// A set that others require is reached through a function.
const EmbeddedFiles* required_set = nullptr;
const EmbeddedData& required_data() noexcept { return required_set->data(); }

class RequiringTest : public MigratorTest {
 protected:
  void SetUp() override {
    required_set = &auth_;
    shop_ = set_of({table("1", "a"), table("2", "b")});
  }
  void TearDown() override { required_set = nullptr; }

  static std::unique_ptr<EmbeddedFiles> set_of(const std::vector<File>& files) {
    return std::make_unique<EmbeddedFiles>(
        test::SetFields{.name = "shop", .dialect = dialect}, files,
        std::vector<EmbeddedDataAccessor>{required_data});
  }
  static std::vector<std::string> done(const RunReport& report) {
    std::vector<std::string> result;
    for (const StepReport& step : report.done) {
      result.push_back(step.set + " " + step.version.text());
    }
    return result;
  }

  EmbeddedFiles auth_{
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x"), table("2", "y")}};
  std::unique_ptr<EmbeddedFiles> shop_;
};

TEST_F(RequiringTest, UpBringsWhatTheSetRequiresFirst) {
  std::vector<std::string> heard;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::finished) heard.emplace_back(event.set);
  };
  Migrator shop(connect(), shop_->set(), options);

  const RunReport report = shop.up({.to = Version(1)});

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(done(report), ElementsAre("auth 1", "auth 2", "shop 1"));
  EXPECT_THAT(heard, ElementsAre("auth", "auth", "shop"));
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_THAT(done(shop.up()), ElementsAre("shop 2"));
  EXPECT_THAT(done(shop.up()), IsEmpty());
}

TEST_F(RequiringTest, AStartWaitsForWhatTheSetRequires) {
  const StartOptions waiting{.mode = StartMode::wait, .patience = {}};
  ASSERT_TRUE(
      Migrator(connect(), shop_->set()).up({.with_required = false}).ok());
  const RunReport before = start(database_.url(), shop_->set(), waiting);
  ASSERT_TRUE(start(database_.url(), shop_->set()).ok());
  const RunReport after = start(database_.url(), shop_->set(), waiting);

  ASSERT_FALSE(before.ok());
  EXPECT_THAT(before.error->notes, ElementsAre("1_x: pending", "2_y: pending",
                                               "nobody migrates just now"));
  EXPECT_TRUE(after.ok()) << why(after);
}

TEST_F(RequiringTest, AHistoryOfAnotherNameIsThatOfTheSetAlone) {
  Migrator shop(connect(), shop_->set(), {.history_table = "other"});
  ASSERT_TRUE(shop.up().ok());
  EXPECT_TRUE(has_table("other"));
  EXPECT_TRUE(has_table("auth_history"));
}

TEST_F(RequiringTest, UpMayBeAboutTheSetAlone) {
  Migrator shop(connect(), shop_->set());
  EXPECT_THAT(done(shop.up({.with_required = false})),
              ElementsAre("shop 1", "shop 2"));
}

TEST_F(RequiringTest, AFailureInWhatIsRequiredStopsTheSet) {
  const EmbeddedFiles broken(
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x"), {"2_y.sql", "SELECT nonsense;"}});
  required_set = &broken;
  const RunReport report = Migrator(connect(), shop_->set()).up();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(done(report), ElementsAre("auth 1"));
  EXPECT_EQ(report.failed->set, "auth");
  EXPECT_FALSE(has_table("a"));
}

TEST_F(RequiringTest, NamesWhatIsNewerInEachSet) {
  ASSERT_TRUE(Migrator(connect(), shop_->set()).up().ok());
  const EmbeddedFiles older(
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x")});
  required_set = &older;
  const auto shop = set_of({table("1", "a")});

  const RunReport report = Migrator(connect(), shop->set()).up();

  ASSERT_THAT(report.newer, SizeIs(2));
  EXPECT_EQ(report.newer[0].set, "auth");
  EXPECT_EQ(report.newer[1].set, "shop");
}

}  // namespace
}  // namespace godwit
