// SPDX-License-Identifier: BSL-1.0
//
// Cuts the files of a folder into statements and compares the cuts with those
// that the database itself makes: SQLite by its tail pointer, PostgreSQL by its
// parser (libpg_query).
//
//   boundaries sqlite|postgresql FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "sql/statements.h"
#if GODWIT_WITH_PG_QUERY
#include <pg_query.h>
#endif
#if GODWIT_WITH_SQLITE
#include <sqlite3.h>
#endif

namespace {

namespace fs = std::filesystem;
using godwit::Dialect;

// Where each statement ends: at its semicolon, or at the end of the text.
using Ends = std::vector<std::size_t>;

Ends ends_by_godwit(const std::string& text, Dialect dialect) {
  Ends ends;
  for (const auto& range : godwit::sql::split(text, dialect).ranges) {
    godwit::sql::Lexer lexer(std::string_view(text).substr(range.end), dialect);
    godwit::sql::Token token;
    bool more = lexer.next(token);
    while (more && token.kind != godwit::sql::TokenKind::semicolon) {
      more = lexer.next(token);
    }
    ends.push_back(more ? range.end + token.begin : text.size());
  }
  return ends;
}

#if GODWIT_WITH_SQLITE

// Statements run, so that those behind them find their tables.
class SqliteJudge {
 public:
  SqliteJudge() {
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    database_.reset(database);
  }

  Ends ends(const std::string& text) const {
    Ends ends;
    for (const char* at = text.c_str(); *at != '\0';) {
      sqlite3_stmt* statement = nullptr;
      const char* tail = nullptr;
      if (sqlite3_prepare_v2(database_.get(), at, -1, &statement, &tail) !=
          SQLITE_OK) {
        std::printf("SQLite: %s: %.60s\n", sqlite3_errmsg(database_.get()), at);
        return {};
      }
      if (statement != nullptr) {
        while (sqlite3_step(statement) == SQLITE_ROW) continue;
        sqlite3_finalize(statement);
        const auto end = static_cast<std::size_t>(tail - text.c_str());
        ends.push_back(text[end - 1] == ';' ? end - 1 : end);
      }
      at = tail;
    }
    return ends;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

#endif
#if GODWIT_WITH_PG_QUERY

class PostgresqlJudge {
 public:
  Ends ends(const std::string& text) const {
    // Its scanner cuts what its parser refuses.
    PgQuerySplitResult cut = pg_query_split_with_parser(text.c_str());
    if (cut.error != nullptr) {
      pg_query_free_split_result(cut);
      cut = pg_query_split_with_scanner(text.c_str());
    }
    Ends ends;
    for (int i = 0; i < cut.n_stmts; ++i) {
      const auto& statement = *cut.stmts[i];
      const auto end = static_cast<std::size_t>(statement.stmt_location +
                                                statement.stmt_len);
      ends.push_back(statement.stmt_len == 0 ? text.size() : end);
    }
    pg_query_free_split_result(cut);
    return ends;
  }
};

#endif

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".sql")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void print(const char* judge, const Ends& ends) {
  std::printf("  %s:", judge);
  for (const std::size_t end : ends) std::printf(" %zu", end);
  std::printf("\n");
}

template <typename Judge>
int compare(const Judge& judge, Dialect dialect,
            const std::vector<fs::path>& files) {
  int differences = 0;
  std::size_t statements = 0;
  for (const fs::path& file : files) {
    const std::string text = text_of(file);
    const Ends ours = ends_by_godwit(text, dialect);
    const Ends theirs = judge.ends(text);
    statements += theirs.size();
    if (ours == theirs) continue;
    ++differences;
    std::printf("%s\n", file.c_str());
    print("Godwit", ours);
    print("database", theirs);
  }
  std::printf("%zu files, %zu statements, %d differences\n", files.size(),
              statements, differences);
  return differences == 0 && statements > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<fs::path> files = files_in(argv[2]);
#if GODWIT_WITH_SQLITE
  if (std::string(argv[1]) == "sqlite") {
    // The ways up, in order: what they refer to must be there.
    std::erase_if(files, [](const fs::path& file) {
      return file.filename().string().ends_with(".down.sql");
    });
    return compare(SqliteJudge(), Dialect::sqlite, files);
  }
#endif
#if GODWIT_WITH_PG_QUERY
  if (std::string(argv[1]) == "postgresql") {
    return compare(PostgresqlJudge(), Dialect::postgresql, files);
  }
#endif
  return 2;
}
