// SPDX-License-Identifier: BSL-1.0
#include "base/platform.h"

#include <fmt/format.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

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

void wait_for(int socket, short events, std::chrono::milliseconds at_most) {
  pollfd watched{.fd = socket, .events = events, .revents = 0};
  poll(&watched, 1, static_cast<int>(at_most.count()));
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

std::string program_name() {
#if defined(__linux__)
  return program_invocation_short_name;
#else
  return getprogname();
#endif
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

}  // namespace godwit
