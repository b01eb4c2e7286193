// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <map>
#include <memory>

#include "driver/console/console.h"
#include "rows/table.h"

namespace godwit::rows {

/// The tables of one call, each looked up once.
class Tables {
 public:
  /// `source` must outlive it.
  explicit Tables(const Source& source) : source_(source) {}

  /// Stays where it is as long as this lives.
  Result<const Table*> find(const driver::TableName& name);
  /// The session that looks, which only reads.
  Result<driver::console::Console*> console();

 private:
  const Source& source_;
  std::unique_ptr<driver::console::Console> console_;
  std::map<driver::TableName, Table> tables_;
};

}  // namespace godwit::rows
