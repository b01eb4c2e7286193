// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <regex>

#include "report/json.h"
#include "report/printable.h"
#include "report/progress.h"
#include "report/table.h"
#include "report/text.h"
#include "support/embedded_files.h"

namespace godwit::report {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::ordered_json;

StatusEntry pending(const char* version, const char* name) {
  return {.version = Version::parse(version).value(), .name = name};
}

StatusEntry applied(const char* version, const char* name) {
  StatusEntry entry = pending(version, name);
  entry.state = MigrationState::applied;
  entry.file = std::string("migrations/") + version + "_" + name + ".sql";
  entry.applied = AppliedMigration{.version = entry.version,
                                   .sequence = 1,
                                   .name = name,
                                   .checksum = "abc",
                                   .batch = 2,
                                   .applied_at = "2026-01-31T12:00:00.000Z",
                                   .duration_us = 3210,
                                   .applied_by = "me"};
  return entry;
}

TEST(Printable, EscapesWhatCouldSteerATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\r\n\t"), "a\\x1b[2Jb\\r\\n\\t");
  EXPECT_EQ(printable("\u202egnp\u0085"), "\\u202egnp\\u0085");
  EXPECT_EQ(printable_lines("a\n\tb\a"), "a\n\tb\\x07");
}

TEST(Printable, KeepsLettersAndShowsWhatIsNotUtf8) {
  EXPECT_EQ(printable("é日本"), "é日本");
  EXPECT_EQ(printable("a\xff\xc3"), "a\\xff\\xc3");
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("é"), 1u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("日本"), 4u);
}

TEST(Shortened, CutsAtColumnsAndSaysSo) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab…");
  EXPECT_EQ(shortened("日本語", 4), "日…");
  EXPECT_EQ(shortened("abc", 0), "");
}

TEST(Duration, IsReadable) {
  EXPECT_EQ(duration(3240us), "3.2 ms");
  EXPECT_EQ(duration(999940us), "999.9 ms");
  EXPECT_EQ(duration(1240ms), "1.24 s");
  EXPECT_EQ(duration(123s), "2 min 03 s");
}

const Terminal a_file;
const Terminal colourful{.interactive = true, .colour = true};

Terminal terminal_of(std::size_t width) {
  return {.interactive = true, .width = width};
}

TEST(StatusTable, LinesColumnsUp) {
  const Status status = {
      .entries = {applied("0001", "create_person"), pending("0002", "日本")},
      .initialised = true};

  EXPECT_EQ(
      status_table(status, false, a_file),
      "1 pending, 1 applied\n"
      "version  name           state    batch  applied at (UTC)     duration\n"
      "0001     create_person  applied      2  2026-01-31 12:00:00    3.2 ms\n"
      "0002     日本           pending");
}

TEST(StatusTable, OfManyAppliedShowsTheLast) {
  Status status;
  for (int i = 1; i <= 30; ++i) {
    status.entries.push_back(applied(fmt::format("{:04}", i).c_str(), "a"));
  }
  status.entries.push_back(pending("0031", "b"));

  const std::string shown = status_table(status, false, a_file);
  EXPECT_THAT(shown, StartsWith("1 pending, 30 applied\n"));
  EXPECT_THAT(shown, Not(HasSubstr("0020")));
  EXPECT_THAT(shown, HasSubstr("0021"));
  EXPECT_THAT(shown, EndsWith("and 20 before, all applied: --all"));
  EXPECT_THAT(status_table(status, true, a_file), HasSubstr("0001"));
  // What somebody must look at is never left out.
  status.entries[3].state = MigrationState::edited;
  EXPECT_THAT(status_table(status, false, a_file), HasSubstr("0004"));
}

