// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>

#include "driver/postgresql/plain_name.h"
#include "driver/postgresql/run_state.h"
#include "sql/words.h"

namespace godwit::driver::postgresql {
namespace {

// SET [SESSION | LOCAL] ROLE name, SET … SESSION AUTHORIZATION name
void follow_set(sql::Words words, std::string& role) {
  std::string_view what = words.next();
  if (sql::is_word(what, "LOCAL")) what = words.next();
  const bool session = sql::is_word(what, "SESSION");
  if (session) what = words.next();
  const bool sets_role = sql::is_word(what, "ROLE") ||
                         (session && sql::is_word(what, "AUTHORIZATION"));
  if (!sets_role) return;
  const std::string_view name = words.next();
  const bool nobody =
      sql::is_word(name, "NONE") || sql::is_word(name, "DEFAULT");
  role = nobody ? std::string() : plain_name(name);
}

void follow_reset(sql::Words words, std::string& role) {
  const std::string_view what = words.next();
  if (sql::is_word(what, "ROLE") || sql::is_word(what, "SESSION")) role.clear();
}

}  // namespace

std::string role_before(const Task& task,
                        std::optional<std::size_t> statement) {
  std::string role;
  const std::size_t end =
      statement ? std::min(*statement, task.statements.size()) : 0;
  for (std::size_t i = 0; i < end; ++i) {
    sql::Words words(task.statement(i), Dialect::postgresql);
    const std::string_view first = words.next();
    if (sql::is_word(first, "SET")) follow_set(words, role);
    if (sql::is_word(first, "RESET")) follow_reset(words, role);
  }
  return role;
}

}  // namespace godwit::driver::postgresql
