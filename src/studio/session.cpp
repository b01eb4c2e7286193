// SPDX-License-Identifier: BSL-1.0
#include "studio/session.h"

#include <sys/random.h>  // getentropy, of macOS
#include <unistd.h>      // of others

#include <cerrno>
#include <utility>

#include "base/encoded_bytes.h"
#include "base/errors.h"

namespace godwit::studio {
namespace {

Error no_random_bytes() {
  return make_error(ErrorCode::io,
                    "the operating system gives no random bytes for a token",
                    "try again");
}

}  // namespace

Result<std::string> random_token() {
  char bytes[16] = {};
  // Not std::random_device, which may be anything.
  if (getentropy(bytes, sizeof bytes) != 0) return no_random_bytes();
  return hex_of({bytes, sizeof bytes});
}

bool same_secret(std::string_view one, std::string_view two) {
  if (one.size() != two.size()) return false;
  unsigned int difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    difference |=
        static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(two[i]);
  }
  return difference == 0;
}

Sessions::Sessions(std::string one_time, std::string token)
    : one_time_(std::move(one_time)), token_(std::move(token)) {}

Result<std::unique_ptr<Sessions>> Sessions::begin() {
  auto one_time = random_token();
  if (!one_time) return std::move(one_time).error();
  auto token = random_token();
  if (!token) return std::move(token).error();
  return std::unique_ptr<Sessions>(
      new Sessions(*std::move(one_time), *std::move(token)));
}

std::optional<std::string> Sessions::exchange(std::string_view one_time) {
  const std::lock_guard lock(mutex_);
  if (used_ || !same_secret(one_time, one_time_)) return std::nullopt;
  used_ = true;
  return token_;
}

bool Sessions::is_valid(std::string_view token) const {
  const std::lock_guard lock(mutex_);
  return used_ && same_secret(token, token_);
}

}  // namespace godwit::studio
