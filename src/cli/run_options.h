// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "cli/options.h"

namespace godwit::cli {

// Options that several of the commands have which run migrations.

/// How long statements of migrations may take.
void add_limits(Options& options, Arguments& arguments);

/// Which migrations `up` applies, and how.
void add_up_request(Options& options, UpRequest& request);

/// That only the plan with a hash may be run.
Option add_plan(Options& options, Arguments& arguments);

Option add_dry_run(Options& options, Arguments& arguments);
/// The same, for those who end in show_dry_run.
void add_dry_run_and_script(Options& options, Arguments& arguments);

void add_wait(Options& options, Arguments& arguments,
              const std::string& description);

void add_even_if_required(Options& options, Arguments& arguments);

struct Extent {
  Option to;
  Option steps;
};

/// How far a run goes. Only one of the two can be given.
template <typename Request>
Extent add_extent(Options& options, Request& request, const char* to_text,
                  const char* steps_text) {
  const Option to = options.value(
      "--to", "VERSION", to_text,
      [&request](const std::string& text) {
        request.to = *Version::parse(text);
      },
      check_version);
  const Option steps = options.value(
      "--steps", "N", steps_text,
      [&request](const std::string& text) { request.steps = count(text); },
      check_count);
  return {to, steps.excludes(to)};
}

}  // namespace godwit::cli
