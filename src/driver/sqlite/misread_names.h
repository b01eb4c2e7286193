// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/driver.h"
#include "driver/sqlite/scratch_database.h"

namespace godwit::driver::sqlite {

/// On a database in memory, since only SQLite can tell.
class MisreadNames final : public driver::MisreadNames {
 public:
  std::optional<sql::Token> find(std::string_view statement) const override;
  bool run(std::string_view statement) const override;

 private:
  using Names = std::vector<sql::Token>;

  bool compiles(const std::string& statement) const;
  bool is_understood(const std::string& statement) const;
  std::vector<std::string> uses_of_newest() const;
  std::string value(const std::string& query) const;

  ScratchDatabase database_;
};

}  // namespace godwit::driver::sqlite
