// SPDX-License-Identifier: BSL-1.0
#include "tool/forget_command.h"

#include <godwit/executor.h>
#include <godwit/run_time_set.h>

#include <optional>

#include "cli/aim.h"
#include "cli/options.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

// What has migrated the database is not known, and nothing of it is needed: a
// set without migrations writes the log. Precondition: `set` outlives the
// invocation.
Result<void> take_empty_set(Invocation& invocation,
                            std::optional<RunTimeSet>& set,
                            std::vector<EmbeddedSet>& sets) {
  const auto url = cli::configured_url(invocation, {}, {});
  if (!url) return url.error();
  auto empty = RunTimeSet::of({}, {.dialect = url->dialect()});
  if (!empty) return std::move(empty).error();
  sets.push_back(set.emplace(*std::move(empty)).set());
  invocation.carried = sets;
  invocation.sets = sets;
  auto aimed = cli::aim(invocation, commands::forget);
  if (!aimed) return std::move(aimed).error();
  return {};
}

ExitCode run_forget(Invocation& invocation) {
  std::optional<RunTimeSet> set;
  std::vector<EmbeddedSet> sets;
  if (auto taken = take_empty_set(invocation, set, sets); !taken) {
    return fail(invocation, taken.error(), ExitCode::usage);
  }
  return commands::forget.run(invocation);
}

void declare_forget(cli::Options& options, Arguments& arguments) {
  commands::forget.declare(options, arguments);
}

}  // namespace

const cli::Command forget = {
    .name = "forget",
    .description =
        "List what migrations have dropped and kept, or remove it for good",
    .examples =
        "forget -d sqlite:shop.db\n"
        "forget -d postgresql:///shop godwit_kept_person_nick",
    .declare = declare_forget,
    .run = run_forget,
    .needs_database = false,
};

}  // namespace godwit::tool
