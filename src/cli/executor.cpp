// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/command.h"
#include "cli/log.h"
#include "cli/run.h"
#include "cli/shell_words.h"
#include "cli/signals.h"
#include "report/text.h"

namespace godwit {
namespace cli {
namespace {

Error bad_extra_arguments(Error error) {
  error.message = "in GODWIT_ARGS " + error.message;
  return error;
}

Error cannot_print(int why) {
  return make_error(ErrorCode::io,
                    fmt::format("cannot write to standard output: {}",
                                std::generic_category().message(why)));
}

std::string program_name(int argc, const char* const* argv) {
  if (argc < 1 || argv[0] == nullptr) return "migrate";
  return std::filesystem::path(argv[0]).filename().string();
}

// A build runs the tool for itself, too, while somebody asks for a target.
bool takes_extra_words(const std::vector<std::string>& words,
                       const Program& program) {
  return program.carries_sets ||
         std::find(words.begin(), words.end(), arguments_from_environment) !=
             words.end();
}

// The command line, and what GODWIT_ARGS adds to it.
Result<std::vector<std::string>> all_words(int argc, const char* const* argv,
                                           const Variables& environment,
                                           const Program& program) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!takes_extra_words(words, program)) return words;
  auto extra = split_words(value_of(environment, "GODWIT_ARGS"));
  if (!extra) return bad_extra_arguments(std::move(extra).error());
  words.insert(words.end(), extra->begin(), extra->end());
  return words;
}

OutputOptions output_options(const Arguments& arguments) {
  return {.json = arguments.json,
          .quiet = arguments.quiet,
          .verbose = arguments.verbose,
          .colour = !arguments.no_colour};
}

ExitCode show_version(const Invocation& invocation) {
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::version_json(invocation.heading, GODWIT_VERSION)
                    : fmt::format("{} (godwit {})", invocation.program.name,
                                  GODWIT_VERSION));
  return ExitCode::done;
}

ExitCode help_on_misuse(const Invocation& invocation) {
  if (invocation.output.options().json) {
    return fail(invocation,
                make_error(ErrorCode::invalid_argument, "no command is given",
                           "name one, such as status"),
                ExitCode::usage);
  }
  invocation.output.message(*help_text({}, invocation.program));
  return ExitCode::usage;
}

ExitCode run_at(Invocation& invocation, const Command& command,
                const Result<bool>& aimed) {
  if (!aimed) return fail(invocation, aimed.error(), ExitCode::usage);
  return *aimed ? command.run(invocation) : skip(invocation);
}

ExitCode run_on_database(Invocation& invocation, const Command& command) {
  const auto read = load_env_file(invocation);
  if (!read) return fail(invocation, read.error(), ExitCode::usage);
  return run_at(invocation, command, aim(invocation, command));
}

// Without a command: how the database stands and what makes sense now, or help,
// and what is wrong, where none is named.
ExitCode look_around(Invocation& invocation) {
  const Command* status = find_command("status", invocation.program);
  if (status == nullptr || invocation.output.options().json) {
    return help_on_misuse(invocation);
  }
  const auto read = load_env_file(invocation);
  if (!read) return fail(invocation, read.error(), ExitCode::usage);
  const auto aimed = aim(invocation, *status);
  if (aimed) return run_at(invocation, *status, aimed);
  help_on_misuse(invocation);
  invocation.output.message("");
  return fail(invocation, aimed.error(), ExitCode::usage);
}

ExitCode dispatch(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.version) return show_version(invocation);
  if (arguments.help) return run_help(invocation);
  if (arguments.command.empty()) return look_around(invocation);
  // It is there: parse_arguments lets no other through.
  const Command& command = *find_command(arguments.command, invocation.program);
  return command.needs_database ? run_on_database(invocation, command)
                                : command.run(invocation);
}

// Whatever the command says, output that got lost is a failure.
ExitCode checked(const Output& output, ExitCode code) {
  if (output.write_error() == 0) return code;
  const Error error = cannot_print(output.write_error());
  std::fprintf(stderr, "%s\n", to_string(error).c_str());
  return code == ExitCode::done ? ExitCode::failed : code;
}

