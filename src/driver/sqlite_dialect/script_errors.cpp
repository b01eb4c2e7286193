// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/script_errors.h"

#include <fmt/format.h>

#include "base/errors.h"

namespace godwit::driver::sqlite {

Error null_character() {
  return make_error(ErrorCode::statement_failed,
                    "the script contains a null character",
                    "save the file as UTF-8");
}

Error controls_transaction() {
  return make_error(
      ErrorCode::transaction_ended,
      "the script controls the transaction that it runs in",
      "leave out BEGIN, COMMIT and ROLLBACK, since a migration runs in a "
      "transaction anyway, or mark it `-- godwit: no-transaction`");
}

Error parameter_without_value(std::string_view name) {
  return make_error(
      ErrorCode::statement_failed,
      fmt::format("\"{}\" is a parameter, which has no value in a script",
                  name),
      "write the value itself, and texts in quotes");
}

Error no_statement() {
  return make_error(ErrorCode::invalid_argument, "there is no statement in it");
}

Error several_statements() {
  return make_error(ErrorCode::invalid_argument,
                    "there are several statements in it",
                    "run each with a call of its own");
}

Error no_number(std::size_t column) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("what column {} holds is no number", column),
                    "read it as a text, or CAST it in the query");
}

Error no_such_parameter(std::size_t number) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format(
          "there is a value for ${}, and the statement does not have it",
          number),
      "write $1, $2, … where the values are to stand");
}

}  // namespace godwit::driver::sqlite
