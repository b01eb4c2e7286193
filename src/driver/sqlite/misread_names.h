// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/driver.h"

struct sqlite3;

namespace godwit::driver::sqlite {

class Confinement;

/// On a database in memory, since only SQLite can tell.
class MisreadNames final : public driver::MisreadNames {
 public:
  MisreadNames();
  ~MisreadNames() override;
  MisreadNames(const MisreadNames&) = delete;
  MisreadNames& operator=(const MisreadNames&) = delete;

  std::optional<sql::Token> find(std::string_view statement) const override;
  bool run(std::string_view statement) const override;

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
