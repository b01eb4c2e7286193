// SPDX-License-Identifier: BSL-1.0
#include "rehearsal/hints.h"

#include <string_view>

namespace godwit::rehearsal {
namespace {

bool about(const Error& error, std::string_view beginning) {
  return error.message.starts_with(beginning);
}

bool lacks_extension(const Error& error) {
  return about(error, "extension \"") || error.sqlstate == "58P01";
}

// An object that is there neither by name nor by kind, a schema, a function, a
// privilege; or a role that another database of the server has made already.
bool lacks_surroundings(const Error& error) {
  for (const std::string_view state :
       {"42704", "42883", "3F000", "42501", "0LP01"}) {
    if (error.sqlstate == state) return true;
  }
  return error.sqlstate == "42710" && about(error, "role \"");
}

}  // namespace

std::string hint_for(const Error& error) {
  if (error.sqlstate == "25001" || error.sqlstate == "2D000") {
    return "mark the script -- godwit: no-transaction, and put what must stay "
           "whole into another file";
  }
  if (error.sqlstate == "55P04") {
    return "use the value in a later migration, in a file of its own, or mark "
           "the script -- godwit: no-transaction";
  }
  if (lacks_extension(error)) {
    return "install the extension where migrations are tried out; what is made "
           "before the first of them goes into a file for CHECK_TEMPLATE_SQL, "
           "for tests TEMPLATE_SQL of the fixture";
  }
  if (lacks_surroundings(error)) {
    return "if a database has it before its first migration, as roles and "
           "extensions often are, make it in a file for CHECK_TEMPLATE_SQL, "
           "for tests TEMPLATE_SQL of the fixture";
  }
  return {};
}

}  // namespace godwit::rehearsal
