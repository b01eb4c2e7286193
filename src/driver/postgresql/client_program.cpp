// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/client_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"

namespace godwit::driver::postgresql {
namespace {

Error not_found(Error why) {
  why.hint =
      "install the client programs of PostgreSQL (package postgresql-client), "
      "or put them on PATH";
  return why;
}

}  // namespace

Result<ChildProcess> start_client_program(std::vector<std::string> words,
                                          const ServerPlace& place,
                                          const StopToken& stop) {
  ChildCommand command{.words = std::move(words)};
  // Whoever lists processes would see it among the words.
  if (!place.password().empty()) {
    command.environment.emplace_back("PGPASSWORD", place.password());
  }
  auto child = ChildProcess::start(command, stop);
  if (!child && child.error().code == ErrorCode::unsupported) {
    return not_found(std::move(child).error());
  }
  return child;
}

Error client_program_failed(std::string_view program, std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  Error error = make_error(ErrorCode::statement_failed,
                           fmt::format("{} has failed", program),
                           "see what it says in the notes");
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    error.notes.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return error;
}

}  // namespace godwit::driver::postgresql
