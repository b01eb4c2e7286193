// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace godwit::driver::sqlite {

class Confinement;

/// SQLite's own parser, on a database that is empty and stays so.
class Parser {
 public:
  struct Complaint {
    std::string message;
    /// In the statement, in bytes.
    std::size_t offset = 0;
  };

  Parser();
  ~Parser();

  /// Absent: it takes the statement. It looks up tables while it parses; that
  /// they are missing is no complaint.
  std::optional<Complaint> complaint(std::string_view statement) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  // Some pragmas act while they are prepared.
  std::unique_ptr<Confinement> confinement_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace godwit::driver::sqlite
