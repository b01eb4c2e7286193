// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "driver/driver.h"

struct sqlite3;

namespace godwit::driver::sqlite {

class Confinement;

/// SQLite's own parser, on a database that is empty and stays so: it looks up
/// tables while it parses.
class Parser final : public driver::Parser {
 public:
  Parser();
  ~Parser() override;

  std::optional<Complaint> complaint(std::string_view statement) const override;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  // Some pragmas act while they are prepared.
  std::unique_ptr<Confinement> confinement_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace godwit::driver::sqlite
