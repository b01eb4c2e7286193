// SPDX-License-Identifier: BSL-1.0
#include "driver/passage.h"

#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::driver {
namespace {

using sql::TransactionEffect;

bool changes_settings(std::string_view statement, Dialect dialect) {
  return sql::session_effect(statement, dialect) ==
         sql::SessionEffect::changes_settings;
}

bool begins_with(std::string_view word, std::string_view statement,
                 Dialect dialect) {
  return sql::is_word(sql::Words(statement, dialect).next(), word);
}

bool is_rollback(const sql::TransactionCommand& command) {
  return command.name == "ROLLBACK" || command.name == "ABORT";
}

}  // namespace

Passage passage_of(std::string_view statement, Dialect dialect,
                   bool in_transaction) {
  const bool sqlite = dialect == Dialect::sqlite;
  const auto command = sql::transaction_command(statement, dialect);
  if (in_transaction) {
    if (command.effect == TransactionEffect::ends) {
      return is_rollback(command) ? Passage::undoes : Passage::keeps;
    }
    const bool releases = sqlite && begins_with("RELEASE", statement, dialect);
    return releases ? Passage::keeps : Passage::inside;
  }
  if (command.effect == TransactionEffect::begins ||
      (sqlite && begins_with("SAVEPOINT", statement, dialect))) {
    return Passage::opens;
  }
  const bool refuses = command.effect != TransactionEffect::none ||
                       (sqlite && changes_settings(statement, dialect));
  return refuses ? Passage::alone : Passage::together;
}

std::vector<std::size_t> to_set_up_again(const Task& script, Dialect dialect) {
  std::vector<std::size_t> statements;
  for (std::size_t i = 0; i < script.resume_at; ++i) {
    if (changes_settings(script.statement(i), dialect)) statements.push_back(i);
  }
  return statements;
}

}  // namespace godwit::driver
