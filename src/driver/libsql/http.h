// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/deadline.h"

namespace godwit::driver::libsql {

/// How long somebody waits for an answer.
struct Waiting {
  Deadline deadline = no_deadline;
  StopToken stop = {};
  /// How long the answer is still worth after that.
  std::chrono::milliseconds grace{};
  /// Called often. Throws nothing. May be empty.
  std::function<void()> meanwhile = {};
};

/// What came of a request.
struct HttpAnswer {
  enum class End : std::uint8_t {
    answered,
    unreachable,  ///< the server has not got the request
    lost,         ///< whether it has carried it out is not known
    late,         ///< nor here, where the deadline passed
    stopped,      ///< nor here, where a stop was requested
  };

  End end = End::answered;
  long status = 0;
  std::string body = {};
  /// Where there is no answer, why.
  std::string why = {};
};

/// A connection to a server, which is made when it is needed and kept.
class Http {
 public:
  /// `token`: empty: none is sent.
  Http(std::string origin, std::string token);
  ~Http();
  Http(Http&&) noexcept;
  Http& operator=(Http&&) noexcept;

  /// Sends JSON. Follows the server to no other place.
  HttpAnswer post(std::string_view path, const std::string& body,
                  const Waiting& waiting);
  HttpAnswer get(std::string_view path, const Waiting& waiting);

 private:
  struct Handles;

  HttpAnswer request(std::string_view path, const Waiting& waiting);

  std::string origin_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace godwit::driver::libsql
