// SPDX-License-Identifier: BSL-1.0
//
// Applications that start on a libSQL server.
#include <numeric>
#include <thread>

#include "run/migrator_fixture.h"
#include "support/http_middleman.h"

namespace godwit {
namespace {

using test::HttpMiddleman;
using Deed = HttpMiddleman::Deed;

class LibsqlStartTest : public MigratorTest {
 protected:
  const std::vector<File> files_ = {table("1", "a"), table("2", "b"),
                                    table("3", "c")};
  const EmbeddedFiles embedded_ = EmbeddedFiles(dialect, files_);

  void start_at_once(std::size_t count) {
    std::vector<std::string> failures(count);
    std::vector<std::size_t> done(count);
    std::vector<std::thread> starters;
    for (std::size_t i = 0; i < count; ++i) {
      starters.emplace_back([&, i] {
        const RunReport report = start(database_.url(), embedded_.set());
        if (!report.ok()) failures[i] = to_string(*report.error);
        done[i] = report.done.size();
      });
    }
    for (std::thread& starter : starters) starter.join();
    EXPECT_THAT(failures, ::testing::Each(""));
    EXPECT_EQ(std::accumulate(done.begin(), done.end(), std::size_t{0}), 3U);
    EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
  }
};

TEST_F(LibsqlStartTest, OneOfTwentyApplies) { start_at_once(20); }
TEST_F(LibsqlStartTest, OneOfAHundredApplies) { start_at_once(100); }

TEST_F(LibsqlStartTest, TakesOneRoundTripWhereThereIsNothingToDo) {
  ASSERT_TRUE(start(database_.url(), embedded_.set()).ok());
  const HttpMiddleman middleman(
      database_.url(), [](int, const std::string&) { return Deed::pass; });

  ASSERT_TRUE(start(middleman.url(), embedded_.set()).ok());

  EXPECT_EQ(middleman.requests(), 1);
}

TEST_F(LibsqlStartTest, AnAnswerThatIsLostIsSettledByTheHistory) {
  for (const Deed deed : {Deed::drop, Deed::drop_answer}) {
    const EphemeralDatabase database =
        EphemeralDatabase::create(driver_of_program);
    bool done = false;
    const HttpMiddleman middleman(
        database.url(), [&](int, const std::string& request) {
          const bool it =
              !done && request.find("CREATE TABLE b") != request.npos;
          done = done || it;
          return it ? deed : Deed::pass;
        });

    const RunReport report = start(middleman.url(), embedded_.set());

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error->code, ErrorCode::connection_lost) << why(report);
    EXPECT_THAT(report.done, SizeIs(deed == Deed::drop ? 1 : 2));
    EXPECT_THAT(rows(database, "SELECT id FROM godwit_migrations"),
                SizeIs(deed == Deed::drop ? 1 : 2));
    EXPECT_TRUE(start(database.url(), embedded_.set()).ok());
  }
}

TEST_F(LibsqlStartTest, AServerThatIsGoneLeavesItInDoubt) {
  bool gone = false;
  const HttpMiddleman middleman(
      database_.url(), [&](int, const std::string& request) {
        gone = gone || request.find("CREATE TABLE b") != request.npos;
        return gone ? Deed::drop : Deed::pass;
      });
  StartOptions options;
  options.migrator.lock_timeout = std::chrono::milliseconds(500);

  const RunReport report = start(middleman.url(), embedded_.set(), options);

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::commit_in_doubt) << why(report);
}

}  // namespace
}  // namespace godwit
