// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string_view>

namespace godwit::cli {

/// A word that users read, and what it means.
struct Term {
  std::string_view word;
  std::string_view meaning;
};

/// The variables of the environment that an executor listens to.
inline constexpr std::array<Term, 8> variables_heard = {
    {{"DATABASE_URL",
      "Database, where no option names one; else DB_HOST, DB_PORT, DB_NAME, "
      "DB_USER and DB_PASSWORD do (PostgreSQL). All of them can also stand in "
      "the file .env, which is weaker"},
     {"GODWIT_ARGS",
      "Arguments that are added at the end, as a shell would split them"},
     {"GODWIT_ENVIRONMENT",
      "Whose seeds run beside those of all; also in .env"},
     {"GODWIT_PLACEHOLDER_NAME",
      "What ${name} stands for in the SQL, in capitals; also in .env"},
     {"NAME", "Name of the migration that the target migrate-create writes"},
     {"TABLES", "What the target migrate-forget removes, with commas between"},
     {"ALL", "1: the target migrate-forget removes all that is kept"},
     {"NO_COLOR", "No colours, whatever it holds"}}};

/// What an executor tells the shell.
inline constexpr std::array<Term, 7> exit_codes = {
    {{"0", "Done"},
     {"1", "Failed"},
     {"2", "Wrong usage"},
     {"3", "Pending or diverged (status --exit-code, verify)"},
     {"4", "Locked by another run, or by whoever uses a table or the file"},
     {"5", "The connection was lost"},
     {"130", "Interrupted"}}};

}  // namespace godwit::cli