TEST(StatusTable, CountsWhatIsSettled) {
  Status whole;
  for (int i = 1; i <= 50; ++i) {
    whole.entries.push_back(applied(fmt::format("{:04}", i).c_str(), "a"));
  }
  whole.entries.push_back(pending("0051", "b"));
  Status rest = whole;
  rest.settled = 50 - many;
  rest.entries.erase(rest.entries.begin(),
                     rest.entries.begin() + (50 - int{many}));

  EXPECT_EQ(status_table(rest, false, a_file),
            status_table(whole, false, a_file));
  EXPECT_EQ(totals(rest), "1 pending, 50 applied");
}

TEST(StatusTable, OfManyPendingShowsTheFirst) {
  Status status;
  for (int i = 1; i <= 30; ++i) {
    status.entries.push_back(pending(fmt::format("{:04}", i).c_str(), "a"));
  }
  const std::string shown = status_table(status, false, a_file);
  EXPECT_THAT(shown, StartsWith("30 pending\n"));
  EXPECT_THAT(shown, HasSubstr("0010"));
  EXPECT_THAT(shown, Not(HasSubstr("0011")));
  EXPECT_THAT(shown, EndsWith("and 20 after, all pending: --all"));
  EXPECT_THAT(status_table(status, true, a_file), HasSubstr("0030"));
}

