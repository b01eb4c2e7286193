// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <string_view>

#include "report/log.h"
#include "report/terminal.h"

namespace godwit::cli {

class Log;

struct OutputOptions {
  /// One document on standard output and nothing else.
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool colour = true;
};

/// Where an executor prints, and what it writes into its log, if it has one.
/// Each text gets a line end and goes out at once, so that a pipe shows what
/// happens as it happens.
class Output {
 public:
  /// `log` may be null, and otherwise must outlive this.
  Output(std::FILE* results, std::FILE* messages, const OutputOptions& options,
         Log* log = nullptr);

  const OutputOptions& options() const noexcept { return options_; }
  /// Standard output and standard error.
  const report::Terminal& results() const noexcept { return results_terminal_; }
  const report::Terminal& messages() const noexcept {
    return messages_terminal_;
  }

  /// What the command was asked for; not in the log.
  void result(std::string_view text);
  /// What happens meanwhile; not with --quiet or --json.
  void remark(std::string_view text);
  /// For people, on standard error; not with --json.
  void message(std::string_view text);
  /// An error or a warning, likewise.
  void message(const Error& error, report::LogSeverity severity);

  // The same for what the log has in a form of its own.
  void show_remark(std::string_view text);
  void show_message(std::string_view text);
  void record(report::LogRecord record);
  /// What people are told goes to the log alone.
  bool log_only() const noexcept { return log_only_; }
  /// Whether anybody keeps what is recorded.
  bool logs() const noexcept { return log_ != nullptr; }

  /// On standard error, without a line end.
  void raw_message(std::string_view text);

  /// Why standard output could not be written; 0: all is written.
  int write_error() const noexcept { return write_error_; }

 private:
  std::FILE* results_;
  std::FILE* messages_;
  OutputOptions options_;
  Log* log_;
  bool log_only_;
  report::Terminal results_terminal_;
  report::Terminal messages_terminal_;
  int write_error_ = 0;
};

}  // namespace godwit::cli
