// SPDX-License-Identifier: BSL-1.0
#include "base/platform.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

// Empty in a static program, where glibc would load shared libraries to answer.
#pragma weak getpwuid_r

namespace godwit {
namespace {

constexpr std::string_view nobody = "unknown";

std::string user_in_database(uid_t id) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  const int failed =
      getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found);
  return std::string(failed == 0 && found != nullptr ? entry.pw_name : nobody);
}

// Lines are name:password:id:...
std::string user_in_file(uid_t id) {
  std::ifstream file("/etc/passwd");
  const std::string wanted = std::to_string(id);
  std::string name;
  std::string password;
  std::string number;
  std::string rest;
  while (std::getline(file, name, ':') && std::getline(file, password, ':') &&
         std::getline(file, number, ':') && std::getline(file, rest)) {
    if (number == wanted) return name;
  }
  return std::string(nobody);
}

class Reading {
 public:
  explicit Reading(const std::string& path)
      // Without waiting for somebody to open the other end of a pipe.
      : file_(
            open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
  ~Reading() {
    if (file_ >= 0) close(file_);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  ReadFile run(const ReadLimits& limits) {
    struct stat facts {};
    if (file_ < 0 || fstat(file_, &facts) != 0) return failed();
    if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode)) {
      return {.problem = ReadProblem::device};
    }
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    const bool sized = S_ISREG(facts.st_mode) && size > 0;
    const std::uint64_t limit = sized ? limits.file : limits.stream;
    if (sized && size > limit) return {.problem = ReadProblem::too_large};
    if (sized) bytes_.reserve(size + piece_size);
    return read_up_to(limit, limits.silence);
  }

 private:
  static constexpr std::size_t piece_size = std::size_t{1} << 20;

  static ReadFile failed() {
    return {.problem = ReadProblem::failed, .error_number = errno};
  }

  ReadFile read_up_to(std::uint64_t limit, std::chrono::milliseconds silence) {
    while (true) {
      if (!wait(silence)) return {.problem = ReadProblem::silent};
      const std::size_t before = bytes_.size();
      bytes_.resize(before + piece_size);
      const ssize_t got = read(file_, &bytes_[before], piece_size);
      bytes_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
      if (got == 0) return {.bytes = std::move(bytes_)};
      if (got < 0 && errno != EAGAIN && errno != EINTR) return failed();
      if (bytes_.size() > limit) return {.problem = ReadProblem::too_large};
    }
  }

  bool wait(std::chrono::milliseconds silence) const {
    pollfd watched{.fd = file_, .events = POLLIN, .revents = 0};
    int ready = 0;
    do {
      ready = poll(&watched, 1, static_cast<int>(silence.count()));
    } while (ready < 0 && errno == EINTR);
    return ready != 0;
  }

  int file_;
  std::string bytes_;
};

void wait_for(int socket, short events, std::chrono::milliseconds at_most) {
  pollfd watched{.fd = socket, .events = events, .revents = 0};
  poll(&watched, 1, static_cast<int>(at_most.count()));
}

std::string program_name() {
#if defined(__linux__)
  return program_invocation_short_name;
#else
  return getprogname();
#endif
}

}  // namespace

std::string operating_system_user() {
  const uid_t id = geteuid();
  return getpwuid_r != nullptr ? user_in_database(id) : user_in_file(id);
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string this_program() {
  std::string host = host_name();
  // Of a full name the first part tells which machine it is.
  host = host.substr(0, std::min<std::size_t>(host.find('.'), 24));
  return fmt::format("{}/{}/{}", host, getpid(), program_name().substr(0, 20));
}

void wait_for_input(int socket, std::chrono::milliseconds at_most) {
  wait_for(socket, POLLIN, at_most);
}

void wait_for_input_or_room(int socket, std::chrono::milliseconds at_most) {
  wait_for(socket, POLLIN | POLLOUT, at_most);
}

void shut_down(int socket) { shutdown(socket, SHUT_RDWR); }

ReadFile read_to_the_end(const std::string& path, const ReadLimits& limits) {
  return Reading(path).run(limits);
}

}  // namespace godwit
