// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <godwit/executor.h>
#include <gtest/gtest.h>

#include <array>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/database_url.h"
#include "cli/own_words.h"
#include "cli/shell_words.h"
#include "support/embedded_files.h"

namespace godwit::cli {
namespace {

using test::EmbeddedFiles;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> words(std::string_view text) {
  return split_words(text).value();
}

#define GODWIT_COMMAND(name) &commands::name,
constexpr const Command* all_commands[] = {

#include <godwit/commands.inc>
};

TEST(ShellWords, AreCutAtSpace) {
  EXPECT_THAT(words("  --to 0003\t--yes\n"),
              ElementsAre("--to", "0003", "--yes"));
  EXPECT_THAT(words(""), IsEmpty());
}

TEST(ShellWords, KeepSpaceInsideQuotes) {
  EXPECT_THAT(words("create 'add email' \"and phone\""),
              ElementsAre("create", "add email", "and phone"));
  EXPECT_THAT(words("a''b \"\""), ElementsAre("ab", ""));
}

TEST(ShellWords, FollowTheShellInWhatABackslashEscapes) {
  EXPECT_THAT(words(R"(a\ b '\n' "\n" "\"")"),
              ElementsAre("a b", "\\n", "\\n", "\""));
}

TEST(ShellWords, AreNotExpanded) {
  EXPECT_THAT(words("$HOME *.sql `id`"), ElementsAre("$HOME", "*.sql", "`id`"));
}

TEST(ShellWords, RefuseAQuoteThatIsNotClosed) {
  EXPECT_EQ(split_words("a 'b").error().message,
            "a single quote is not closed");
  EXPECT_EQ(split_words("\"").error().message, "a double quote is not closed");
}

Error advising(std::string hint) { return {.hint = std::move(hint)}; }

TEST(OwnWords, StandForNamesOfTheLibraryInHints) {
  EXPECT_EQ(in_own_words(advising("allow more with "
                                  "MigratorOptions::table_lock_timeout"))
                .hint,
            "allow more with --table-lock-timeout");
  EXPECT_EQ(in_own_words(advising("use Migrator::resolve for 7 with "
                                  "Resolution::done or Resolution::again"))
                .hint,
            "use 'resolve' 7 with --done or --again");
}

TEST(OwnWords, AreOptionsAndCommandsOfTheExecutor) {
  const Program program{.name = "migrate", .commands = all_commands};
  std::string help = help_text("", program).value();
  for (const char* command : {"up", "resolve", "baseline", "create", "rebase",
                              "squash", "lint", "protect"}) {
    help += help_text(command, program).value();
  }
  for (const OwnWord& word : own_words()) {
    const std::string_view option = word.here.substr(0, word.here.find(' '));
    const bool command = option.starts_with('\'');
    const std::string spelled =
        command ? fmt::format("\n  {} ", option.substr(1, option.size() - 2))
                : fmt::format(" {} ", option);
    EXPECT_THAT(help, HasSubstr(spelled));
  }
}

class ChooseTarget : public testing::Test {
 protected:
  const EmbeddedFiles sqlite_files_{
      {.name = "shop_sqlite", .default_url = "sqlite:default.db"}, {}};
  const EmbeddedFiles postgresql_files_{
      {.name = "shop_postgresql", .dialect = Dialect::postgresql}, {}};
  const std::array<EmbeddedSet, 2> both_ = {postgresql_files_.set(),
                                            sqlite_files_.set()};
  const Sets postgresql_ = Sets(both_).first(1);
  const Sets sqlite_ = Sets(both_).last(1);

  static Result<Target> chosen(Sets sets, const Variables& variables,
                               std::optional<std::string> option = {}) {
    return chosen_in(sets, {.process = variables}, std::move(option));
  }

  static Result<Target> chosen_in(Sets sets, const Environment& environment,
                                  std::optional<std::string> option = {}) {
    return choose_target({.sets = sets,
                          .carried = sets,
                          .option = std::move(option),
                          .environment = environment});
  }

