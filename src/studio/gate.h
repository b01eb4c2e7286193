// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "studio/session.h"

namespace godwit::studio {

/// What a request may be at most, and how long it may take.
inline constexpr std::size_t largest_head = std::size_t{16} * 1024;
inline constexpr std::size_t largest_body = std::size_t{16} * 1024 * 1024;

/// What a request says before its body. A header that is not there is absent;
/// one that is there twice is both, so that it fits nothing.
struct RequestHead {
  std::string method = {};
  /// Without what follows a question mark.
  std::string path = {};
  std::optional<std::string> host = {};
  std::optional<std::string> origin = {};
  std::optional<std::string> fetch_site = {};
  std::optional<std::string> fetch_mode = {};
  std::optional<std::string> fetch_destination = {};
  std::optional<std::string> content_type = {};
  std::optional<std::string> content_length = {};
  /// Content-Encoding or Transfer-Encoding.
  bool encoded = false;
  std::optional<std::string> authorization = {};
};

/// Why a request is not answered.
struct Refusal {
  int status = 0;
  /// One sentence for whoever looks at it by hand.
  std::string_view why = {};
};

inline constexpr std::string_view api_prefix = "/api/";

/// Lets through what a browser may ask that shows our own page, and nothing
/// else: another page in the same browser, or one whose name has come to mean
/// this machine, gets an answer without content. Absent: it may pass. `hosts`:
/// the names that we go by; the first is our own, such as "127.0.0.1:41234",
/// and the others are those of who forwards to it, also from TLS.
std::optional<Refusal> refusal(const RequestHead& head,
                               std::span<const std::string> hosts,
                               const Sessions& sessions);

/// The one endpoint that needs no token.
inline constexpr std::string_view exchange_name = "exchange";

}  // namespace godwit::studio