std::vector<std::size_t> line_widths(std::string_view text) {
  std::vector<std::size_t> widths;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    widths.push_back(display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widths;
}

TEST(StatusTable, CutsNamesToTheWidthOfATerminalAlone) {
  Status status = {.entries = {applied("20260131120000",
                                       "fill_the_email_of_everybody_who_has")}};
  status.entries[0].state = MigrationState::out_of_order;

  const std::string shown = status_table(status, false, terminal_of(80));
  EXPECT_THAT(line_widths(shown), testing::Each(testing::Le(80u)));
  EXPECT_THAT(shown, HasSubstr("20260131120000  fill_the_em…  out of order "));
  EXPECT_THAT(shown, EndsWith("2026-01-31 12:00:00    3.2 ms"));
  EXPECT_THAT(status_table(status, false, a_file),
              HasSubstr("fill_the_email_of_everybody_who_has "));
}

TEST(ListText, FitsATerminal) {
  const test::EmbeddedFiles files(
      {.directory = "some/where/far/away/from/here/migrations"},
      {{"20260131120000_fill_the_email_of_everybody.sql",
        "-- godwit: irreversible since what was there before is not known\n"
        "SELECT 1;"}});
  const std::vector<CarriedSet> sets = {
      {.embedded = files.set(),
       .migrations = MigrationSet::from(files.set()).value()}};

  EXPECT_THAT(line_widths(list_text(sets, terminal_of(80))),
              testing::Each(testing::Le(80u)));
  EXPECT_THAT(list_text(sets, a_file),
              HasSubstr("/20260131120000_fill_the_email_of_everybody.sql"));
}

TEST(StatusTable, HasOnlyTotalsWhereThereIsNothing) {
  EXPECT_EQ(status_table({}, false, a_file), "no migrations");
}

TEST(StatusTable, ColoursByStateOnlyIfAsked) {
  const Status status = {.entries = {pending("1", "a")}};

  EXPECT_THAT(status_table(status, false, colourful),
              HasSubstr("\x1b[33mpending\x1b[0m"));
  EXPECT_THAT(status_table(status, false, a_file), Not(HasSubstr("\x1b")));
}

TEST(StatusTable, MakesNamesFromTheDatabaseHarmless) {
  const Status status = {.entries = {applied("1", "a\x1b]0;x\nb")}};

  EXPECT_THAT(status_table(status, false, colourful),
              HasSubstr("a\\x1b]0;x\\nb"));
}

TEST(StatusTable, WritesStatesAsWords) {
  Status status = {.entries = {pending("1", "a")}};
  status.entries[0].state = MigrationState::out_of_order;

  EXPECT_EQ(totals(status), "1 out of order");
}

TEST(StepLine, SaysWhatWasDone) {
  EXPECT_EQ(step_line(Direction::up, "0001_a", 3240us, false),
            "applied  0001_a  (3.2 ms)");
  EXPECT_EQ(step_line(Direction::down, "0001_a", 3240us, false),
            "reverted  0001_a  (3.2 ms)");
}

using Runs = std::vector<OfSet<RunReport>>;
using Plans = std::vector<OfSet<Plan>>;
using Statuses = std::vector<OfSet<Status>>;

TEST(Summary, CountsInWords) {
  const RunReport up = {.done = {StepReport{}}, .duration = 5000us};
  EXPECT_EQ(summary(Runs{{"a", up}}), "1 migration applied in 5.0 ms");

  const RunReport down = {
      .direction = Direction::down, .done = {StepReport{}}, .duration = 5000us};
  EXPECT_EQ(summary(Runs{{"a", down}, {"b", down}}),
            "2 migrations reverted in 10.0 ms");
}

TEST(NewerText, NamesWhatTheDatabaseHasBeyondTheSets) {
  RunReport run;
  EXPECT_EQ(newer_text(Runs{{"a", run}}), "");
  run.newer = {{.version = Version::parse("0003").value(), .name = "x"}};
  EXPECT_EQ(newer_text(Runs{{"a", run}}),
            "the database also has 0003_x, which is newer than this binary");
  EXPECT_EQ(newer_text(Runs{{"a", run}, {"b", run}}),
            "the database also has a: 0003_x, b: 0003_x, which are newer than "
            "this binary");
}

TEST(StatusTable, SaysWhoMigratesJustNow) {
  EXPECT_EQ(
      status_table({.running = "process 17 on host web\x1b"}, false, a_file),
      "no migrations\na run is going on: process 17 on host web\\x1b");
}

const Error failure = {.code = ErrorCode::statement_failed,
                       .message = "relation \"a\x1b\" note: error: x",
                       .hint = "correct the file",
                       .location = {.file = "m/1_a.sql",
                                    .line = 7,
                                    .column = 3,
                                    .source = "DROP TABLE a;"},
                       .sqlstate = "42P01",
                       .notes = {"0001 was kept"}};

TEST(ErrorText, BeginsInTheFirstColumnLikeACompiler) {
  EXPECT_THAT(diagnostic_text(failure, "error"),
              testing::StartsWith("m/1_a.sql:7:3: error: relation \"a\\x1b\""));
}

TEST(ErrorText, ColoursTheMarksAlone) {
  const std::string text = diagnostic_text(failure, "error", {.colour = true});

  EXPECT_THAT(text, HasSubstr("m/1_a.sql:7:3: \x1b[1;31merror:\x1b[0m rel"));
  EXPECT_THAT(text, HasSubstr("note: error: x"));
  EXPECT_THAT(text, HasSubstr("\n\x1b[1mnote:\x1b[0m 0001 was kept"));
  EXPECT_THAT(text, HasSubstr("\n\x1b[32mhint:\x1b[0m correct"));
}

TEST(ErrorText, ShowsAsMuchOfTheLineAsTheTerminalIsWide) {
  Error error = failure;
  error.location.source = "SELECT " + std::string(200, 'a') + ";";
  error.location.column = 208;

  const std::string text =
      diagnostic_text(error, "error", {.interactive = true, .width = 40});

  EXPECT_THAT(text, HasSubstr("\n  7 | …" + std::string(31, 'a') + ";\n    | " +
                              std::string(32, ' ') + "^\n"));
}

Step step(std::string_view sql, bool transactional,
          std::vector<StatementRange> statements = {}) {
  Step step = {.version = Version::parse("0002").value(), .name = "b"};
  step.stored = std::make_shared<const StoredScript>(
      StoredScript{.script = {.text = sql,
                              .file = "m/0002_b.sql",
                              .statements = std::move(statements),
                              .transactional = transactional}});
  return step;
}

TEST(PlanText, IsSqlWithCommentsThatSayHowItRuns) {
  Plan plan = {.steps = {step("\nSELECT 1;\n\n", true),
                         step("VACUUM; ANALYZE;", false, {{0, 6}, {8, 15}})}};
  plan.steps[1].resume_at = 1;

  EXPECT_EQ(plan_text("shop.db", Plans{{"a", plan}}),
            "-- dry run on shop.db: 2 migrations would be applied\n"
            "\n"
            "-- apply: 0002_b (m/0002_b.sql)\n"
            "-- in a transaction\n"
            "SELECT 1;\n"
            "\n"
            "-- apply: 0002_b (m/0002_b.sql)\n"
            "-- statement by statement, from statement 2\n"
            "ANALYZE;");
}

TEST(PlanText, NamesTheSetsWhereThereAreSeveral) {
  const Plan plan = {.steps = {step("SELECT 1;", true)}};

  const std::string text = plan_text(
      "shop.db", Plans{{"auth", plan}, {"empty", {}}, {"shop", plan}});

  EXPECT_THAT(
      text, testing::StartsWith("-- auth\n-- dry run on shop.db: 1 migration"));
  EXPECT_THAT(text, HasSubstr("SELECT 1;\n\n-- shop\n-- dry run"));
  EXPECT_THAT(text, testing::Not(HasSubstr("empty")));
}

TEST(Json, OfSeveralSetsIsOneListThatNamesThem) {
  const Json json = Json::parse(status_json(
      {},
      Statuses{{"auth", {.entries = {applied("1", "a")}, .initialised = true}},
               {"shop", {.entries = {pending("1", "b")}}}}));

  EXPECT_EQ(json["initialised"], false);
  EXPECT_EQ(json["totals"]["migrations"], 2);
  EXPECT_EQ(json["migrations"][0]["set"], "auth");
  EXPECT_EQ(json["migrations"][1]["set"], "shop");
}

TEST(GenerateJson, HasWhatAChangeDoesToTables) {
  const Json json = Json::parse(
      generate_json({.command = "generate"},
                    {.changes = {{.what = "add column s.a.b",
                                  .tables = {{.table = {"s", "a"},
                                              .lock = "ACCESS EXCLUSIVE",
                                              .blocks = "reads and writes"}}}},
                     .lost_down = {"all values of column s.a.b"}}));
  const Json& change = json.at("changes").at(0);
  EXPECT_EQ(change.at("change"), "add column s.a.b");
  EXPECT_EQ(change.at("tables").at(0).at("schema"), "s");
  EXPECT_EQ(change.at("tables").at(0).at("lock"), "ACCESS EXCLUSIVE");
  EXPECT_EQ(change.at("tables").at(0).at("rewrites"), false);
  EXPECT_EQ(json.at("lost_down").at(0), "all values of column s.a.b");
}

TEST(Json, OfStatusHasEveryField) {
  const Status status = {
      .entries = {applied("0001", "a"), pending("0002", "b")},
      .initialised = true};

  const Json json = Json::parse(status_json(
      {.command = "status", .dialect = Dialect::sqlite, .database = "shop.db"},
      Statuses{{"a", status}}));

  EXPECT_EQ(json["godwit"], 1);
  EXPECT_EQ(json["command"], "status");
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(json["dialect"], "sqlite");
  EXPECT_EQ(json["database"], "shop.db");
  EXPECT_EQ(json["up_to_date"], false);
  EXPECT_EQ(json["totals"]["migrations"], 2);
  EXPECT_EQ(json["totals"]["pending"], 1);
  EXPECT_EQ(json["migrations"][0]["applied"]["batch"], 2);
  EXPECT_EQ(json["migrations"][0]["applied"]["duration_us"], 3210);
  EXPECT_EQ(json["migrations"][1]["state"], "pending");
  EXPECT_TRUE(json["migrations"][1]["applied"].is_null());
  EXPECT_TRUE(json["migrations"][1]["file"].is_null());
}

TEST(Json, OfAFailedRunSaysWhatWasKeptAndWhatFailed) {
  const RunReport report = {.done = {StepReport{.name = "a"}},
                            .failed = StepReport{.name = "b"},
                            .error = failure};

  const Json json =
      Json::parse(run_json({.command = "up"}, Runs{{"a", report}}));

  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["done"][0]["name"], "a");
  EXPECT_EQ(json["failed"]["name"], "b");
  EXPECT_EQ(json["error"]["code"], "statement_failed");
  EXPECT_EQ(json["error"]["file"], "m/1_a.sql");
  EXPECT_EQ(json["error"]["line"], 7);
  EXPECT_EQ(json["error"]["column"], 3);
  EXPECT_EQ(json["error"]["sqlstate"], "42P01");
  EXPECT_EQ(json["error"]["notes"][0], "0001 was kept");
}