  static std::string url(Sets sets, const Variables& environment) {
    return chosen(sets, environment).value().url.text();
  }
};

TEST_F(ChooseTarget, TakesTheOptionBeforeTheEnvironment) {
  const Target target =
      chosen(both_, {{"DATABASE_URL", "postgresql://host/name"}},
             "sqlite:option.db")
          .value();

  EXPECT_EQ(target.url.text(), "sqlite:option.db");
  EXPECT_THAT(target.sets, ElementsAre(sqlite_files_.set()));
}

TEST_F(ChooseTarget, TakesTheUrlBeforeItsParts) {
  EXPECT_EQ(
      url(both_, {{"DATABASE_URL", "sqlite:url.db"}, {"DB_HOST", "host"}}),
      "sqlite:url.db");
}

TEST_F(ChooseTarget, TakesThePartsBeforeTheDefault) {
  const Target target = chosen(both_, {{"DB_HOST", "host"},
                                       {"DB_PORT", "5433"},
                                       {"DB_NAME", "shop"},
                                       {"DB_USER", "me"},
                                       {"DB_PASSWORD", "it's \\ me"}})
                            .value();

  EXPECT_EQ(target.url.text(),
            "host='host' port='5433' dbname='shop' user='me' "
            "password='it\\'s \\\\ me'");
  EXPECT_THAT(target.sets, ElementsAre(postgresql_files_.set()));
}

TEST_F(ChooseTarget, RefusesPartsWithQuotesOrLineEndsAroundThem) {
  const Error quoted = chosen(postgresql_, {{"DB_HOST", "\"db\""}}).error();
  EXPECT_EQ(quoted.message,
            "DB_HOST begins with a quotation mark and ends with a quotation "
            "mark");
  const Error secret =
      chosen(postgresql_, {{"DB_HOST", "h"}, {"DB_PASSWORD", "hush\n"}})
          .error();
  EXPECT_EQ(secret.message, "DB_PASSWORD ends with a line end");
  EXPECT_THAT(to_string(secret), Not(HasSubstr("hush")));
  EXPECT_TRUE(
      chosen(postgresql_, {{"DB_HOST", "h"}, {"DB_PASSWORD", "'a b'"}}).ok());
}

TEST_F(ChooseTarget, IgnoresThePartsWithoutASetForPostgreSql) {
  EXPECT_EQ(url(sqlite_, {{"DB_HOST", "host"}}), "sqlite:default.db");
}

TEST_F(ChooseTarget, IgnoresAUserAlone) {
  EXPECT_EQ(url(both_, {{"DB_USER", "me"}}), "sqlite:default.db");
}

TEST_F(ChooseTarget, TakesTheEnvironmentBeforeTheFileBeforeTheDefault) {
  Environment environment = {.file = {{"DATABASE_URL", "sqlite:file.db"}}};
  EXPECT_EQ(chosen_in(both_, environment).value().url.text(), "sqlite:file.db");
  EXPECT_EQ(chosen_in(both_, environment, "sqlite:o.db").value().url.text(),
            "sqlite:o.db");
  environment.process = {{"DATABASE_URL", "sqlite:environment.db"}};
  EXPECT_EQ(chosen_in(both_, environment).value().url.text(),
            "sqlite:environment.db");
}

TEST_F(ChooseTarget, TakesPartsOfTheEnvironmentBeforeAUrlOfTheFile) {
  const Environment environment = {
      .process = {{"DB_HOST", "h"}},
      .file = {{"DATABASE_URL", "sqlite:file.db"}, {"DB_NAME", "shop"}}};
  EXPECT_EQ(chosen_in(both_, environment).value().url.text(),
            "host='h' dbname='shop'");
  EXPECT_EQ(chosen_in(sqlite_, environment).value().url.text(),
            "sqlite:file.db");
}

TEST_F(ChooseTarget, TakesFromTheFileThePartsThatTheEnvironmentLacks) {
  EXPECT_EQ(chosen_in(both_, Environment{.process = {{"DB_PASSWORD", "secret"}},
                                         .file = {{"DB_HOST", "h"},
                                                  {"DB_PASSWORD", "example"}}})
                .value()
                .url.text(),
            "host='h' password='secret'");
}

TEST_F(ChooseTarget, SaysInWhichFileAMalformedUrlIs) {
  const Error error =
      chosen_in(both_,
                Environment{.file = {{"DATABASE_URL", "mysql://me:hush@h/s"}},
                            .file_name = ".env.test"})
          .error();
  EXPECT_THAT(error.notes, ElementsAre("DATABASE_URL comes from .env.test"));
  EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
}

TEST_F(ChooseTarget, NamesDatabaseUrlWhereNothingNamesADatabase) {
  const auto target = chosen_in(postgresql_, Environment());

  EXPECT_EQ(target.error().message, "no database is named");
  EXPECT_THAT(target.error().hint, HasSubstr("DATABASE_URL"));
}

TEST_F(ChooseTarget, SaysWhichSetsThereAreForAUrlOfAnotherDialect) {
  const auto target = chosen_in(postgresql_, Environment(), "sqlite:shop.db");

  EXPECT_THAT(target.error().message, HasSubstr("a sqlite database"));
  EXPECT_EQ(target.error().hint, "it carries shop_postgresql (postgresql)");
}

TEST_F(ChooseTarget, ASetThatIsChosenAloneKeepsTheDefaultOfTheOthers) {
  const EmbeddedFiles audit({.name = "audit"}, {});
  const std::array<EmbeddedSet, 2> carried = {sqlite_files_.set(), audit.set()};
  const Environment none;

  const auto target = choose_target(
      {.sets = Sets(carried).last(1), .carried = carried, .environment = none});

  EXPECT_EQ(target.value().url.text(), "sqlite:default.db");
  EXPECT_THAT(target.value().sets, ElementsAre(audit.set()));
}

TEST_F(ChooseTarget, ADefaultOfAnotherDialectIsNotKept) {
  const Environment none;
  const auto target = choose_target(
      {.sets = postgresql_, .carried = both_, .environment = none});

  EXPECT_EQ(target.error().message, "no database is named");
}

TEST_F(ChooseTarget, AmongOthersThePartsCountWhateverTheSets) {
  const EmbeddedFiles plain({.name = "plain"}, {});
  const std::array<EmbeddedSet, 1> sets = {plain.set()};
  const Environment environment = {.process = {{"DB_HOST", "host"}}};

  const auto url = choose_url({.sets = sets,
                               .carried = sets,
                               .environment = environment,
                               .among_others = true});

  EXPECT_EQ(url.value().dialect(), Dialect::postgresql);
}

constexpr const Command* harmless_commands[] = {
    &commands::up, &commands::status, &commands::help};

const Program shop = {.name = "shop-migrate", .commands = all_commands};
const Program harmless = {.name = "shop-migrate",
                          .commands = harmless_commands};

Arguments parsed(const std::vector<std::string>& arguments) {
  return parse_arguments(arguments, shop).value();
}

std::string refusal(const std::vector<std::string>& arguments,
                    const Program& program = shop) {
  const auto result = parse_arguments(arguments, program);
  if (result.ok()) return "accepted";
  return result.error().message + " | " + result.error().hint;
}

TEST(Arguments, ReadEveryOptionOfUp) {
  const Arguments up = parsed({"up", "--to", "0003", "--dry-run",
                               "--transaction=batch", "--allow-out-of-order"});

  EXPECT_EQ(up.command, "up");
  EXPECT_EQ(up.up.to, Version(3));
  EXPECT_TRUE(up.dry_run);
  EXPECT_EQ(up.up.transaction, TransactionMode::batch);
  EXPECT_TRUE(up.up.allow_out_of_order);
}

TEST(Arguments, ReadTheLimitsOfARun) {
  for (const std::string command : {"up", "down", "reset"}) {
    const Arguments given =
        parsed({command, "--statement-timeout", "1.5", "--table-lock-timeout",
                "2", "--retries", "0"});
    EXPECT_EQ(given.statement_timeout, std::chrono::milliseconds(1500));
    EXPECT_EQ(given.table_lock_timeout, std::chrono::seconds(2));
    EXPECT_EQ(given.retries, 0u);
  }
  EXPECT_EQ(parsed({"up"}).statement_timeout.count(), 0);
  EXPECT_EQ(parsed({"up"}).table_lock_timeout.count(), 0);
  EXPECT_EQ(parsed({"up"}).retries, 5u);
  // Zero would be no limit.
  EXPECT_EQ(parsed({"up", "--statement-timeout", "0.0005"}).statement_timeout,
            std::chrono::milliseconds(1));
}

TEST(Arguments, TakeCommonOptionsOnBothSidesOfTheCommand) {
  const Arguments arguments =
      parsed({"--json", "-d", "sqlite:a.db", "status", "--history-table", "h",
              "--lock-timeout", "0.5", "-q", "-v", "--no-color"});

  EXPECT_EQ(arguments.command, "status");
  EXPECT_TRUE(arguments.json);
  EXPECT_EQ(arguments.database_url, "sqlite:a.db");
  EXPECT_EQ(arguments.history_table, "h");
  EXPECT_EQ(arguments.lock_timeout, std::chrono::milliseconds(500));
  EXPECT_TRUE(arguments.quiet && arguments.verbose && arguments.no_colour);
}

TEST(Arguments, LetTheLastOfTwoValuesCount) {
  EXPECT_EQ(parsed({"up", "--to", "1", "--to", "2"}).up.to, Version(2));
}

TEST(Arguments, TakeANameThatLooksLikeACommandOrAnOption) {
  EXPECT_EQ(parsed({"create", "status"}).create.name, "status");
  EXPECT_EQ(parsed({"create", "--", "--pair"}).create.name, "--pair");
}

TEST(Arguments, RefuseWhatACreatedFileCannotBeAtOnce) {
  for (const auto& pair : {std::pair("--repeatable", "--timestamp"),
                           {"--repeatable", "--seed"},
                           {"--seed", "--revert-of=1"},
                           {"--repeatable", "--revert-of=1"}}) {
    EXPECT_THAT(refusal({"create", "a", pair.first, pair.second}),
                HasSubstr("excludes"));
  }
}

TEST(Arguments, CollectDirectories) {
  EXPECT_THAT(parsed({"create", "--directory", "sqlite=a", "--directory",
                      "postgresql=b", "name"})
                  .create.directories,
              ElementsAre("sqlite=a", "postgresql=b"));
}

TEST(Arguments, SuggestTheCommandThatWasMeant) {
  EXPECT_EQ(refusal({"statsu"}),
            "unknown command 'statsu' | did you mean 'status'? see "
            "'shop-migrate help'");
  EXPECT_EQ(refusal({"frobnicate"}),
            "unknown command 'frobnicate' | see 'shop-migrate help'");
}

TEST(Arguments, KnowWhatOtherToolsCallACommand) {
  for (const auto& [theirs, ours] : {std::pair("migrate", "up"),
                                     {"rollback", "down"},
                                     {"new", "create"},
                                     {"info", "status"},
                                     {"validate", "verify"},
                                     {"up-to", "up --to"},
                                     {"force", "mark"},
                                     {"db:seed", "seed"},
                                     {"db:migrate", "up"},
                                     {"clean", "reset"}}) {
    EXPECT_THAT(refusal({theirs}),
                HasSubstr(fmt::format("did you mean '{}'?", ours)));
  }
  EXPECT_EQ(refusal({"rollback"}, harmless),
            "unknown command 'rollback' | see 'shop-migrate help'");
}

TEST(Arguments, SuggestTheOptionThatWasMeant) {
  EXPECT_EQ(refusal({"up", "--dryrun"}),
            "unknown option '--dryrun' | did you mean '--dry-run'? see "
            "'shop-migrate help up'");
  EXPECT_EQ(refusal({"--jsno=1", "up"}),
            "unknown option '--jsno' | did you mean '--json'? see "
            "'shop-migrate help'");
}

TEST(Arguments, RefuseValuesThatMakeNoSense) {
  const auto starts_with = [](const std::vector<std::string>& arguments) {
    return refusal(arguments).substr(0, refusal(arguments).find(" |"));
  };
  EXPECT_EQ(starts_with({"up", "--to", "abc"}), "--to: 'abc' is not a version");
  EXPECT_EQ(starts_with({"up", "--steps", "0"}),
            "--steps: '0' is not a number from 1");
  EXPECT_EQ(starts_with({"down", "--steps", "-1"}),
            "--steps: '-1' is not a number from 1");
  EXPECT_EQ(starts_with({"up", "--steps"}), "--steps needs a value");
  EXPECT_EQ(starts_with({"up", "--transaction", "all"}),
            "--transaction: 'all' is neither 'each' nor 'batch'");
  EXPECT_EQ(starts_with({"up", "--lock-timeout", "-1"}),
            "--lock-timeout: '-1' is not a number of seconds");
  EXPECT_EQ(starts_with({"up", "--database-url", ""}),
            "--database-url: the value is empty");
  EXPECT_EQ(starts_with({"up", "0003"}), "unexpected argument '0003'");
  EXPECT_EQ(starts_with({"up", "down"}), "unexpected argument 'down'");
}

TEST(Arguments, RefuseOptionsThatContradictEachOther) {
  EXPECT_THAT(refusal({"up", "--to", "1", "--steps", "1"}),
              HasSubstr("--to excludes --steps"));
  EXPECT_THAT(refusal({"down", "--batch", "--to", "1"}), HasSubstr("excludes"));
}

TEST(Arguments, SayThatCommandsWereLeftOut) {
  EXPECT_THAT(refusal({"reset", "--yes"}, harmless),
              HasSubstr("'reset' was left out of this executor"));
  EXPECT_THAT(refusal({"down"}, harmless), HasSubstr("'down' was left out"));
  EXPECT_THAT(help_text("", harmless).value(),
              testing::Not(HasSubstr("\n  reset")));
}

std::vector<std::string> every_page() {
  std::vector<std::string> pages = {help_text("", shop).value()};
  for (const Command* command : all_commands) {
    pages.push_back(help_text(command->name, shop).value());
  }
  return pages;
}

TEST(Help, HasAnExampleOnEveryPage) {
  for (const std::string& page : every_page()) {
    EXPECT_THAT(page, HasSubstr("\nExamples:\n  shop-migrate "));
  }
}

TEST(Help, FitsATerminalOfEightyColumns) {
  for (const std::string& page : every_page()) {
    std::string_view rest = page;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      EXPECT_LE(end, 80u) << rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

TEST(Help, PutsInBracketsWhatMayBeLeftOut) {
  EXPECT_THAT(help_text("goto", shop).value(),
              HasSubstr("shop-migrate goto VERSION [OPTIONS]\n"));
  EXPECT_THAT(help_text("repair", shop).value(),
              HasSubstr("shop-migrate repair [VERSION] [OPTIONS]\n"));
  EXPECT_THAT(help_text("inspect", shop).value(),
              HasSubstr("shop-migrate inspect FILE... [OPTIONS]\n"));
}

TEST(Help, RefusesACommandThatIsNotThere) {
  EXPECT_EQ(help_text("ups", shop).error().message, "unknown command 'ups'");
}

}  // namespace
}  // namespace godwit::cli
