// SPDX-License-Identifier: BSL-1.0
//
// Everything is applied, and the history does not say so.
#include <chrono>

#include "driver/session.h"
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class AfterAnEditedWayDown : public MigratorTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(migrator(files_before_).up().ok());
    before_ = digest();
  }
  std::string digest() {
    return rows(database_,
                "SELECT set_digest FROM " + history_table + "_info")[0][0];
  }

  const std::vector<File> files_before_ = {
      {"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"}};
  const std::vector<File> files_after_ = {
      {"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 3;\n"}};
  std::string before_;
};

TEST_F(AfterAnEditedWayDown, TheNextStartNotesTheNewDigest) {
  Migrator edited = migrator(files_after_);
  const RunReport report = edited.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_NE(digest(), before_);
  EXPECT_EQ(digest(), sets_.back()->set().digest());
}

TEST_F(AfterAnEditedWayDown, AConnectionForReadingOnlyIsNoFailure) {
  sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files_after_));
  connections_.push_back(
      godwit::connect(database_.url(), {.read_only = true}).value());
  const RunReport report =
      Migrator(connections_.back(), sets_.back()->set()).up();
  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(digest(), before_);
}

/// Hears nothing.
struct Deaf : driver::Observer {
  void waiting(std::string_view /*holder*/) override {}
  void started(std::size_t /*task*/) override {}
  void finished(std::size_t /*task*/,
                std::chrono::microseconds /*duration*/) override {}
  void notice(std::string_view /*text*/) override {}
};

TEST_F(AfterAnEditedWayDown, NobodyIsWaitedFor) {
  Deaf deaf;
  driver::Session& other = connect().session();
  ASSERT_TRUE(other.lock({.name = history_table}, deaf, {}).ok());
  bool waited = false;
  MigratorOptions options;
  options.on_event = [&](const Event&) { waited = true; };
  Migrator edited = migrator(files_after_, options);

  const RunReport report = edited.up();

  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_FALSE(waited);
  other.unlock();
  EXPECT_EQ(digest(), before_);
  EXPECT_TRUE(edited.up().ok());
  EXPECT_NE(digest(), before_);
}

}  // namespace
}  // namespace godwit
