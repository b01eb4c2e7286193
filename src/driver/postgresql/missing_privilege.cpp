// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/missing_privilege.h"

#include <fmt/format.h>

#include <array>

#include "base/sql_names.h"

namespace godwit::driver::postgresql {
namespace {

struct Kind {
  std::string_view in_message;
  std::string_view in_grant;
  std::string_view privileges;
  std::string_view enough_to_read;
};

constexpr std::array<Kind, 5> kinds = {{
    {"schema", "SCHEMA", "USAGE, CREATE", "; to read, USAGE is enough"},
    {"table", "TABLE", "SELECT, INSERT, UPDATE, DELETE",
     "; to read, SELECT is enough"},
    {"database", "DATABASE", "CREATE", ""},
    {"sequence", "SEQUENCE", "USAGE, SELECT, UPDATE", ""},
    {"function", "FUNCTION", "EXECUTE", ""},
}};

/// True where `text` began with `prefix`, which is then gone.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

// The server has no field for what was refused, so its text has to do; in
// another language the hint is the general one.
std::string privilege_hint(std::string_view message, std::string_view user) {
  if (message.starts_with("must be owner of ")) {
    return fmt::format(
        "connect as its owner, or have the owning role granted to {}",
        quoted_name(user));
  }
  for (const Kind& kind : kinds) {
    std::string_view name = message;
    if (take(name, "permission denied for ") && take(name, kind.in_message) &&
        take(name, " ")) {
      return fmt::format(
          "let the owner of the {} run GRANT {} ON {} {} TO {}{}",
          kind.in_message, kind.privileges, kind.in_grant, quoted_name(name),
          quoted_name(user), kind.enough_to_read);
    }
  }
  return fmt::format(
      "connect as a user who may do that, or have the privilege granted to {}",
      quoted_name(user));
}

}  // namespace godwit::driver::postgresql
