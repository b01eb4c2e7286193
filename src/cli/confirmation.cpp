// SPDX-License-Identifier: BSL-1.0
#include "cli/confirmation.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

Error needs_yes(const std::string& what, std::string hint) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("to {} needs --yes where nobody can be asked", what),
      std::move(hint));
}

Error stopped_while_asking() {
  return make_error(ErrorCode::cancelled, "stopped; nothing was changed");
}

// Looks up now and then, so that a signal is not only heard after the answer.
bool wait_for_input(const StopToken& stop) {
  constexpr int milliseconds = 100;
  pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  while (!stop.stop_requested()) {
    if (poll(&input, 1, milliseconds) != 0) return true;
  }
  return false;
}

bool means_yes(std::string_view answer) {
  return equal_but_for_case(answer, "y\n") ||
         equal_but_for_case(answer, "yes\n");
}

std::string read_answer() {
  char line[64] = {};
  const ssize_t size = read(STDIN_FILENO, line, sizeof line);
  return {line, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

}  // namespace

bool can_ask(const Output& output) {
  return output.messages().interactive && isatty(STDIN_FILENO) != 0;
}

std::optional<ExitCode> refusal(const Invocation& invocation,
                                const std::string& what,
                                const std::string& hint) {
  if (invocation.arguments.yes) return std::nullopt;
  Output& output = invocation.output;
  if (!can_ask(output)) {
    return fail(invocation, needs_yes(what, hint), ExitCode::usage);
  }
  const std::string& database = invocation.heading.database;
  output.raw_message(fmt::format("{}{}{}? [y/N] ", what,
                                 database.empty() ? "" : " on ", database));
  if (!wait_for_input(invocation.stop)) {
    output.raw_message("\n");
    return fail(invocation, stopped_while_asking());
  }
  if (means_yes(read_answer())) return std::nullopt;
  output.message("nothing was changed");
  return ExitCode::failed;
}

std::optional<ExitCode> refusal_to_undo(const Invocation& invocation,
                                        const Plan& plan,
                                        std::string_view and_then) {
  if (plan.direction == Direction::up || plan.steps.size() < 2) {
    return std::nullopt;
  }
  return refusal(invocation,
                 fmt::format("undo {}{}", report::migrations(plan.steps.size()),
                             and_then));
}

}  // namespace godwit::cli
