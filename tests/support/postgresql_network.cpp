// SPDX-License-Identifier: BSL-1.0
#include "support/postgresql_network.h"

#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "support/ephemeral_database.h"
#include "support/postgresql_servers.h"

namespace godwit::test {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listen_somewhere() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(0);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address),
           sizeof address) != 0 ||
      listen(listener, 16) != 0) {
    fail("listen");
  }
  return listener;
}

int port_of(int socket) {
  sockaddr_in address = {};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string url_of(int port) {
  return "host=127.0.0.1 port=" + std::to_string(port) + " user=godwit";
}

/// The socket of this test run's server.
std::string server_path() {
  const std::string server = postgresql_server();
  const std::size_t begin = server.find("host=") + 5;
  return server.substr(begin, server.find(' ', begin) - begin) +
         "/.s.PGSQL.5432";
}

int connect_to_server() {
  const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  server_path().copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address),
              sizeof address) != 0) {
    fail("connect");
  }
  return server;
}

using Buffer = std::array<char, 65536>;

// Nothing: it is gone.
std::string_view receive(int from, Buffer& bytes) {
  const auto size = read(from, bytes.data(), bytes.size());
  return {bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

bool send(int to, std::string_view bytes) {
  return write(to, bytes.data(), bytes.size()) ==
         static_cast<ssize_t>(bytes.size());
}

// False: one of them is gone.
bool pass_on(int from, int to) {
  Buffer bytes{};
  const std::string_view received = receive(from, bytes);
  return !received.empty() && send(to, received);
}

int commits_in(std::string_view answer) {
  constexpr std::string_view completed(
      "C\0\0\0\x0b"
      "COMMIT",
      11);
  int count = 0;
  for (std::size_t at = answer.find(completed); at != answer.npos;
       at = answer.find(completed, at + 1)) {
    ++count;
  }
  return count;
}

void set_up(bool up) {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = {};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = up ? IFF_UP : 0;
  if (ioctl(any, SIOCSIFFLAGS, &request) != 0) fail("SIOCSIFFLAGS");
  close(any);
}

}  // namespace

Proxy::Proxy() : listener_(listen_somewhere()), port_(port_of(listener_)) {
  thread_ = std::thread([this] { serve(); });
}

Proxy::~Proxy() {
  over_ = true;
  thread_.join();
  for (const Pair& pair : pairs_) {
    close(pair.client);
    close(pair.server);
  }
  close(listener_);
}

std::string Proxy::url(const std::string& database) const {
  return url_of(port_) + " dbname=" + database;
}

int Proxy::option_of_client(int option) const {
  constexpr int most = 256;
  int value = -1;
  for (int socket = 0; socket < most; ++socket) {
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    const bool connected =
        getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
    if (!connected || peer.sin_family != AF_INET ||
        ntohs(peer.sin_port) != port_) {
      continue;
    }
    socklen_t length = sizeof value;
    getsockopt(socket, IPPROTO_TCP, option, &value, &length);
  }
  return value;
}

void Proxy::accept_client() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client >= 0) pairs_.push_back({client, connect_to_server()});
}

// False: one of them is gone, or shall be.
bool Proxy::pass_on_answer(const Pair& pair) {
  Buffer bytes{};
  const std::string_view answer = receive(pair.server, bytes);
  if (const int left = commits_to_cut_; left > 0) {
    const int rest = std::max(left - commits_in(answer), 0);
    commits_to_cut_ = rest;
    if (rest == 0) return false;
  }
  return !answer.empty() && send(pair.client, answer);
}

void Proxy::serve() {
  constexpr int soon = 10;  // milliseconds
  while (!over_) {
    if (frozen_) {
      poll(nullptr, 0, soon);
      continue;
    }
    std::vector<pollfd> watched = {{listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      watched.push_back({pair.client, POLLIN, 0});
      watched.push_back({pair.server, POLLIN, 0});
    }
    poll(watched.data(), watched.size(), soon);
    if (frozen_) continue;
    std::vector<Pair> open;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Pair pair = pairs_[i];
      const bool good =
          (!watched[2 * i + 1].revents || pass_on(pair.client, pair.server)) &&
          (!watched[2 * i + 2].revents || pass_on_answer(pair));
      if (good) {
        open.push_back(pair);
      } else {
        close(pair.client);
        close(pair.server);
      }
    }
    const bool arrived = watched[0].revents != 0;
    pairs_ = std::move(open);
    if (arrived) accept_client();
  }
}

SilentHost::SilentHost()
    : listener_(listen_somewhere()), port_(port_of(listener_)) {}

SilentHost::~SilentHost() { close(listener_); }

std::string SilentHost::url() const { return url_of(port_) + " dbname=x"; }

Network::Network() {
  const int spaces =
      getuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET;
  if (unshare(spaces) != 0) fail("unshare");
  set_up(true);
}

bool Network::is_allowed() {
  return Child([] {
           const Network network;
           return true;
         })
      .succeeded();
}

void Network::switch_off() const { set_up(false); }

}  // namespace godwit::test
