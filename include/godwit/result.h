// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace godwit {

/// What `Result::value()` throws for callers who prefer exceptions.
class BadResult : public std::runtime_error {
 public:
  explicit BadResult(Error error);
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

namespace detail {
/// Throws BadResult. Lives in the library, so that callers may be compiled
/// without exceptions.
[[noreturn]] void throw_bad_result(const Error& error);
}  // namespace detail

/// A value or the reason why there is none. A type of our own and not
/// std::expected: one that changed with the language version would break
/// linking between library and application.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// Precondition of these: ok().
  T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() noexcept { return std::get_if<0>(&state_); }
  const T* operator->() const noexcept { return std::get_if<0>(&state_); }

  /// Precondition of these: not ok().
  Error& error() & noexcept { return *std::get_if<1>(&state_); }
  const Error& error() const& noexcept { return *std::get_if<1>(&state_); }
  Error&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

  /// The value, or an exception of type BadResult.
  T& value() & {
    if (!ok()) detail::throw_bad_result(error());
    return **this;
  }
  const T& value() const& {
    if (!ok()) detail::throw_bad_result(error());
    return **this;
  }
  T&& value() && {
    if (!ok()) detail::throw_bad_result(error());
    return std::move(**this);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the reason why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }

  /// Precondition of these: not ok().
  Error& error() & noexcept { return *error_; }
  const Error& error() const& noexcept { return *error_; }
  Error&& error() && noexcept { return *std::move(error_); }

  /// Nothing, or an exception of type BadResult.
  void value() const {
    if (!ok()) detail::throw_bad_result(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace godwit
