// SPDX-License-Identifier: BSL-1.0
#include "studio/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/errors.h"
#include "base/platform.h"

namespace godwit::studio {
namespace {

constexpr int waiting_connections = 64;

Error cannot_listen(std::uint16_t port, int why) {
  const std::string reason = std::generic_category().message(why);
  if (port == 0) {
    return make_error(ErrorCode::io,
                      fmt::format("cannot listen on 127.0.0.1: {}", reason));
  }
  if (why == EADDRINUSE) {
    return make_error(
        ErrorCode::io,
        fmt::format("port {} of --port is taken by another program", port),
        "choose another one, or leave --port out, which takes one that is "
        "free");
  }
  return make_error(
      ErrorCode::io,
      fmt::format("cannot listen on port {} of --port: {}", port, reason),
      "choose another one, or leave --port out");
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// No program that we start keeps it open.
void keep_to_ourselves(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

bool bind_to(int descriptor, std::uint16_t port) {
  // So that the port of a studio that has just ended is free. On Linux nobody
  // else gets a port by it that is listened on.
  const int yes = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  return ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address),
                sizeof address) == 0 &&
         ::listen(descriptor, waiting_connections) == 0;
}

std::uint16_t port_of(int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

Socket::Socket(Socket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Socket::has_gone() const {
  char byte = 0;
  const ssize_t size = ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
                       errno != EINTR);
}

void Socket::end_answer() {
  using namespace std::chrono_literals;
  ::shutdown(descriptor_, SHUT_WR);
  const auto end = std::chrono::steady_clock::now() + 500ms;
  char bytes[4096];
  while (std::chrono::steady_clock::now() < end) {
    wait_for_input(descriptor_, 100ms);
    const ssize_t size = ::recv(descriptor_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return;
  }
}

Result<Listener> Listener::open(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
  if (socket.descriptor() < 0) return cannot_listen(port, errno);
  keep_to_ourselves(socket.descriptor());
  if (!bind_to(socket.descriptor(), port)) return cannot_listen(port, errno);
  ::fcntl(socket.descriptor(), F_SETFL, O_NONBLOCK);
  const std::uint16_t bound = port_of(socket.descriptor());
  return Listener(std::move(socket), bound);
}

std::optional<Socket> Listener::accept(std::chrono::milliseconds at_most) {
  wait_for_input(socket_.descriptor(), at_most);
  Socket accepted(::accept(socket_.descriptor(), nullptr, nullptr));
  if (accepted.descriptor() < 0) return std::nullopt;
  keep_to_ourselves(accepted.descriptor());
  const int yes = 1;
  ::setsockopt(accepted.descriptor(), IPPROTO_TCP, TCP_NODELAY, &yes,
               sizeof yes);
  ::fcntl(accepted.descriptor(), F_SETFL, O_NONBLOCK);
  return accepted;
}

}  // namespace godwit::studio
