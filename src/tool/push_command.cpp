// SPDX-License-Identifier: BSL-1.0
#include "tool/push_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "cli/aim.h"
#include "cli/confirmation.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "command/folder.h"
#include "command/lint.h"
#include "generate/push.h"
#include "report/printable.h"
#include "report/text.h"
#include "tool/scratch_server.h"
#include "tool/told_plan.h"

namespace godwit::tool {
namespace {

using change::Risk;
using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;
using cli::Options;
using cli::PushArguments;
using generate::Loss;
using generate::PushPlan;
using generate::PushRequest;

Error several_sets(std::size_t count) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there are {} sets, and a schema is of one", count),
      "name a directory of migrations, or a library that has one set");
}

Error no_schema() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says which schema is wanted",
                    "name files or directories with --schema");
}

Result<PushRequest> push_request(Invocation& invocation,
                                 const command::LintSubject& subject,
                                 const driver::DatabaseUrl& database) {
  const PushArguments& arguments = invocation.arguments.push;
  PushRequest request{.database = database,
                      .before = subject.earlier,
                      .renames = arguments.renames,
                      .keeps = arguments.keeps,
                      .server = database,
                      .on_connect = invocation.program.on_connect};
  if (!subject.sets.empty()) request.set = subject.sets.front();
  for (const std::string& path : arguments.schema) {
    request.schema.push_back(command::from_here(path));
  }
  if (!arguments.scratch.empty()) {
    auto server = parsed_url(arguments.scratch);
    if (!server) return std::move(server).error();
    request.server = *std::move(server);
  }
  return request;
}

// A directory says nothing of it, unlike a set that was built.
std::string history_table_of(const Invocation& invocation,
                             const command::LintSubject& subject) {
  const std::string& option = invocation.arguments.history_table;
  if (!option.empty() || subject.sets.empty()) return option;
  if (!subject.folders.empty() &&
      subject.folders.back().set() == subject.sets.front()) {
    return "godwit_migrations";
  }
  return std::string(subject.sets.front().history_table());
}

const Loss* loss_of(const change::Operation::Danger& danger,
                    const PushPlan& planned, std::size_t& next) {
  const bool counted =
      next < planned.losses.size() && planned.losses[next].risk == danger.risk;
  return counted ? &planned.losses[next++] : nullptr;
}

std::string what_goes(const Loss& loss) {
  const bool rows = loss.risk == Risk::drops_table;
  if (loss.rows == 0) return rows ? "has no rows" : "has no values";
  const std::string count =
      counted(static_cast<std::size_t>(loss.rows), rows ? "row" : "value");
  const std::string_view verb = loss.rows == 1 ? "goes" : "go";
  if (loss.risk != Risk::narrows) return fmt::format("{} {}", count, verb);
  return fmt::format("of {} those that do not fit are changed, or refused",
                     count);
}

// With numbers in the place of warnings.
report::GeneratedJson told_push(const PushPlan& planned) {
  report::GeneratedJson told = told_plan(planned.plan);
  told.lost_down.clear();
  std::size_t next = 0;
  for (std::size_t i = 0; i < planned.plan.changes.size(); ++i) {
    const auto& dangers = planned.plan.changes[i].dangers;
    for (std::size_t j = 0; j < dangers.size(); ++j) {
      const Loss* loss = loss_of(dangers[j], planned, next);
      if (loss == nullptr) continue;
      told.changes[i].warnings[j] =
          fmt::format("{}: {}", schema::label(loss->object), what_goes(*loss));
    }
  }
  return told;
}

bool is_accepted(const Loss& loss, const std::vector<std::string>& accepted) {
  const std::string name = name_of(loss);
  return loss.rows == 0 ||
         std::any_of(accepted.begin(), accepted.end(), [&](const auto& one) {
           return one == name || one == "public." + name;
         });
}

Error not_accepted(const std::vector<Loss>& losses,
                   const std::vector<std::string>& accepted) {
  std::string options;
  Error error =
      make_error(ErrorCode::invalid_argument,
                 "what goes must be named one by one where nobody is asked");
  for (const Loss& loss : losses) {
    if (is_accepted(loss, accepted)) continue;
    options += fmt::format(" --accept-loss {}", name_of(loss));
    error.notes.push_back(
        fmt::format("{}: {}", schema::label(loss.object), what_goes(loss)));
  }
  error.hint = "to let it go, add" + options;
  return error;
}

std::optional<ExitCode> refusal_of_push(const Invocation& invocation,
                                        const PushPlan& planned) {
  const auto& accepted = invocation.arguments.push.accepted;
  const bool all = std::all_of(
      planned.losses.begin(), planned.losses.end(),
      [&](const Loss& loss) { return is_accepted(loss, accepted); });
  if (!all && (invocation.arguments.yes || !cli::can_ask(invocation.output))) {
    return fail(invocation, not_accepted(planned.losses, accepted),
                ExitCode::usage);
  }
  return refusal(invocation, "make these changes");
}

report::PushedJson pushed_json(const Invocation& invocation,
                               const PushPlan& planned) {
  report::PushedJson json{.plan = told_push(planned)};
  json.plan.dry_run = invocation.arguments.dry_run;
  for (const Loss& loss : planned.losses) {
    json.losses.push_back({.object = name_of(loss), .rows = loss.rows});
  }
  if (!planned.plan.steps.empty()) {
    json.sql = push_script(planned.plan, *invocation.heading.dialect);
  }
  return json;
}

