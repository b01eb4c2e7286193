// SPDX-License-Identifier: BSL-1.0
#include "tool/drift_command.h"

#include <godwit/executor.h>

#include "cli/aim.h"
#include "cli/options.h"
#include "tool/named_sets.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

ExitCode run_drift(Invocation& invocation) {
  const auto subject = named_sets(invocation);
  if (!subject) return fail(invocation, subject.error());
  const auto aimed = aim_at(invocation, *subject, commands::drift);
  if (!aimed) return fail(invocation, aimed.error(), ExitCode::usage);
  if (!*aimed) return cli::skip(invocation);
  return commands::drift.run(invocation);
}

void declare_drift(cli::Options& options, Arguments& arguments) {
  declare_named_sets(options, arguments);
  commands::drift.declare(options, arguments);
}

}  // namespace

const cli::Command drift = {
    .name = "drift",
    .description = "Compare the schema of a database with what migrations make",
    .examples =
        "drift ./shop-migrate -d sqlite:shop.db\n"
        "drift migrations/postgresql -d postgresql:///shop --scratch "
        "postgresql:///postgres",
    .declare = declare_drift,
    .run = run_drift,
    .needs_database = false,
};

}  // namespace godwit::tool
