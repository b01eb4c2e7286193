// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "generate/header/replayed_header.h"
#include "support/embedded_files.h"

namespace godwit::test {

/// A file of tests/generate/header.
inline std::string header_file(const std::string& name) {
  std::ifstream file(std::string(GODWIT_HEADER_FILES) + '/' + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A header as it is whatever else the database consists of.
inline std::string without_fingerprint(std::string header) {
  const std::string begin = "fingerprint =\n    \"";
  const auto at = header.find(begin);
  return at == std::string::npos ? header : header.erase(at + begin.size(), 64);
}

inline constexpr EmbeddedData no_data{};
/// For `header_of`, which has its own.
inline EmbeddedSet no_set() { return EmbeddedSet(no_data); }

/// The headers of a set with one migration.
inline Result<generate::ReplayedHeader> headers_of(
    Dialect dialect, const std::string& sql, generate::HeaderRequest request) {
  const EmbeddedFiles files(dialect, {{"1_all.sql", sql}});
  request.replay.set = files.set();
  return generate::replayed_header(request);
}

/// That of the schema.
inline Result<std::string> header_of(Dialect dialect, const std::string& sql,
                                     const generate::HeaderRequest& request) {
  const auto headers = headers_of(dialect, sql, request);
  if (!headers) return headers.error();
  return headers->text;
}

/// That of one adapter, of a schema header that is called "shop_schema.h".
inline Result<std::string> adapter_of(generate::Adapter adapter,
                                      Dialect dialect, const std::string& sql,
                                      generate::HeaderRequest request) {
  request.adapters = {adapter};
  request.included_as = "shop_schema.h";
  const auto headers = headers_of(dialect, sql, request);
  if (!headers) return headers.error();
  return headers->adapters.front();
}

inline generate::TypeMapping mapping(const std::string& text) {
  return generate::TypeMapping::parse(text).value();
}

}  // namespace godwit::test
