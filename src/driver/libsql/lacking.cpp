// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/lacking.h"

#include <fmt/format.h>

#include <string>

#include "base/ascii.h"
#include "base/errors.h"
#include "sql/libsql_pragmas.h"
#include "sql/words.h"

namespace godwit::driver::libsql {
namespace {

Error not_on_servers(std::string_view what, std::string_view instead) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("libSQL servers have no {}", what),
                    std::string(instead));
}

// Behind "PRAGMA".
std::optional<Error> lacking_pragma(sql::Words words) {
  std::string name = lower(words.next());
  std::string_view next = words.next();
  if (next == ".") {
    name = lower(words.next());
    next = words.next();
  }
  if (!sql::libsql_refuses_pragma(name, next == "=" || next == "(")) return {};
  return not_on_servers(fmt::format("PRAGMA {} like that", name),
                        "leave it out; a server has its own settings");
}

// Behind "CREATE".
bool is_temporary(sql::Words words) {
  return sql::is_any_of(words.next(), {"TEMP", "TEMPORARY"});
}

}  // namespace

std::optional<Error> lacking(std::string_view statement) {
  sql::Words words(statement, Dialect::sqlite);
  const std::string_view first = words.next();
  if (sql::is_word(first, "PRAGMA")) return lacking_pragma(words);
  if (sql::is_word(first, "VACUUM")) {
    return not_on_servers("VACUUM", "leave it out; a server does that itself");
  }
  if (sql::is_word(first, "ANALYZE")) {
    return not_on_servers("ANALYZE", "leave it out");
  }
  if (sql::is_any_of(first, {"ATTACH", "DETACH"})) {
    return not_on_servers(first, "migrate each database by itself");
  }
  if (sql::is_word(first, "CREATE") && is_temporary(words)) {
    return not_on_servers("temporary tables, views and triggers",
                          "use a table, and drop it at the end");
  }
  return std::nullopt;
}

}  // namespace godwit::driver::libsql
