// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::studio {

/// Who may ask: whoever has a token that was given for the one in the URL,
/// which works once. Nothing is ever written down. Safe to use from any thread.
class Sessions {
 public:
  /// Fails where the operating system gives no random bytes.
  static Result<std::unique_ptr<Sessions>> begin();

  /// What the URL carries in its fragment.
  const std::string& one_time_token() const noexcept { return one_time_; }
  /// The token of a session. Absent: that is not the one-time token, or it was
  /// used already.
  std::optional<std::string> exchange(std::string_view one_time);
  bool is_valid(std::string_view token) const;

 private:
  Sessions(std::string one_time, std::string token);

  const std::string one_time_;
  const std::string token_;
  mutable std::mutex mutex_;
  bool used_ = false;
};

/// 128 bits of the operating system's, in hexadecimal digits.
Result<std::string> random_token();

/// Takes as long wherever two texts of the same length differ.
bool same_secret(std::string_view one, std::string_view two);

}  // namespace godwit::studio