ExitCode misused(const Program& program, const Error& error, bool json,
                 ExitCode code = ExitCode::usage) {
  Output output(stdout, stderr, {.json = json});
  return checked(output, fail(Invocation{.program = program, .output = output},
                              error, code));
}

// What was done stays done, and the exit code tells of that.
void tell_of_gaps(const Log& log) {
  if (const auto failure = log.failure()) {
    std::fprintf(stderr, "%s\n",
                 report::diagnostic_text(*failure, "warning").c_str());
  }
}

std::string_view meaning_of(ExitCode code) {
  switch (code) {
    case ExitCode::done:
      return "done";
    case ExitCode::failed:
      return "failed";
    case ExitCode::usage:
      return "wrong usage";
    case ExitCode::not_up_to_date:
      return "pending or diverged";
    case ExitCode::locked:
      return "locked";
    case ExitCode::connection_lost:
      return "connection lost";
    case ExitCode::interrupted:
      return "interrupted";
  }
  return "unknown";
}

// Not the arguments, which may hold a password.
report::LogRecord begin_of(const Arguments& arguments) {
  return {.event = "began",
          .text = fmt::format(
              "{} (godwit {})",
              arguments.command.empty() ? "no command" : arguments.command,
              GODWIT_VERSION)};
}

report::LogSeverity severity_of(ExitCode code) {
  if (code == ExitCode::done) return report::LogSeverity::info;
  return code == ExitCode::not_up_to_date ? report::LogSeverity::warning
                                          : report::LogSeverity::error;
}

report::LogRecord end_of(ExitCode code, std::chrono::microseconds duration) {
  return {
      .severity = severity_of(code),
      .event = "ended",
      .text = fmt::format("{}, exit code {}, after {}", meaning_of(code),
                          static_cast<int>(code), report::duration(duration)),
      .duration = duration,
      .exit_code = static_cast<int>(code)};
}

ExitCode dispatch_logged(Invocation& invocation) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  Output& output = invocation.output;
  output.record(begin_of(invocation.arguments));
  const ExitCode code = checked(output, dispatch(invocation));
  output.record(end_of(
      code, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() -
                                                                  begin)));
  return code;
}

ExitCode execute(Sets given, int argc, const char* const* argv,
                 const Program& program) {
  const Interruption interruption;
  Variables environment = read_environment();
  const auto words = all_words(argc, argv, environment, program);
  if (!words) return misused(program, words.error(), false);
  auto arguments = parse_arguments(*words, program);
  if (!arguments) {
    const bool json =
        std::find(words->begin(), words->end(), "--json") != words->end();
    return misused(program, arguments.error(), json);
  }
  const std::vector<EmbeddedSet> carried = with_required(given);
  const auto sets = chosen_sets(carried, arguments->set);
  if (!sets) return misused(program, sets.error(), arguments->json);
  const auto log = Log::open(*arguments, program);
  if (!log) {
    return misused(program, log.error(), arguments->json, ExitCode::failed);
  }
  Output output(stdout, stderr, output_options(*arguments), log->get());
  Invocation invocation = {.carried = carried,
                           .sets = *sets,
                           .program = program,
                           .arguments = std::move(*arguments),
                           .environment = {.process = std::move(environment)},
                           .stop = interruption.token(),
                           .output = output};
  invocation.heading.command = invocation.arguments.command;
  const ExitCode code = dispatch_logged(invocation);
  if (*log) tell_of_gaps(**log);
  return code;
}

}  // namespace

int run(Sets sets, int argc, const char* const* argv, Program program) {
  try {
    program.name = program_name(argc, argv);
    return static_cast<int>(execute(sets, argc, argv, program));
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "error: %s\n", exception.what());
    return static_cast<int>(ExitCode::failed);
  }
}

}  // namespace cli

int run_executor(std::span<const EmbeddedSet> sets,
                 std::span<const cli::Command* const> commands, int argc,
                 const char* const* argv, const ExecutorOptions& options) {
  return cli::run(sets, argc, argv,
                  {.commands = commands,
                   .on_connect = options.on_connect,
                   .protection = options.protection});
}

}  // namespace godwit
