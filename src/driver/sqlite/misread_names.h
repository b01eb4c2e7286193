// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/statements.h"

struct sqlite3;

namespace godwit::driver::sqlite {

class Confinement;

/// Finds what stands in double quotes, as names do, and is a string for SQLite,
/// since nothing is called so. Only SQLite can tell, and only with the tables
/// that are there then; so the statements run, on a database in memory.
class MisreadNames {
 public:
  MisreadNames();
  ~MisreadNames();
  MisreadNames(const MisreadNames&) = delete;
  MisreadNames& operator=(const MisreadNames&) = delete;

  /// The first one of a statement that could run now. Names in views and
  /// triggers are looked at where these are made.
  std::optional<sql::Token> find(std::string_view statement) const;
  /// False: it failed.
  bool run(std::string_view statement) const;

 private:
  using Names = std::vector<sql::Token>;

  bool compiles(const std::string& statement) const;
  bool is_understood(const std::string& statement) const;
  bool prepares(const std::string& statement) const;
  std::vector<std::string> uses_of_newest() const;
  std::string value(const std::string& query) const;

  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<Confinement> confinement_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace godwit::driver::sqlite
