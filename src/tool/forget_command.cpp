// SPDX-License-Identifier: BSL-1.0
#include "tool/forget_command.h"

#include <godwit/embedded_set.h>
#include <godwit/executor.h>

#include <array>
#include <string>

#include "cli/aim.h"
#include "cli/options.h"
#include "migration/layout.h"
#include "migration/set_data.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

/// A set without migrations, which writes the log: what has migrated the
/// database is not known, and nothing of it is needed.
class EmptySet {
 public:
  explicit EmptySet(Dialect dialect)
      : data_(write_set_data({.name = "none",
                              .dialect = dialect,
                              .layout = std::string(own_layout)},
                             {})),
        view_{.bytes = data_.bytes.c_str(),
              .entries = data_.entries.data(),
              .size = 0,
              .required = nullptr,
              .required_size = 0,
              .code = nullptr,
              .code_size = 0,
              .on_connect = nullptr,
              .expected_schema = nullptr,
              .outline = nullptr} {}
  EmptySet(const EmptySet&) = delete;
  EmptySet& operator=(const EmptySet&) = delete;

  EmbeddedSet set() const { return EmbeddedSet(view_); }

 private:
  SetData data_;
  EmbeddedData view_;
};

ExitCode run_forget(Invocation& invocation) {
  const auto url = cli::configured_url(invocation, {}, {});
  if (!url) return fail(invocation, url.error(), ExitCode::usage);
  const EmptySet empty(url->dialect());
  const std::array sets = {empty.set()};
  invocation.carried = sets;
  invocation.sets = sets;
  const auto aimed = cli::aim(invocation, commands::forget);
  if (!aimed) return fail(invocation, aimed.error(), ExitCode::usage);
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
