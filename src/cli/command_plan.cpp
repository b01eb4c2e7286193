// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <algorithm>
#include <utility>

#include "cli/command.h"
#include "cli/run_options.h"
#include "command/plan.h"
#include "report/plan.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

std::string_view subject(const Arguments& arguments) {
  if (arguments.plan_reset) return "reset";
  return arguments.plan_down ? "down" : "up";
}

std::optional<ExitCode> refusal_of_plan(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.plan_down) return refuse_several(invocation, "'plan --down'");
  if (arguments.up.to) return refuse_several(invocation, "--to");
  if (arguments.up.steps) return refuse_several(invocation, "--steps");
  return std::nullopt;
}

Result<command::Plans> plans_of(const Invocation& invocation,
                                command::Database& database) {
  const Arguments& arguments = invocation.arguments;
  const bool up = !arguments.plan_down && !arguments.plan_reset;
  if (up) return command::plan_up(database, arguments.up);
  // What is undone is what was asked for.
  std::erase_if(database.sets, [](const command::MigratedSet& set) {
    return set.prerequisite;
  });
  if (auto free = check_not_required(invocation, database); !free) {
    return std::move(free).error();
  }
  return arguments.plan_reset ? command::plan_reset(database)
                              : command::plan_down(database, arguments.down);
}

// The options that make another plan of it, as they have to be repeated.
std::string how_to_run(const Arguments& arguments, const std::string& hash) {
  std::string text = std::string(subject(arguments));
  const auto add = [&](std::string_view option, const std::string& value) {
    text += fmt::format(" {}{}{}", option, value.empty() ? "" : " ", value);
  };
  if (arguments.up.to) add("--to", arguments.up.to->text());
  if (arguments.up.steps) {
    add("--steps", fmt::format("{}", *arguments.up.steps));
  }
  if (arguments.down.batch) add("--batch", "");
  if (arguments.up.transaction == TransactionMode::batch) {
    add("--transaction", "batch");
  }
  if (arguments.up.allow_out_of_order) add("--allow-out-of-order", "");
  add("--plan", hash);
  return text;
}

bool does_nothing(const command::DetailedPlans& plans) {
  return std::all_of(plans.sets.begin(), plans.sets.end(), [](const auto& set) {
    const Plan& plan = set.value.plan;
    return plan.empty() && !plan.removes_history;
  });
}

ExitCode show(const Invocation& invocation,
              const command::DetailedPlans& plans) {
  Output& output = invocation.output;
  const Arguments& arguments = invocation.arguments;
  if (output.options().json) {
    output.result(report::plan_details_json(invocation.heading, plans));
    return ExitCode::done;
  }
  if (does_nothing(plans)) {
    output.result("nothing to do");
    return ExitCode::done;
  }
  output.result(report::plan_details(plans, output.results(), arguments.all));
  output.result(fmt::format("plan {}", plans.hash));
  output.remark("run exactly this with: " +
                report::printable(how_to_run(arguments, plans.hash)));
  return ExitCode::done;
}

ExitCode run_plan(Invocation& invocation) {
  if (const auto refused = refusal_of_plan(invocation)) return *refused;
  auto database =
      open_database(invocation, {.read_only = true, .create = false});
  if (!database) return fail(invocation, database.error());
  auto plans = plans_of(invocation, *database);
  if (!plans) return fail(invocation, plans.error());
  const std::string newer = report::newer_text(*plans);
  const auto details = command::detailed(*database, *std::move(plans));
  if (!details) return fail(invocation, details.error());
  name_database(invocation);
  const ExitCode code = show(invocation, *details);
  if (!newer.empty()) invocation.output.remark(newer);
  return code;
}

void declare_plan(Options& options, Arguments& arguments) {
  add_up_request(options, arguments.up);
  const Option down = options.flag(
      "--down", [&] { arguments.plan_down = true; },
      "What 'down' would do, with --to, --steps or --batch");
  options
      .flag("--batch", arguments.down.batch,
            "With --down: undo the last run of 'up'")
      .needs(down);
  options.flag("--reset", arguments.plan_reset, "What 'reset' would do")
      .excludes(down);
  options.flag("--all", arguments.all,
               "All steps and statements, also where there are many");
  add_even_if_required(options, arguments);
}

ExitCode run_with_request(Invocation& invocation) {
  Arguments& arguments = invocation.arguments;
  arguments.down.to = arguments.up.to;
  arguments.down.steps = arguments.up.steps;
  return run_plan(invocation);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::plan = {
    .name = "plan",
    .description = "Show what 'up' would do, with locks, rows and a hash",
    .examples =
        "plan\n"
        "plan --to 0003\n"
        "plan --json\n"
        "plan --down --steps 2\n"
        "plan --reset",
    .declare = cli::declare_plan,
    .run = cli::run_with_request,
    .with_required = true,
};

}  // namespace godwit
