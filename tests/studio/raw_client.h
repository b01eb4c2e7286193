// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace godwit::test {

/// What a server says to bytes that a test has made up.
struct Reply {
  /// Zero: nothing that begins like an answer.
  int status = 0;
  /// By their names in small letters.
  std::map<std::string, std::string> headers = {};
  /// Without the lengths of its pieces.
  std::string body = {};
  /// All of it.
  std::string raw = {};
};

/// A connection to 127.0.0.1 that knows nothing of HTTP. Errors are exceptions.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  ~RawConnection();

  /// False: the other side does not take it any more.
  bool send(std::string_view bytes);
  /// All until the other side ends. Throws where that takes half a minute.
  Reply reply();

 private:
  int socket_;
};

/// Sends it and reads the answer.
Reply ask(std::uint16_t port, std::string_view request);

/// Whether somebody listens on that address of this machine.
bool listens(const std::string& address, std::uint16_t port);

}  // namespace godwit::test
