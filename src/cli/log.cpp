// SPDX-License-Identifier: BSL-1.0
#include "cli/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace godwit::cli {

Result<std::unique_ptr<Log>> Log::open(const Arguments& arguments,
                                       const Program& program) {
  const std::string& path = arguments.log_file;
  if (path.empty() && arguments.log_format.empty()) {
    return std::unique_ptr<Log>();
  }
  auto file = path.empty() ? Result<AppendFile>(AppendFile::standard_error())
                           : AppendFile::open(path);
  if (!file) return std::move(file).error();
  return std::unique_ptr<Log>(new Log(*std::move(file), path,
                                      arguments.log_format == "json",
                                      {.program = program.name,
                                       .process = getpid(),
                                       .command = arguments.command}));
}

Log::Log(AppendFile file, std::string path, bool json, report::LogSource source)
    : file_(std::move(file)),
      path_(std::move(path)),
      json_(json),
      source_(std::move(source)) {}

void Log::write(report::LogRecord record) {
  const std::lock_guard lock(mutex_);
  record.time = std::chrono::system_clock::now();
  const int failure = file_.write(json_ ? report::log_json(source_, record)
                                        : report::log_text(source_, record));
  if (failure_ == 0) failure_ = failure;
}

std::optional<Error> Log::failure() const {
  if (failure_ == 0 || on_standard_error()) return std::nullopt;
  return make_error(
      ErrorCode::io,
      fmt::format("the log \"{}\" is not complete: {}", path_,
                  std::generic_category().message(failure_)),
      "make room, or name another file; what was migrated is in the history");
}

}  // namespace godwit::cli
