// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/plan.h>
#include <godwit/result.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "command/create.h"
#include "command/lint.h"
#include "command/rebase.h"
#include "command/squash.h"

namespace godwit::cli {

/// What `resolve` is asked to do. Exactly one of the two must be true.
struct ResolveArguments {
  std::string version = {};
  bool done = false;
  bool again = false;
};

/// What `mark` is asked to do. Exactly one of the two must be true.
struct MarkArguments {
  bool applied = false;
  bool pending = false;
};

/// How `up` keeps what was there before.
struct UpWith {
  /// By a copy that takes the place of the file.
  bool safe = false;
  std::string copy_directory = {};
  /// Where a backup is written to first. Empty: none is.
  std::string backup_directory = {};
  /// Not without that.
  bool require_backup = false;
};

/// What `baseline` is asked to do.
struct BaselineArguments {
  /// Neither may be empty.
  std::string version = {};
  std::string reason = {};
  /// Compare the database with a replay, too.
  bool verify = false;
  /// Where to. Empty: a scratch database is made.
  std::string scratch = {};
};

/// What `drift` is asked to do.
struct DriftArguments {
  DriftRequest request = {};
  /// "revert" or "adopt": only SQL for that is printed. Empty: what differs is.
  std::string sql = {};
  /// Where the migrations may be run. Empty: nowhere but where the driver has
  /// scratch databases by itself.
  std::string scratch = {};
};

/// What `squash` is asked to do.
struct SquashArguments {
  /// Empty: where the one set was built from.
  std::string directory = {};
  /// Absent: as can be known.
  std::optional<Dialect> dialect = {};
  std::optional<Version> to = {};
  std::string name = command::SquashRequest{}.name;
};

/// What `generate` is asked to do.
struct GenerateArguments {
  std::string name = {};
  std::vector<std::string> schema = {};
  /// Empty: where the one set was built from.
  std::string directory = {};
  /// Absent: as can be known.
  std::optional<Dialect> dialect = {};
  /// A database in place of the migrations. Empty: none.
  std::string from = {};
  /// A database in place of the schema. Empty: none.
  std::string to = {};
  /// Where two scripts are written to, in place of a migration. Empty: nowhere.
  std::string output = {};
  std::vector<std::string> renames = {};
  std::vector<std::string> keeps = {};
  /// Where scratch databases are made. Empty: it takes no server, or that of
  /// the database URL.
  std::string scratch = {};
  /// Files of sets that are applied before.
  std::vector<std::string> before = {};
  bool timestamp = false;
  /// Neither: online for migrations, simple for scripts.
  bool online = false;
  bool simple = false;
  bool zero_downtime = false;
  /// Write down beside the migrations which schema they make then.
  bool expect = false;
  /// Say whether there is something to do, and write nothing.
  bool check = false;
  /// The same as a warning of a build.
  bool warn = false;
};

/// What `push` is asked to do.
struct PushArguments {
  std::vector<std::string> schema = {};
  /// Of a directory of migrations. Absent: as can be known.
  std::optional<Dialect> dialect = {};
  std::vector<std::string> renames = {};
  std::vector<std::string> keeps = {};
  /// Tables and columns that may go, such as "person.email".
  std::vector<std::string> accepted = {};
  /// Where scratch databases are made. Empty: on the server of the database.
  std::string scratch = {};
  /// Files of sets that the database has, too.
  std::vector<std::string> before = {};
};

/// What `studio` is asked to do.
struct StudioArguments {
  /// Zero: any that is free.
  std::uint16_t port = 0;
  bool write = false;
  /// Also where the database is protected.
  bool production = false;
  bool no_browser = false;
  /// Names under which a forwarded port is reached.
  std::vector<std::string> forwarded_hosts = {};
  /// Files of the declared schema.
  std::vector<std::string> schema = {};
};

/// Which side tables `forget` removes. Neither: none, they are listed.
struct ForgetArguments {
  std::vector<std::string> names = {};
  bool all = false;
  /// Where neither is given, take the variables TABLES and ALL, which a build
  /// target asks for.
  bool from_environment = false;
};

/// Which set is run, to see what it makes.
struct ReplayArguments {
  /// Of a directory. Absent: as can be known.
  std::optional<Dialect> dialect = {};
  /// Where scratch databases are made. Empty: it takes no server, or that of
  /// the database URL.
  std::string scratch = {};
  /// Files of sets that are applied before.
  std::vector<std::string> before = {};
  /// `expect`: compare the file, and write nothing.
  bool check = false;
  /// `expect`: what fails is a warning.
  bool warn = false;
};

/// What `header` is asked to do.
struct HeaderArguments {
  /// Empty: after the set.
  std::string name_space = {};
  /// Such as "numeric=shop::Money:shop/money.h".
  std::vector<std::string> types = {};
  /// Such as "sqlpp23".
  std::vector<std::string> adapters = {};
};

/// What `diagram` is asked to do.
struct DiagramArguments {
  std::string format = "svg";
  std::string columns = "all";
  /// Patterns of names. None: all.
  std::vector<std::string> tables = {};
  /// Empty: no table in particular.
  std::string focus = {};
  std::size_t distance = 1;
  /// A version. Empty: the last.
  std::string at = {};
};

/// What `docs` is asked to do.
struct DocsArguments {
  std::string directory = {};
  /// Compare the files, and write nothing.
  bool check = false;
};

/// What `lint` is asked to do, and how it is to be shown.
struct LintArguments {
  enum class Format : std::uint8_t { text, sarif, github };
  /// Other than JSON, which is an option of all commands.
  Format format = Format::text;
  /// Of directories. Absent: as can be known.
  std::optional<Dialect> dialect = {};
  /// Migrations of PostgreSQL may be run in the database that is named.
  bool scratch = false;
  /// Files whose sets are applied before.
  std::vector<std::string> before = {};
  command::LintRequest request = {};
};

/// A command line, understood.
struct Arguments {
  /// Empty: none was given.
  std::string command = {};
  bool help = false;
  bool version = false;