TEST(Json, OfAUsageErrorHasNoCommandAndNoPlace) {
  const Json json = Json::parse(error_json({}, {.message = "unknown command"}));

  EXPECT_TRUE(json["command"].is_null());
  EXPECT_FALSE(json.contains("dialect"));
  EXPECT_TRUE(json["error"]["file"].is_null());
  EXPECT_TRUE(json["error"]["line"].is_null());
}

TEST(Json, ReplacesTextThatIsNotUtf8) {
  const Json json = Json::parse(error_json({}, {.message = "a\xff\xfe"
                                                           "b"}));

  EXPECT_EQ(json["error"]["message"], "a\ufffd\ufffdb");
}

TEST(Json, OfAPlanHasTheSql) {
  const Plan plan = {.steps = {step("SELECT 1;", true)}};

  const Json json =
      Json::parse(plan_json({.command = "up"}, Plans{{"a", plan}}));

  EXPECT_EQ(json["dry_run"], true);
  EXPECT_EQ(json["transaction"], "each");
  EXPECT_EQ(json["steps"][0]["sql"], "SELECT 1;");
  EXPECT_EQ(json["steps"][0]["transactional"], true);
}

TEST(Progress, IsDrawnForLongStepsAndLeavesNothingBehind) {
  std::mutex mutex;
  std::condition_variable drawn;
  std::string screen;
  {
    Progress progress(terminal_of(20), [&](std::string_view text) {
      const std::lock_guard lock(mutex);
      screen += text;
      drawn.notify_one();
    });
    progress.show(2, 12, "0003_fill_email_of_everybody");
    std::unique_lock lock(mutex);
    drawn.wait(lock, [&] { return !screen.empty(); });
  }
  EXPECT_THAT(screen, testing::StartsWith("\r\x1b[K[3/12] 0003_f…  0 s\r"));
  EXPECT_THAT(screen, testing::EndsWith("\r\x1b[K"));
}

