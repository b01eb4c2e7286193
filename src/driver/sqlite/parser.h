// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include "driver/driver.h"
#include "driver/sqlite/scratch_database.h"

namespace godwit::driver::sqlite {

/// SQLite's own parser, on a database that is empty and stays so: it looks up
/// tables while it parses.
class Parser final : public driver::Parser {
 public:
  std::optional<Complaint> complaint(std::string_view statement) const override;

 private:
  ScratchDatabase database_;
};

}  // namespace godwit::driver::sqlite
