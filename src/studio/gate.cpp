// SPDX-License-Identifier: BSL-1.0
#include "studio/gate.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace godwit::studio {
namespace {

using Checked = std::optional<Refusal>;

bool is(const std::optional<std::string>& header, std::string_view value) {
  return header && *header == value;
}

// A page of another origin may lead here, which is how a file opens the
// browser, but not frame us; and the page alone tells nothing.
bool is_led_here(const RequestHead& head) {
  return head.method == "GET" && head.path == "/" &&
         (is(head.fetch_site, "none") ||
          (is(head.fetch_mode, "navigate") &&
           is(head.fetch_destination, "document")));
}

// A name that an attacker makes mean this machine is not ours, nor is one that
// only begins like it.
Checked check_sender(const RequestHead& head,
                     std::span<const std::string> hosts) {
  const auto host = head.host
                        ? std::find(hosts.begin(), hosts.end(), *head.host)
                        : hosts.end();
  if (host == hosts.end()) {
    return Refusal{421, "this is not the address that studio printed"};
  }
  const bool forwarded = host != hosts.begin();
  if (head.origin && *head.origin != "http://" + *host &&
      !(forwarded && *head.origin == "https://" + *host)) {
    return Refusal{403, "another page asks"};
  }
  if (head.fetch_site && *head.fetch_site != "same-origin" &&
      !is_led_here(head)) {
    return Refusal{403, "another page asks"};
  }
  return std::nullopt;
}

// Parameters, such as a charset, say nothing that JSON does not.
bool is_json(const RequestHead& head) {
  if (!head.content_type) return false;
  std::string_view type = *head.content_type;
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return equal_but_for_case(type, "application/json");
}

Checked check_length(const RequestHead& head) {
  if (!head.content_length) return Refusal{411, "the length is missing"};
  const std::string& text = *head.content_length;
  std::size_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  if (stop != end ||
      (error != std::errc() && error != std::errc::result_out_of_range)) {
    return Refusal{400, "the length is no number"};
  }
  if (error != std::errc() || length > largest_body) {
    return Refusal{413, "that is more than 16 MB"};
  }
  return std::nullopt;
}

Checked check_body(const RequestHead& head) {
  // What is compressed, or comes in chunks, may be of any size.
  if (!is_json(head) || head.encoded) {
    return Refusal{415, "only application/json is taken"};
  }
  return check_length(head);
}

bool has_token(const RequestHead& head, const Sessions& sessions) {
  constexpr std::string_view scheme = "Bearer ";
  if (!head.authorization || !head.authorization->starts_with(scheme)) {
    return false;
  }
  return sessions.is_valid(
      std::string_view(*head.authorization).substr(scheme.size()));
}

Checked check_call(const RequestHead& head, const Sessions& sessions) {
  if (head.method != "POST") return Refusal{405, "only POST is taken here"};
  if (auto refused = check_body(head)) return refused;
  const bool exchange = head.path.substr(api_prefix.size()) == exchange_name;
  if (!exchange && !has_token(head, sessions)) {
    return Refusal{401, "this needs the token of the page that studio opened"};
  }
  return std::nullopt;
}

Checked check_file(const RequestHead& head) {
  if (head.method == "GET" || head.method == "HEAD") return std::nullopt;
  return Refusal{405, "only GET is taken here"};
}

}  // namespace

std::optional<Refusal> refusal(const RequestHead& head,
                               std::span<const std::string> hosts,
                               const Sessions& sessions) {
  if (auto refused = check_sender(head, hosts)) return refused;
  return head.path.starts_with(api_prefix) ? check_call(head, sessions)
                                           : check_file(head);
}

}  // namespace godwit::studio
