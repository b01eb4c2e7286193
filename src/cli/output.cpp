// SPDX-License-Identifier: BSL-1.0
#include "cli/output.h"

#include <cerrno>

namespace godwit::cli {
namespace {

bool write(std::FILE* stream, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size();
}

// 0: written.
int write_line(std::FILE* stream, std::string_view text) {
  errno = 0;
  const bool written =
      write(stream, text) && write(stream, "\n") && std::fflush(stream) == 0;
  if (written) return 0;
  return errno == 0 ? EIO : errno;
}

}  // namespace

Output::Output(std::FILE* results, std::FILE* messages,
               const OutputOptions& options)
    : results_(results),
      messages_(messages),
      options_(options),
      results_terminal_(report::inspect_terminal(results, options.colour)),
      messages_terminal_(report::inspect_terminal(messages, options.colour)) {}

void Output::result(std::string_view text) {
  const int error = write_line(results_, text);
  if (write_error_ == 0) write_error_ = error;
}

void Output::remark(std::string_view text) {
  if (!options_.quiet && !options_.json) result(text);
}

void Output::message(std::string_view text) {
  if (!options_.json) write_line(messages_, text);
}

void Output::raw_message(std::string_view text) {
  write(messages_, text);
  std::fflush(messages_);
}

}  // namespace godwit::cli
