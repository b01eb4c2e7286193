// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/row_values.h>

#include <charconv>
#include <limits>
#include <locale>
#include <sstream>
#include <system_error>

#include "base/ascii.h"
#include "base/errors.h"

namespace godwit::detail {
namespace {

template <typename Number>
bool read_number(std::string_view text, Number& value) {
  const char* end = text.data() + text.size();
  Number read{};
  const auto [stopped, error] = std::from_chars(text.data(), end, read);
  if (error != std::errc() || stopped != end) return false;
  value = read;
  return true;
}

#if !defined(__cpp_lib_to_chars)
// As libc++ has it: whole numbers only.
template <typename Number>
bool read_floating(std::string_view text, Number& value) {
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") {
    using Limits = std::numeric_limits<Number>;
    value = text == "NaN" ? Limits::quiet_NaN() : Limits::infinity();
    if (text.front() == '-') value = -value;
    return true;
  }
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  Number read{};
  if (!(stream >> read) ||
      stream.peek() != std::istringstream::traits_type::eof()) {
    return false;
  }
  value = read;
  return true;
}
#else
template <typename Number>
bool read_floating(std::string_view text, Number& value) {
  return read_number(text, value);
}
#endif

int hexadecimal(char digit) {
  const char small = lower(digit);
  if (is_digit(small)) return small - '0';
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

Error wrong_row(std::string message, std::string hint) {
  return make_error(ErrorCode::unexpected_value, std::move(message),
                    std::move(hint));
}

constexpr const char* select_all =
    "select what the constant `select` of the table says";

}  // namespace

bool read_value(std::string_view text, bool& value) {
  const bool yes = text == "t" || text == "true" || text == "1";
  if (!yes && text != "f" && text != "false" && text != "0") return false;
  value = yes;
  return true;
}

bool read_value(std::string_view text, std::int16_t& value) {
  return read_number(text, value);
}

bool read_value(std::string_view text, std::int32_t& value) {
  return read_number(text, value);
}

bool read_value(std::string_view text, std::int64_t& value) {
  return read_number(text, value);
}

bool read_value(std::string_view text, float& value) {
  return read_floating(text, value);
}

bool read_value(std::string_view text, double& value) {
  return read_floating(text, value);
}

bool read_value(std::string_view text, std::string& value) {
  value = text;
  return true;
}

bool read_value(std::string_view text, std::vector<std::byte>& value) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return false;
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const int high = hexadecimal(text[i]);
    const int low = hexadecimal(text[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  value = std::move(bytes);
  return true;
}

Error no_such_row(const Table& table) {
  return wrong_row(fmt::format("there is no row of {} to read", table.name),
                   "read one only while the statement or the result has it");
}

Error too_few_columns(const Table& table) {
  return wrong_row(fmt::format("the row has fewer columns than {}", table.name),
                   select_all);
}

Error unexpected_null(const Table& table, std::string_view column) {
  return wrong_row(
      fmt::format("{}.{} is NULL, and the schema that was compiled in does not "
                  "allow that",
                  table.name, column),
      select_all);
}

Error unexpected_value(const Table& table, std::string_view column) {
  return wrong_row(
      fmt::format("the value of {}.{} is not of the type that was compiled in",
                  table.name, column),
      "look at the value, and at TYPE_MAP of godwit_add_migrations()");
}

}  // namespace godwit::detail
