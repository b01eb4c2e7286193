// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/append_file.h"
#include "cli/arguments.h"
#include "report/log.h"

namespace godwit::cli {

/// Where a run is written down: a file, or standard error.
class Log {
 public:
  /// Null: none is wanted. Fails where it cannot be written.
  static Result<std::unique_ptr<Log>> open(const Arguments& arguments,
                                           const Program& program);

  /// At the time of the call. From any thread.
  void write(report::LogRecord record);

  /// It takes the place of what people are told on standard error.
  bool on_standard_error() const noexcept { return path_.empty(); }
  /// That something is missing in it. Absent: nothing is.
  std::optional<Error> failure() const;

 private:
  Log(AppendFile file, std::string path, bool json, report::LogSource source);

  std::mutex mutex_;
  AppendFile file_;
  std::string path_;
  bool json_;
  report::LogSource source_;
  int failure_ = 0;
};

}  // namespace godwit::cli
