// SPDX-License-Identifier: BSL-1.0
#include "command/whole_file.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "base/errors.h"

namespace godwit::command {
namespace {

constexpr const char* other_file = "name a file that can be read";

Error unread(const std::string& path, std::string message, std::string hint) {
  Error error = make_error(ErrorCode::io, std::move(message), std::move(hint));
  error.location.file = path;
  return error;
}

Error cannot_read(const std::string& path, int why) {
  return unread(path,
                fmt::format("cannot read the file: {}",
                            std::generic_category().message(why)),
                other_file);
}

Error is_device(const std::string& path) {
  return unread(path, "this is a device, which has no end", other_file);
}

Error too_large(const std::string& path, const ReadLimits& limits) {
  constexpr std::uint64_t megabyte = 1 << 20;
  return unread(path,
                fmt::format("it does not end within {} MB, or {} MB of a pipe",
                            limits.file / megabyte, limits.stream / megabyte),
                "name a file that ends, or write what comes out of the pipe to "
                "one first");
}

Error no_memory(const std::string& path) {
  return unread(path, "it is larger than the memory that there is",
                "allow more memory, or name a smaller file");
}

Error silent(const std::string& path, const ReadLimits& limits) {
  return unread(
      path,
      fmt::format("nothing came out of it for {} seconds, or its end not "
                  "within {}",
                  std::chrono::duration<double>(limits.silence).count(),
                  std::chrono::duration<double>(limits.time).count()),
      "see what should write into it");
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path,
                                    const ReadLimits& limits) {
  ReadFile file = read_to_the_end(path, limits);
  switch (file.problem) {
    case ReadProblem::none:
      return std::move(file.bytes);
    case ReadProblem::failed:
      break;
    case ReadProblem::device:
      return is_device(path);
    case ReadProblem::too_large:
      return too_large(path, limits);
    case ReadProblem::no_memory:
      return no_memory(path);
    case ReadProblem::stopped:
      return cancelled();
    case ReadProblem::silent:
      return silent(path, limits);
  }
  return cannot_read(path, file.error_number);
}

}  // namespace godwit::command