// What a step of this label and with this detail draws, the time left out.
std::string drawn_line(std::size_t width, const std::string& label,
                       const std::string& detail) {
  std::mutex mutex;
  std::condition_variable drawn;
  std::string screen;
  Progress progress(terminal_of(width),
                    [&](std::string_view text) {
                      const std::lock_guard lock(mutex);
                      screen = text;
                      drawn.notify_one();
                    },
                    {.drawn_after = std::chrono::milliseconds(1),
                     .drawn_again = std::chrono::milliseconds(1)});
  progress.show(2, 12, label);
  progress.show_detail(detail);
  std::unique_lock lock(mutex);
  drawn.wait(lock, [&] {
    return screen.find(detail.substr(0, 9)) != std::string::npos;
  });
  const std::regex time("[0-9]+ s$");
  return std::regex_replace(screen.substr(screen.find('[')), time, "0 s");
}

TEST(Progress, DetailIsDrawnAndTheTimeIsNeverCut) {
  EXPECT_EQ(drawn_line(80, "0003_fill_email", "statement 3 of 12"),
            "[K[3/12] 0003_fill_email  statement 3 of 12  0 s");
  const std::string line =
      drawn_line(60, "0003_fill_the_email_of_everybody_who_has_none",
                 "statement 3 of 12, waiting for process 17 (user app, idle)");
  EXPECT_EQ(line,
            "[K[3/12] 0003_fill_…  statement 3 of 12, waiting for pr…  0 s");
}

