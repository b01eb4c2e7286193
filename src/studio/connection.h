// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "studio/listener.h"
#include "studio/session.h"
#include "studio/studio.h"

namespace godwit::studio {

/// What the connections of a server share.
struct Served {
  Studio& studio;
  Sessions& sessions;
  /// See refusal().
  std::span<const std::string> hosts;
  /// A request came with a wrong token. Called on any thread.
  std::function<void()> wrong_token;
  /// The one-time token was exchanged. Likewise.
  std::function<void()> entered;
};

/// Reads the one request of a connection and answers it. `stop` ends the call,
/// and the connection.
void serve(const Socket& socket, const Served& served, const StopToken& stop);

}  // namespace godwit::studio