  std::optional<std::string> database_url = {};
  /// Read `.env.<env>`. Empty: `.env`.
  std::string env = {};
  /// Neither of them.
  bool no_env = false;
  /// Only this set. Empty: all that there are.
  std::string set = {};
  /// It runs beside other executors, and a database of another dialect is meant
  /// for those.
  bool skip_other_dialects = false;
  std::string history_table = {};
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
  /// Zero: no limit.
  std::chrono::milliseconds statement_timeout{};
  std::chrono::milliseconds table_lock_timeout{};
  std::size_t retries = MigratorOptions{}.retries;
  /// Of `up` for a server, of `verify` for what others apply, too. Absent: not.
  std::optional<std::chrono::milliseconds> wait = {};
  bool json = false;
  /// Empty: standard error, where a format is given.
  std::string log_file = {};
  /// "text" or "json". Empty: text, where a file is named.
  std::string log_format = {};
  bool quiet = false;
  bool verbose = false;
  bool no_colour = false;

  UpRequest up = {};
  SeedRequest seed = {};
  /// By --placeholder.
  PlaceholderValues placeholders = {};
  UpWith up_with = {};
  DownRequest down = {};
  command::CreateRequest create = {};
  command::RebaseRequest rebase = {};
  SquashArguments squash = {};
  GenerateArguments generate = {};
  ReplayArguments replay = {};
  PushArguments push = {};
  ForgetArguments forget = {};
  HeaderArguments header = {};
  DiagramArguments diagram = {};
  DocsArguments docs = {};
  StudioArguments studio = {};
  /// Where `create` is given no name, take that of the variable NAME, which a
  /// build target asks for; in the shell of a user it may stand for anything.
  bool name_from_environment = false;
  bool arguments_from_environment = false;
  LintArguments lint = {};
  ResolveArguments resolve = {};
  MarkArguments mark = {};
  /// The version of the one migration that it is about. Empty: none was named.
  std::string migration = {};
  /// For the log. Empty: none was given.
  std::string reason = {};
  /// `dump`, `header`, `expect`: the file that is written. Empty: none.
  std::string output = {};
  /// `protect`: take the mark off.
  bool off = false;
  /// Only this half is to be shown. Absent: both.
  std::optional<Direction> show = {};
  /// Show what is long as a whole.
  bool all = false;
  BaselineArguments baseline = {};
  DriftArguments drift = {};
  bool dry_run = false;
  /// With `dry_run`: as the command line tool of the database runs it.
  bool script = false;
  /// The hash of the only plan that may be run. Empty: any.
  std::string plan = {};
  /// What `plan` is about, instead of `up`.
  bool plan_down = false;
  bool plan_reset = false;
  bool yes = false;
  bool exit_code = false;
  VerifyRequest verify = {};
  bool even_if_required = false;
  /// What `inspect` and `lint` look into.
  std::vector<std::string> files = {};
  /// What `backup` writes and `restore` reads. Empty: not named.
  std::string backup_file = {};
  /// Which command `help` is about. Empty: all.
  std::string topic = {};
  /// For which shell `completion` is.
  std::string shell = {};
};

/// What build targets say to the tool, which hears of GODWIT_ARGS otherwise
/// not.
inline constexpr const char* arguments_from_environment =
    "--arguments-from-environment";

struct Command;

/// How the executor that is being run presents itself.
struct Program {
  /// What people call it by, such as "shop-migrate".
  std::string name = {};
  /// All that it has, in the order of its help.
  std::span<const Command* const> commands = {};
  OnConnect on_connect = {};
  /// See MigratorOptions.
  std::string protection = {};
  /// False for the tool, which only looks into other files.
  bool carries_sets = true;
  check::PostgresqlParser postgresql_parser = {};
};

/// Fails with invalid_argument for everything that is not on the list, with a
/// hint where something near it is.
Result<Arguments> parse_arguments(const std::vector<std::string>& words,
                                  const Program& program);

/// Help on one command, or on all for an empty topic. Fails where there is no
/// such command.
Result<std::string> help_text(std::string_view topic, const Program& program);

/// What makes a shell complete the command line of a program.
/// Precondition: check_shell has nothing against it.
std::string completion_text(std::string_view shell, const Program& program);

/// Its page of the manual.
std::string man_text(const Program& program, std::string_view version);

}  // namespace godwit::cli