TEST(Progress, TimeIsThereOnANarrowTerminal) {
  EXPECT_THAT(drawn_line(30, "0003_fill_email", "statement 3 of 12"),
              testing::EndsWith("  0 s"));
}

TEST(Progress, VeryLongStepIsSaidAgainEachTimeItHasTakenTwiceAsLong) {
  std::mutex mutex;
  std::condition_variable said;
  std::vector<std::string> log;
  std::vector<std::chrono::steady_clock::time_point> times;
  const auto begin = std::chrono::steady_clock::now();
  {
    Progress progress(a_file,
                      [&](std::string_view text) {
                        const std::lock_guard lock(mutex);
                        times.push_back(std::chrono::steady_clock::now());
                        log.emplace_back(text);
                        said.notify_one();
                      },
                      {.said_after = std::chrono::milliseconds(1),
                       .said_again = std::chrono::milliseconds(100)});
    progress.show(2, 12, "0003_fill_email");
    progress.show_detail("statement 3 of 12");
    std::unique_lock lock(mutex);
    said.wait(lock, [&] { return log.size() >= 3; });
  }
  EXPECT_EQ(log[0], "[3/12] 0003_fill_email is running\n");
  EXPECT_THAT(log[1],
              testing::MatchesRegex("\\[3/12\\] 0003_fill_email is running, "
                                    "[0-9]+ s so far, statement 3 of 12\n"));
  EXPECT_GE(times[1] - begin, std::chrono::milliseconds(100));
  EXPECT_GE(times[2] - begin, std::chrono::milliseconds(200));
}

TEST(Progress, StepBehindAVeryLongOneIsSaidInItsOwnTime) {
  std::mutex mutex;
  std::condition_variable said;
  std::vector<std::string> log;
  const auto says = [&](std::size_t lines) {
    std::unique_lock lock(mutex);
    return said.wait_for(lock, std::chrono::seconds(30),
                         [&] { return log.size() == lines; });
  };
  Progress progress(a_file,
                    [&](std::string_view text) {
                      const std::lock_guard lock(mutex);
                      log.emplace_back(text);
                      said.notify_one();
                    },
                    {.said_after = std::chrono::milliseconds(1),
                     .said_again = std::chrono::hours(1)});

  progress.show(0, 2, "0001_a");
  ASSERT_TRUE(says(1));
  progress.hide();
  progress.show(1, 2, "0002_b");

  ASSERT_TRUE(says(2));
  EXPECT_EQ(log[1], "[2/2] 0002_b is running\n");
}

TEST(Progress, IsOneLineForALongStepWhereThereIsNoTerminal) {
  std::mutex mutex;
  std::condition_variable said;
  std::string log;
  {
    Progress progress(a_file, [&](std::string_view text) {
      const std::lock_guard lock(mutex);
      log += text;
      said.notify_one();
    });
    progress.show(2, 12, "0003_fill_email");
    std::unique_lock lock(mutex);
    said.wait(lock, [&] { return !log.empty(); });
  }
  EXPECT_EQ(log, "[3/12] 0003_fill_email is running\n");
}

TEST(Progress, IsNotDrawnForAStepThatIsOverAtOnce) {
  std::string screen;
  {
    Progress progress(terminal_of(80),
                      [&](std::string_view text) { screen += text; });
    progress.show(0, 1, "0001_a");
    progress.hide();
    progress.above([&] { screen += "line"; });
  }
  EXPECT_EQ(screen, "line");
}

}  // namespace
}  // namespace godwit::report
