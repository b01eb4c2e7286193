// SPDX-License-Identifier: BSL-1.0
//
// Applications that start.
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;

class StartTest : public MigratorTest {
 protected:
  EmbeddedSet set_of(const std::vector<File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    return sets_.back()->set();
  }
  RunReport start_with(const std::vector<File>& files, StartOptions options) {
    return start(database_.url(), set_of(files), options);
  }

  const std::vector<File> older_ = {table("1", "a")};
  const std::vector<File> newer_ = {table("1", "a"), table("2", "b")};
  const StartOptions no_patience_{.mode = StartMode::wait,
                                  .patience = milliseconds(0)};
};

TEST_F(StartTest, ApplyBringsTheDatabaseUp) {
  const RunReport report = start_with(newer_, {});
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, SizeIs(2));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(StartTest, TakesAConnectionThatIsThere) {
  Connection& connection = connect();
  const EmbeddedSet set = set_of(newer_);
  EXPECT_FALSE(start(connection, set, {.mode = StartMode::verify}).ok());
  EXPECT_TRUE(start(connection, set).ok());
  EXPECT_TRUE(start(connection, set, {.mode = StartMode::verify}).ok());
}

TEST_F(StartTest, SetsTheConnectionUpThatItMakes) {
  int made = 0;
  StartOptions options;
  options.on_connect = [&](const NativeConnection&) -> Result<void> {
    ++made;
    return {};
  };
  EXPECT_EQ(start_with(newer_, options).ok(), !over_http);
  EXPECT_EQ(made, over_http ? 0 : 1);
}

TEST_F(StartTest, VerifyFailsAtOnceAndWritesNothing) {
  const RunReport report = start_with(newer_, {.mode = StartMode::verify});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::pending);
  EXPECT_THAT(report.error->notes, ElementsAre("1_a: pending", "2_b: pending"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(StartTest, VerifyNamesWhatIsNewer) {
  ASSERT_TRUE(start_with(newer_, {}).ok());
  const RunReport report = start_with(older_, {.mode = StartMode::verify});
  ASSERT_TRUE(report.ok()) << why(report);
  ASSERT_THAT(report.newer, SizeIs(1));
  EXPECT_EQ(report.newer[0].version, Version(2));
}

TEST_F(StartTest, WaitEndsWhenSomebodyElseHasAppliedEverything) {
  std::thread somebody;
  StartOptions options{.mode = StartMode::wait, .patience = seconds(60)};
  int heard = 0;
  options.migrator.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::behind || heard++ > 0) return;
    somebody = std::thread([&] { EXPECT_TRUE(start_with(newer_, {}).ok()); });
  };
  const EmbeddedSet set = set_of(newer_);

  const RunReport report = start(database_.url(), set, options);

  EXPECT_GE(heard, 1);
  somebody.join();
  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
}

TEST_F(StartTest, WaitIsContentWithANewerDatabase) {
  ASSERT_TRUE(start_with(newer_, {}).ok());
  const RunReport report = start_with(older_, no_patience_);
  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.newer, SizeIs(1));
}

TEST_F(StartTest, WaitSaysWhatIsMissingWhenTheTimeIsOver) {
  ASSERT_TRUE(start_with(older_, {}).ok());
  const RunReport report = start_with(
      newer_, {.mode = StartMode::wait, .patience = milliseconds(300)});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::pending);
  EXPECT_THAT(report.error->notes,
              ElementsAre("2_b: pending", "nobody migrates just now"));
}

TEST_F(StartTest, WaitSaysWhoMigratesWhenTheTimeIsOver) {
  std::optional<RunReport> waited;
  StartOptions options;
  const EmbeddedSet set = set_of(newer_);
  options.migrator.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::started || waited) return;
    waited = start(database_.url(), set, no_patience_);
  };
  ASSERT_TRUE(start(database_.url(), set, options).ok());

  ASSERT_TRUE(waited && !waited->ok());
  EXPECT_THAT(waited->error->notes, Contains(HasSubstr(" migrates just now")));
  EXPECT_THAT(waited->error->notes,
              ::testing::Not(Contains("nobody migrates just now")));
}

TEST_F(StartTest, WaitDoesNotWaitForWhatNobodyWillApply) {
  ASSERT_TRUE(start_with(newer_, {}).ok());
  const StartOptions patient{.mode = StartMode::wait,
                             .patience = milliseconds::max()};
  const RunReport edited =
      start_with({{"1_a.sql", "SELECT 1;"}, table("2", "b")}, patient);
  const RunReport missing = start_with({table("2", "b")}, patient);

  ASSERT_FALSE(edited.ok());
  EXPECT_EQ(edited.error->code, ErrorCode::edited);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error->code, ErrorCode::missing);
}

