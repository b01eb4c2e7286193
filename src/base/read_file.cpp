// SPDX-License-Identifier: BSL-1.0
#include "base/read_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "base/deadline.h"

namespace godwit {
namespace {

class Reading {
 public:
  Reading(const std::string& path, const ReadLimits& limits)
      // Without waiting for somebody to open the other end of a pipe.
      : file_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)),
        limits_(limits) {}
  ~Reading() {
    if (file_ >= 0) close(file_);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  ReadFile run() try {
    struct stat facts {};
    if (file_ < 0 || fstat(file_, &facts) != 0) return failed();
    if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode)) {
      return {.problem = ReadProblem::device};
    }
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    const bool sized = S_ISREG(facts.st_mode) && size > 0;
    const std::uint64_t limit = sized ? limits_.file : limits_.stream;
    if (sized && size > limit) return {.problem = ReadProblem::too_large};
    if (sized) bytes_.reserve(size + piece_size);
    return read_up_to(limit);
  } catch (const std::bad_alloc&) {
    return {.problem = ReadProblem::no_memory};
  }

 private:
  static constexpr std::size_t piece_size = std::size_t{1} << 20;

  static ReadFile failed() {
    return {.problem = ReadProblem::failed, .error_number = errno};
  }

  ReadFile read_up_to(std::uint64_t limit) {
    const Deadline end = deadline_after(limits_.time);
    while (true) {
      const Deadline silent = deadline_after(limits_.silence);
      if (!wait(std::min(silent, end))) {
        return {.problem = limits_.stop.stop_requested() ? ReadProblem::stopped
                                                         : ReadProblem::silent};
      }
      const std::size_t before = bytes_.size();
      bytes_.resize(before + piece_size);
      const ssize_t got = read(file_, &bytes_[before], piece_size);
      bytes_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
      if (got == 0) return {.bytes = std::move(bytes_)};
      if (got < 0 && errno != EAGAIN && errno != EINTR) return failed();
      if (bytes_.size() > limit) return {.problem = ReadProblem::too_large};
    }
  }

  bool wait(Deadline deadline) const {
    while (!limits_.stop.stop_requested() && !has_passed(deadline)) {
      pollfd watched{.fd = file_, .events = POLLIN, .revents = 0};
      if (poll(&watched, 1, hearing_interval.count()) > 0) return true;
    }
    return false;
  }

  int file_;
  const ReadLimits& limits_;
  std::string bytes_;
};

}  // namespace

ReadFile read_to_the_end(const std::string& path, const ReadLimits& limits) {
  return Reading(path, limits).run();
}

}  // namespace godwit
