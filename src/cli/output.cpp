// SPDX-License-Identifier: BSL-1.0
#include "cli/output.h"

#include <cerrno>
#include <utility>

#include "cli/log.h"
#include "report/style.h"
#include "report/text.h"

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
               const OutputOptions& options, Log* log)
    : results_(results),
      messages_(messages),
      options_(options),
      log_(log),
      log_only_(log != nullptr && log->on_standard_error()),
      results_terminal_(report::inspect_terminal(results, options.colour)),
      messages_terminal_(report::inspect_terminal(messages, options.colour)) {}

void Output::result(std::string_view text) {
  const int error = write_line(results_, text);
  if (write_error_ == 0) write_error_ = error;
}

void Output::remark(std::string_view text) {
  record({.text = report::without_paint(text)});
  show_remark(text);
}

void Output::message(std::string_view text) {
  record({.text = report::without_paint(text)});
  show_message(text);
}

void Output::message(const Error& error, report::LogSeverity severity) {
  record(report::log_record(error, severity));
  show_message(
      report::diagnostic_text(error, to_string(severity), messages_terminal_));
}

void Output::show_remark(std::string_view text) {
  if (!options_.quiet && !options_.json && !log_only_) result(text);
}

void Output::show_message(std::string_view text) {
  if (!options_.json && !log_only_) write_line(messages_, text);
}

void Output::record(report::LogRecord record) {
  if (log_ != nullptr) log_->write(std::move(record));
}

void Output::raw_message(std::string_view text) {
  write(messages_, text);
  std::fflush(messages_);
}

}  // namespace godwit::cli