TEST_F(StartTest, ABinaryThatIsTooOldHearsBothVersionsInEachMode) {
  const std::vector<File> breaking = {
      table("1", "a"),
      {"2_b.sql", "-- migrate:up\n-- godwit: breaking\nSELECT 1;\n"}};
  ASSERT_TRUE(start_with(breaking, {}).ok());

  for (const StartMode mode :
       {StartMode::apply, StartMode::wait, StartMode::verify}) {
    const RunReport report =
        start_with(older_, {.mode = mode, .patience = milliseconds::max()});
    ASSERT_FALSE(report.ok()) << to_string(mode);
    EXPECT_EQ(report.error->code, ErrorCode::binary_too_old);
    EXPECT_EQ(report.error->binary_version, "1") << to_string(mode);
    EXPECT_EQ(report.error->database_version, "2") << to_string(mode);
    EXPECT_THAT(report.error->notes,
                Contains("this binary carries migrations up to 1, and the "
                         "database has 2"));
  }
}

TEST_F(StartTest, WaitHearsThatItIsToStop) {
  StopSource source;
  StartOptions options{.mode = StartMode::wait,
                       .patience = milliseconds::max()};
  options.migrator.stop = source.token();
  options.migrator.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::behind) source.request_stop();
  };
  const RunReport report = start_with(newer_, options);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::cancelled);
}

TEST_F(StartTest, WhatAListenerThrowsEndsTheWait) {
  StartOptions options{.mode = StartMode::wait,
                       .patience = milliseconds::max()};
  options.migrator.on_event = [](const Event&) {
    throw std::runtime_error("enough");
  };
  EXPECT_THROW(static_cast<void>(start_with(newer_, options)),
               std::runtime_error);
}

TEST_F(StartTest, TwentyThatApplyAtOnceDoEverythingOnce) {
  const EmbeddedSet set = set_of(newer_);
  std::vector<RunReport> reports(20);
  std::vector<std::thread> threads;
  threads.reserve(reports.size());
  for (RunReport& report : reports) {
    threads.emplace_back([&] { report = start(database_.url(), set); });
  }
  for (std::thread& thread : threads) thread.join();

  std::size_t done = 0;
  for (const RunReport& report : reports) {
    EXPECT_TRUE(report.ok()) << why(report);
    done += report.done.size();
  }
  EXPECT_EQ(done, 2u);
}

TEST_F(StartTest, TwentyThatWaitAtOnceLeaveTheWorkToOne) {
  const EmbeddedSet set = set_of(newer_);
  std::vector<RunReport> reports(20);
  std::vector<std::thread> threads;
  threads.reserve(reports.size());
  for (RunReport& report : reports) {
    threads.emplace_back([&] {
      report = start(database_.url(), set,
                     {.mode = StartMode::wait, .patience = seconds(120)});
    });
  }
  const RunReport worker = start(database_.url(), set);
  for (std::thread& thread : threads) thread.join();

  EXPECT_TRUE(worker.ok()) << why(worker);
  EXPECT_THAT(worker.done, SizeIs(2));
  for (const RunReport& report : reports) {
    EXPECT_TRUE(report.ok()) << why(report);
    EXPECT_THAT(report.done, IsEmpty());
  }
}

TEST_F(StartTest, WaitMakesNoFileAndSeesTheOneThatSomebodyMakes) {
  if (postgresql) GTEST_SKIP() << "about files";
  const std::string path = database_.name() + "-later";
  const EmbeddedSet set = set_of(newer_);
  bool made_by_wait = true;
  std::thread somebody;
  StartOptions options{.mode = StartMode::wait, .patience = seconds(60)};
  options.migrator.on_event = [&](const Event&) {
    if (somebody.joinable()) return;
    made_by_wait = std::filesystem::exists(path);
    somebody =
        std::thread([&] { EXPECT_TRUE(start("sqlite:" + path, set).ok()); });
  };

  const RunReport report = start("sqlite:" + path, set, options);

  ASSERT_TRUE(somebody.joinable());
  somebody.join();
  EXPECT_FALSE(made_by_wait);
  EXPECT_TRUE(report.ok()) << why(report);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace godwit
