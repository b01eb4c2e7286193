// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace godwit::studio {

/// A socket, closed with the object.
class Socket {
 public:
  explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;
  ~Socket();

  int descriptor() const noexcept { return descriptor_; }

  /// The other side has closed its end. Precondition: nothing that it has sent
  /// waits to be read.
  bool has_gone() const;
  /// Ends the answer, and takes what still comes for a moment: a connection
  /// that closes with something unread takes the answer back.
  void end_answer();

 private:
  int descriptor_;
};

/// Takes connections from this machine alone.
class Listener {
 public:
  /// On 127.0.0.1. Port 0: any that is free. Fails where it is taken, also by
  /// somebody who shares it.
  static Result<Listener> open(std::uint16_t port);

  std::uint16_t port() const noexcept { return port_; }
  int descriptor() const noexcept { return socket_.descriptor(); }
  /// Absent: nobody has come so long.
  std::optional<Socket> accept(std::chrono::milliseconds at_most);

 private:
  Listener(Socket socket, std::uint16_t port)
      : socket_(std::move(socket)), port_(port) {}

  Socket socket_;
  std::uint16_t port_;
};

}  // namespace godwit::studio