void show_push(const Invocation& invocation, const report::PushedJson& told) {
  cli::Output& output = invocation.output;
  if (output.options().json) return;
  tell_plan(output, told.plan);
  if (told.plan.dry_run) {
    output.result("\n" + report::printable_lines(told.sql));
  }
}

ExitCode end_push(const Invocation& invocation,
                  const report::PushedJson& told) {
  if (invocation.output.options().json) {
    invocation.output.result(report::push_json(invocation.heading, told));
  }
  return ExitCode::done;
}

ExitCode carry_out_push(Invocation& invocation, const PushRequest& request,
                        cli::RunListener& listener) {
  const auto planned = plan_push(request);
  if (!planned) {
    const bool misused = planned.error().code == ErrorCode::invalid_argument;
    return fail(invocation, planned.error(),
                misused ? ExitCode::usage : ExitCode::failed);
  }
  const report::PushedJson told = pushed_json(invocation, *planned);
  if (planned->plan.steps.empty()) {
    invocation.output.remark(
        "nothing to do: the database has the declared schema");
    return end_push(invocation, told);
  }
  show_push(invocation, told);
  if (invocation.arguments.dry_run) return end_push(invocation, told);
  if (const auto refused = refusal_of_push(invocation, *planned)) {
    return *refused;
  }
  const auto done = generate::push(request, *planned);
  listener.stop();
  if (!done) return fail(invocation, done.error());
  invocation.output.remark("pushed to " +
                           report::printable(invocation.heading.database));
  return end_push(invocation, told);
}

ExitCode skip_push(const Invocation& invocation) {
  const std::string reason =
      fmt::format("the database is {}", to_string(*invocation.heading.dialect));
  if (invocation.output.options().json) {
    invocation.output.result(report::skipped_json(invocation.heading, reason));
  }
  invocation.output.remark("push is skipped: " + reason);
  return ExitCode::done;
}

ExitCode run_push(Invocation& invocation) {
  const PushArguments& arguments = invocation.arguments.push;
  if (arguments.schema.empty()) {
    return fail(invocation, no_schema(), ExitCode::usage);
  }
  const auto subject = command::lint_subject(
      arguments.before, invocation.arguments.files, arguments.dialect,
      invocation.sets, invocation.stop);
  if (!subject) return fail(invocation, subject.error());
  if (subject->sets.size() > 1) {
    return fail(invocation, several_sets(subject->sets.size()),
                ExitCode::usage);
  }
  const auto url =
      cli::configured_url(invocation, subject->sets, subject->sets);
  if (!url) return fail(invocation, url.error(), ExitCode::usage);
  invocation.heading.dialect = url->dialect();
  invocation.heading.database = url->shown();
  if (invocation.arguments.skip_other_dialects && !subject->sets.empty() &&
      subject->sets.front().dialect() != url->dialect()) {
    return skip_push(invocation);
  }
  auto request = push_request(invocation, *subject, *url);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  cli::RunListener listener(invocation);
  request->migrate = heard_options(invocation, listener);
  request->migrate.history_table = history_table_of(invocation, *subject);
  return carry_out_push(invocation, *request, listener);
}

void declare_push(Options& options, Arguments& arguments) {
  PushArguments& push = arguments.push;
  options.arguments("FILE", arguments.files,
                    "The migrations that the database has: a directory of "
                    "them, or a library that has them");
  options.values("--schema", "PATH",
                 "A file or a directory of the declared schema",
                 [&](const std::string& text) { push.schema.push_back(text); });
  cli::declare_dialect(options, push.dialect);
  options.values(
      "--rename", "OLD=NEW",
      "What is called otherwise, such as person.login=person.email",
      [&](const std::string& text) { push.renames.push_back(text); },
      cli::check_assignment);
  options.values(
      "--keep", "NAME",
      "A column or table that is dropped, and whose values a side table keeps, "
      "such as person.login",
      [&](const std::string& text) { push.keeps.push_back(text); });
  options.values(
      "--accept-loss", "OBJECT",
      "A table or a column that may go with its rows or values, such as "
      "person.email",
      [&](const std::string& text) { push.accepted.push_back(text); });
  options.value("--scratch", "URL",
                "A server on which scratch databases may be made (that of the "
                "database)",
                [&](const std::string& text) { push.scratch = text; });
  options.values(
      "--before", "FILE",
      "File of sets that the database has, too, and that are no part of it",
      [&](const std::string& text) { push.before.push_back(text); });
  options.flag("-y,--yes", arguments.yes, "Do not ask");
  options.flag(cli::arguments_from_environment,
               arguments.arguments_from_environment,
               "Take further arguments from GODWIT_ARGS, as the build target "
               "does");
  options.flag("--dry-run", arguments.dry_run,
               "Prove and print what would run, and change nothing");
}

}  // namespace

const cli::Command push = {
    .name = "push",
    .description =
        "Make the declared schema of a database of development at once",
    .examples =
        "push --schema schema.sql -d sqlite:shop.db\n"
        "push migrations --schema schema.sql -d sqlite:shop.db --dry-run\n"
        "push libshop_migrations.a --schema schema --yes --accept-loss "
        "person.email",
    .declare = declare_push,
    .run = run_push,
    .needs_database = false,
};

}  // namespace godwit::tool
