// SPDX-License-Identifier: BSL-1.0
#include "rows/tables.h"

#include <utility>

namespace godwit::rows {

Result<const Table*> Tables::find(const driver::TableName& name) {
  const auto known = tables_.find(name);
  if (known != tables_.end()) return &known->second;
  const auto reading = console();
  if (!reading) return reading.error();
  auto table = find_table(**reading, name);
  if (!table) return std::move(table).error();
  return &tables_.emplace(name, *std::move(table)).first->second;
}

Result<driver::console::Console*> Tables::console() {
  if (!console_) {
    auto opened = source_.open(driver::console::Access::reading);
    if (!opened) return std::move(opened).error();
    console_ = *std::move(opened);
  }
  return console_.get();
}

}  // namespace godwit::rows
