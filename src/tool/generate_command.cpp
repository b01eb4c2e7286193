// SPDX-License-Identifier: BSL-1.0
#include "tool/generate_command.h"

#include <fmt/format.h>

#include <deque>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "cli/options.h"
#include "command/binary.h"
#include "command/folder.h"
#include "command/new_files.h"
#include "generate/generate.h"
#include "generate/replayed_schema.h"
#include "generate/written_migration.h"
#include "report/printable.h"
#include "tool/output_file.h"
#include "tool/scratch_server.h"
#include "tool/told_plan.h"

namespace godwit::tool {
namespace {

/// Where builds look for it.
constexpr std::string_view expected_schema_file = "expected.schema";

using change::Operation;
using change::Operations;
using cli::Arguments;
using cli::ExitCode;
using cli::GenerateArguments;
using cli::Invocation;
using cli::Options;
using generate::Generated;
using generate::GenerateRequest;

Error no_directory() {
  return make_error(ErrorCode::invalid_argument,
                    "it is not clear where the migrations are",
                    "give --directory, or --from with a database");
}

Error output_without_database() {
  return make_error(ErrorCode::invalid_argument,
                    "--from and --output belong together",
                    "a migration is written into --directory; what leads from "
                    "a database to the schema, into --output");
}

Error online_and_simple() {
  return make_error(ErrorCode::invalid_argument,
                    "--online and --simple exclude each other",
                    "give one of them, or neither");
}

Error side_by_side_in_a_script() {
  return make_error(ErrorCode::invalid_argument,
                    "--zero-downtime makes migrations between which programs "
                    "are replaced, and no script",
                    "leave out --output and --from, or --zero-downtime");
}

Result<Dialect> dialect_of_request(const GenerateArguments& arguments,
                                   const GenerateRequest& request) {
  if (request.from) return request.from->dialect();
  if (request.to) return request.to->dialect();
  if (request.server && !arguments.dialect) return request.server->dialect();
  return command::dialect_of_folder(request.directory, arguments.dialect,
                                    request.carried);
}

// That of the database, where no other is named.
MaybeUrl server_for(Invocation& invocation, const GenerateRequest& request) {
  const std::string& option = invocation.arguments.generate.scratch;
  if (option.empty() && request.from) return request.from;
  if (option.empty() && request.to) return request.to;
  return scratch_server(invocation, request.dialect, option, invocation.sets);
}

Result<void> read_sets_before(const Invocation& invocation,
                              std::deque<command::Binary>& binaries,
                              std::vector<EmbeddedSet>& sets) {
  for (const std::string& file : invocation.arguments.generate.before) {
    command::Binary& binary = binaries.emplace_back();
    auto read = command::read_binary(file, invocation.stop, binary);
    if (!read) return read;
    if (!binary.found.problems.empty()) return binary.found.problems.front();
    for (const BinarySet& set : binary.found.sets) {
      sets.push_back(set.embedded());
    }
  }
  return {};
}

Result<GenerateRequest> request_of(Invocation& invocation) {
  const GenerateArguments& arguments = invocation.arguments.generate;
  GenerateRequest request{
      .directory = arguments.directory.empty()
                       ? ""
                       : command::from_here(arguments.directory),
      .carried = invocation.carried,
      .on_connect = invocation.program.on_connect,
      .history_table = invocation.arguments.history_table,
      .renames = arguments.renames,
      .keeps = arguments.keeps,
      .name = arguments.name,
      .timestamp = arguments.timestamp,
      .online =
          arguments.online || (!arguments.simple && arguments.output.empty()),
      .zero_downtime = arguments.zero_downtime,
      .stop = invocation.stop};
  for (const std::string& path : arguments.schema) {
    request.schema.push_back(command::from_here(path));
  }
  if (request.name.empty() && invocation.arguments.name_from_environment) {
    request.name = cli::value_of(invocation.environment, "NAME");
  }
  if (arguments.online && arguments.simple) return online_and_simple();
  if (arguments.zero_downtime && !arguments.output.empty()) {
    return side_by_side_in_a_script();
  }
  if (arguments.from.empty() != arguments.output.empty() && !arguments.check) {
    return output_without_database();
  }
  if (arguments.from.empty() && arguments.directory.empty()) {
    if (invocation.sets.size() != 1) return no_directory();
    request.directory = invocation.sets.front().directory();
  }
  auto from = parsed_url(arguments.from);
  if (!from) return std::move(from).error();
  request.from = *std::move(from);
  auto to = parsed_url(arguments.to);
  if (!to) return std::move(to).error();
  request.to = *std::move(to);
  auto scratch = parsed_url(arguments.scratch);
  if (!scratch) return std::move(scratch).error();
  request.server = *std::move(scratch);
  const auto dialect = dialect_of_request(arguments, request);
  if (!dialect) return dialect.error();
  request.dialect = *dialect;
  auto server = server_for(invocation, request);
  if (!server) return std::move(server).error();
  request.server = *std::move(server);
  return request;
}

void tell_of_likely(cli::Output& output, const change::Renames& likely) {
  for (const auto& [from, to] : likely) {
    output.remark(report::printable(
        fmt::format("{} goes and {} comes: if it is the same one, write on its "
                    "line in the schema: -- godwit: renamed from {}",
                    schema::label(from), schema::label(to), from.name)));
  }
}

// One script for each way.
std::vector<command::NewFile> scripts_of(const Generated& generated,
                                         Dialect dialect) {
  Operations up;
  Operations down;
  for (const auto& step : generated.plan.steps) {
    up.insert(up.end(), step.up.begin(), step.up.end());
  }
  for (auto step = generated.plan.steps.rbegin();
       step != generated.plan.steps.rend(); ++step) {
    down.insert(down.end(), step->down.begin(), step->down.end());
  }
  if (up.empty()) return {};
  return {{"up.sql", generate::written_script(up, dialect)},
          {"down.sql", generate::written_script(down, dialect)}};
}

// Of a build, at the first of the files.
Error not_generated(const GenerateRequest& request,
                    const generate::SchemaPlan& plan) {
  std::string what;
  if (!plan.changes.empty()) what = ": " + plan.changes.front().what;
  if (plan.changes.size() > 1) {
    what += fmt::format(" and {} more", plan.changes.size() - 1);
  }
  Error error = make_error(
      ErrorCode::pending, "the migrations do not make this schema yet" + what,
      "write what is missing with the build target migrate-generate");
  error.location = {.file = request.schema.front(), .line = 1, .column = 1};
  return error;
}

ExitCode tell_same(const Invocation& invocation, const GenerateRequest& from) {
  if (invocation.arguments.generate.warn) return ExitCode::done;
  if (invocation.output.options().json) {
    invocation.output.result(report::generate_json(invocation.heading, {}));
    return ExitCode::done;
  }
  invocation.output.remark(
      fmt::format("nothing to do: the {} the {} schema",
                  from.from ? "database has" : "migrations make",
                  from.schema.empty() ? "same" : "declared"));
  return ExitCode::done;
}

report::GeneratedJson told_with_files(
    const Generated& generated, bool dry_run,
    std::vector<report::GeneratedJson::File> files) {
  report::GeneratedJson all = told_plan(generated.plan);
  all.dry_run = dry_run;
  all.files = std::move(files);
  return all;
}

// What was found, and the files, which are written by now unless nobody wants
// that.
ExitCode tell(Invocation& invocation, const Generated& generated,
              std::vector<report::GeneratedJson::File> files) {
  const bool check = invocation.arguments.generate.check;
  const bool dry_run = invocation.arguments.dry_run || check;
  const ExitCode code = check ? ExitCode::not_up_to_date : ExitCode::done;
  invocation.heading.exit_code = static_cast<int>(code);
  cli::Output& output = invocation.output;
  const report::GeneratedJson all =
      told_with_files(generated, dry_run, std::move(files));
  if (output.options().json) {
    output.result(report::generate_json(invocation.heading, all));
    return code;
  }
  tell_plan(output, all);
  for (const auto& [path, sql] : all.files) {
    if (check) continue;
    output.result(dry_run ? "\n" + report::printable_lines(sql) : path);
  }
  tell_of_likely(output, generated.plan.likely_renames);
  return code;
}

// Its paths, or that it could not be written.
Result<std::vector<report::GeneratedJson::File>> written_files(
    const Invocation& invocation, const GenerateRequest& request,
    const Generated& generated) {
  const GenerateArguments& arguments = invocation.arguments.generate;
  const bool scripts = !arguments.output.empty();
  const auto files =
      scripts ? scripts_of(generated, request.dialect) : generated.files;
  const std::string& directory = scripts ? arguments.output : request.directory;
  std::vector<report::GeneratedJson::File> all;
  for (const command::NewFile& file : files) {
    all.push_back(
        {(std::filesystem::path(directory) / file.name).string(), file.text});
  }
  if (invocation.arguments.dry_run || arguments.check) return all;
  auto written = generate::write_files(directory, files);
  if (!written) return std::move(written).error();
  return all;
}

// With what was just written.
Result<void> write_expected(const Invocation& invocation,
                            const GenerateRequest& request) {
  const GenerateArguments& arguments = invocation.arguments.generate;
  const bool written = !invocation.arguments.dry_run && !arguments.check;
  if (!arguments.expect || !written) return {};
  command::Folder folder;
  auto read =
      command::read_folder(request.directory, request.dialect, 1, folder);
  if (!read) return read;
  const auto schema =
      generate::replayed_schema({.set = folder.set(),
                                 .before = request.before,
                                 .server = request.server,
                                 .on_connect = request.on_connect,
                                 .stop = request.stop});
  if (!schema) return schema.error();
  const auto file =
      std::filesystem::path(request.directory) / expected_schema_file;
  return write_if_different(file.string(), schema::to_text(schema->made));
}

ExitCode run_generate(Invocation& invocation) {
  auto request = request_of(invocation);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  std::deque<command::Binary> binaries;
  auto read = read_sets_before(invocation, binaries, request->before);
  if (!read) return fail(invocation, read.error(), ExitCode::usage);
  const auto generated = generate::generate(*request);
  if (!generated) {
    const bool misused = generated.error().code == ErrorCode::invalid_argument;
    return fail(invocation, generated.error(),
                misused ? ExitCode::usage : ExitCode::failed);
  }
  if (generated->plan.steps.empty()) return tell_same(invocation, *request);
  if (invocation.arguments.generate.warn) {
    invocation.output.message(not_generated(*request, generated->plan),
                              report::LogSeverity::warning);
    return ExitCode::done;
  }
  auto files = written_files(invocation, *request, *generated);
  if (!files) return fail(invocation, files.error());
  auto expected = write_expected(invocation, *request);
  if (!expected) return fail(invocation, expected.error());
  return tell(invocation, *generated, *std::move(files));
}

void declare_generate(Options& options, Arguments& arguments) {
  GenerateArguments& generate = arguments.generate;
  options.argument("NAME", generate.name,
                   "What the migration does (said by what it does)");
  options.flag("--name-from-environment", arguments.name_from_environment,
               "Take the environment variable NAME where no name is given, as "
               "the build target does");
  options.values(
      "--schema", "PATH", "A file or a directory of the declared schema",
      [&](const std::string& text) { generate.schema.push_back(text); });
  options.value("--directory", "DIR",
                "Where the migrations are (the directory that the set was "
                "built from)",
                [&](const std::string& text) { generate.directory = text; });
  cli::declare_dialect(options, generate.dialect);
  options.values(
      "--rename", "OLD=NEW",
      "What is called otherwise, such as person.login=person.email",
      [&](const std::string& text) { generate.renames.push_back(text); },
      cli::check_assignment);
  options.values(
      "--keep", "NAME",
      "A column or table that is dropped, and whose values a side "
      "table keeps, such as person.login",
      [&](const std::string& text) { generate.keeps.push_back(text); });
  options.value("--from", "URL",
                "Begin with the schema of this database, which is only read, "
                "in place of migrations",
                [&](const std::string& text) { generate.from = text; });
  options.value("--to", "URL",
                "Lead to the schema of this database, which is only read, in "
                "place of a declared one",
                [&](const std::string& text) { generate.to = text; });
  options.value("--output", "DIR",
                "With --from: where up.sql and down.sql are written",
                [&](const std::string& text) { generate.output = text; });
  options.value("--scratch", "URL",
                "A server on which scratch databases may be made",
                [&](const std::string& text) { generate.scratch = text; });
  options.values(
      "--before", "FILE",
      "File of sets that are applied before, and are no part of it",
      [&](const std::string& text) { generate.before.push_back(text); });
  options.flag("--timestamp", generate.timestamp,
               "Number it by date and time (UTC)");
  options.flag("--online", generate.online,
               "PostgreSQL: nobody waits while rows are read or written, in "
               "several steps; of a migration, by itself");
  options.flag("--simple", generate.simple,
               "In one step, which may let others wait; of --output, by "
               "itself");
  options.flag("--zero-downtime", generate.zero_downtime,
               "PostgreSQL: programs of before and after can run side by side "
               "while columns get another name or type, or are required");
  options.flag("--expect", generate.expect,
               "Write expected.schema beside the migrations, too: which schema "
               "they make, for drift");
  options.flag("--check", generate.check,
               "Write nothing; exit 3 where there is something to do");
  options.flag("--warn", generate.warn,
               "Write nothing; warn where there is something to do, as builds "
               "do");
  options.flag(cli::arguments_from_environment,
               arguments.arguments_from_environment,
               "Take further arguments from GODWIT_ARGS, as the build target "
               "does");
  options.flag("--dry-run", arguments.dry_run,
               "Prove and print what would be written, and write nothing");
}

}  // namespace

Result<std::string> generated_document(Invocation& invocation) {
  auto request = request_of(invocation);
  if (!request) return std::move(request).error();
  std::deque<command::Binary> binaries;
  auto read = read_sets_before(invocation, binaries, request->before);
  if (!read) return std::move(read).error();
  const auto generated = generate::generate(*request);
  if (!generated) return generated.error();
  const bool dry_run = invocation.arguments.dry_run;
  if (generated->plan.steps.empty()) {
    return report::generate_json(invocation.heading, {.dry_run = dry_run});
  }
  auto files = written_files(invocation, *request, *generated);
  if (!files) return std::move(files).error();
  return report::generate_json(
      invocation.heading,
      told_with_files(*generated, dry_run, *std::move(files)));
}

const cli::Command generate = {
    .name = "generate",
    .description = "Write the migration that makes the declared schema",
    .examples =
        "generate --schema schema.sql --directory migrations --dialect sqlite\n"
        "generate add_email --schema schema.sql --directory migrations "
        "--dialect sqlite\n"
        "generate --schema schema --directory migrations/postgresql --scratch "
        "postgresql:///postgres\n"
        "generate --schema schema.sql --from sqlite:shop.db --output plan\n"
        "generate --to sqlite:drifted.db --directory migrations",
    .declare = declare_generate,
    .run = run_generate,
    .needs_database = false,
};

}  // namespace godwit::tool
