// SPDX-License-Identifier: BSL-1.0
#include "generate/declared_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/text_position.h"
#include "command/whole_file.h"
#include "driver/session.h"
#include "driver/together.h"
#include "generate/execute.h"
#include "migration/comment_mark.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::generate {
namespace {

namespace fs = std::filesystem;

/// A statement of one of the files.
struct Declaration {
  const SchemaFile* file = nullptr;
  StatementRange range = {};
  std::optional<Error> error = {};

  std::string_view text() const {
    return std::string_view(file->text)
        .substr(range.begin, range.end - range.begin);
  }
};

using Declarations = std::vector<Declaration>;

Error no_schema_files(const std::string& directory) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there are no .sql files in \"{}\"", directory),
                    "write the schema that is wanted into one");
}

Error cannot_list(const std::string& path, const std::error_code& why) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot read directory \"{}\": {}", path, why.message()));
}

Error located(const Declaration& declaration, std::size_t offset, Error error) {
  error.location =
      locate(declaration.file->text, declaration.range.begin + offset,
             declaration.file->path);
  return error;
}

Error not_a_declaration(const Declaration& declaration,
                        std::string_view command) {
  return located(
      declaration, 0,
      make_error(ErrorCode::invalid_argument,
                 fmt::format("{} is no part of a schema", command),
                 "a schema says with CREATE what there is; rows belong into a "
                 "migration or a seed"));
}

Error unterminated(const SchemaFile& file, std::size_t offset) {
  Error error = make_error(ErrorCode::invalid_argument,
                           "this string, name or comment has no end");
  error.location = locate(file.text, offset, file.path);
  return error;
}

Result<std::vector<std::string>> files_below(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (!hidden && entry->path().extension() == ".sql") {
      found.push_back(entry->path().string());
    }
  }
  if (error) return cannot_list(directory, error);
  if (found.empty()) return no_schema_files(directory);
  std::sort(found.begin(), found.end());
  return found;
}

// What comments tell Godwit is no part of what is made, and would be a
// directive in a migration. `blank`: every other character stays where it is.
std::string without_annotations(std::string_view statement, Dialect dialect,
                                bool blank) {
  std::string text;
  std::size_t end = 0;
  sql::Lexer lexer(statement, dialect);
  for (sql::Token token; lexer.next(token);) {
    if (!read_comment_mark(statement, token, "godwit")) continue;
    text += statement.substr(end, token.begin - end);
    end = token.end;
    if (blank) {
      text.append(token.end - token.begin, ' ');
    } else {
      text.erase(text.find_last_not_of(" \t") + 1);
    }
  }
  return text += statement.substr(end);
}

// What changes rows, or takes away, is a migration and no declaration.
std::string_view misplaced_command(std::string_view statement,
                                   Dialect dialect) {
  constexpr std::array commands = {"INSERT",   "UPDATE", "DELETE", "COPY",
                                   "TRUNCATE", "DROP",   "BEGIN",  "COMMIT",
                                   "ROLLBACK", "START",  "MERGE",  "REPLACE"};
  sql::Words words(statement, dialect);
  const std::string_view first = words.next();
  for (const char* command : commands) {
    if (sql::is_word(first, command)) return command;
  }
  return {};
}

Result<Declarations> declarations_of(std::span<const SchemaFile> files,
                                     Dialect dialect) {
  Declarations all;
  for (const SchemaFile& file : files) {
    const sql::Statements statements = sql::split(file.text, dialect);
    if (statements.unterminated) {
      return unterminated(file, statements.unterminated->offset);
    }
    for (const StatementRange range : statements.ranges) {
      Declaration one{.file = &file, .range = range};
      const auto command = misplaced_command(one.text(), dialect);
      if (!command.empty()) return not_a_declaration(one, command);
      all.push_back(std::move(one));
    }
  }
  return all;
}

/// Nobody hears what goes on.
class Nobody : public driver::Observer {
  void waiting(std::string_view /*holder*/) override {}
  void started(std::size_t /*task*/) override {}
  void finished(std::size_t /*task*/,
                std::chrono::microseconds /*duration*/) override {}
  void notice(std::string_view /*text*/) override {}
};

// Only a task says where in a statement the mistake is.
Error place_of_failure(driver::Session& session,
                       const Declaration& declaration) {
  Nobody nobody;
  const std::string text =
      without_annotations(declaration.text(), session.dialect(), true);
  const Error error = *declaration.error;
  if (!session.lock({.name = "godwit_schema"}, nobody, {})) {
    return located(declaration, 0, error);
  }
  const std::array tasks = {
      driver::Task{.sql = text, .records = {{{.sql = "SELECT 1"}}}}};
  const driver::Outcome outcome =
      session.run(tasks, TransactionMode::each, nobody, {});
  session.unlock();
  if (!outcome.failure) return located(declaration, 0, error);
  return located(declaration, outcome.failure->offset.value_or(0),
                 outcome.failure->error);
}

// Most schemas have their parts in order.
bool make_together(driver::Session& session, const Declarations& declarations) {
  std::vector<std::string> statements;
  for (const Declaration& one : declarations) {
    statements.push_back(
        without_annotations(one.text(), session.dialect(), false));
  }
  return driver::done_together(session, statements);
}

// Tries those that failed again as long as that helps one of them.
Result<void> make_all(driver::Session& session, Declarations declarations) {
  while (!declarations.empty()) {
    Declarations left;
    for (Declaration& one : declarations) {
      const std::string statement =
          without_annotations(one.text(), session.dialect(), false);
      if (auto done = execute(session, statement); !done) {
        one.error = std::move(done).error();
        left.push_back(std::move(one));
      }
    }
    if (left.size() == declarations.size()) {
      return place_of_failure(session, left.front());
    }
    declarations = std::move(left);
  }
  return {};
}

}  // namespace

Result<std::vector<SchemaFile>> read_schema_files(
    std::span<const std::string> paths) {
  std::vector<SchemaFile> files;
  for (const std::string& path : paths) {
    std::vector<std::string> names = {path};
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      auto found = files_below(path);
      if (!found) return std::move(found).error();
      names = *std::move(found);
    }
    for (std::string& name : names) {
      auto text = command::read_whole_file(name);
      if (!text) return std::move(text).error();
      files.push_back({.path = std::move(name), .text = *std::move(text)});
    }
  }
  return files;
}

Result<void> load_schema(Connection& connection,
                         std::span<const SchemaFile> files) {
  driver::Session& session = connection.session();
  auto declarations = declarations_of(files, session.dialect());
  if (!declarations) return std::move(declarations).error();
  if (session.dialect() == Dialect::postgresql) {
    // What a function calls may stand behind it.
    auto set = execute(session, "SET check_function_bodies = off");
    if (!set) return set;
    if (make_together(session, *declarations)) return {};
  }
  return make_all(session, *std::move(declarations));
}

}  // namespace godwit::generate
