// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "studio/listener.h"
#include "studio/session.h"
#include "studio/studio.h"

namespace godwit::studio {

struct ServerOptions {
  /// Zero: any that is free.
  std::uint16_t port = 0;
  /// Under which other names browsers may come, by way of who forwards to it:
  /// as in their requests, such as "localhost:8080".
  std::vector<std::string> forwarded_hosts = {};
  /// What is worth a line on the terminal. Called on any thread, by one at a
  /// time. Empty: nobody listens.
  std::function<void(std::string_view)> remark = {};
  /// The one-time token was exchanged, on any thread.
  std::function<void()> entered = {};
};

/// Serves the page and what it asks for, to browsers on this machine. HTTP/1.1
/// with one request on each connection.
class Server {
 public:
  /// Takes the port. The studio must outlive it.
  static Result<std::unique_ptr<Server>> open(Studio& studio,
                                              ServerOptions options);

  std::uint16_t port() const noexcept { return listener_.port(); }
  /// As browsers name it in each request, such as "127.0.0.1:41234".
  const std::string& host() const noexcept { return hosts_.front(); }
  /// To be opened once: it carries the one-time token, where no server and no
  /// log sees it.
  std::string url() const;

  /// Until a stop is requested. Then all calls are asked to stop and, when they
  /// have, no thread and no connection is left.
  void run(const StopToken& stop);

 private:
  Server(Studio& studio, ServerOptions options, Listener listener,
         std::unique_ptr<Sessions> sessions);

  Studio& studio_;
  ServerOptions options_;
  Listener listener_;
  std::unique_ptr<Sessions> sessions_;
  /// The first is our own.
  std::vector<std::string> hosts_;
};

}  // namespace godwit::studio
