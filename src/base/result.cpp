// SPDX-License-Identifier: BSL-1.0
#include <godwit/result.h>

namespace godwit {

BadResult::BadResult(Error error)
    : std::runtime_error(to_string(error)), error_(std::move(error)) {}

namespace detail {

void throw_bad_result(const Error& error) { throw BadResult(error); }

}  // namespace detail
}  // namespace godwit
