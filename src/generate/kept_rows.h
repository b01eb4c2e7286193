// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <string>
#include <vector>

#include "change/operation.h"
#include "driver/session.h"
#include "schema/model.h"

namespace godwit::generate {

/// The rows of the tables that two schemas share, in the columns that they
/// share and whose types are the same: what no change may touch. Beside them
/// what side tables keep meanwhile, which the way back must restore.
class KeptRows {
 public:
  /// Of the database as it is, which has the first schema.
  static Result<KeptRows> read(driver::Session& session,
                               const schema::Model& from,
                               const schema::Model& to,
                               const change::Renames& renames,
                               const change::SideTables& side_tables);

  /// The database has the second schema now. Fails with the first table whose
  /// rows are others.
  Result<void> check_after(driver::Session& session) const;
  /// The database has the first one again.
  Result<void> check_again(driver::Session& session) const;

  /// Of either name.
  void leave_out(const std::set<schema::Identity>& tables);

  /// Tables that have rows.
  std::size_t tables() const;

 private:
  /// A table of either schema, and its rows as SQL behind SELECT.
  struct Place {
    schema::Identity table = {};
    std::string rows = {};
  };
  using TableRows = std::vector<std::string>;
  struct Table {
    Place before = {};
    /// Without rows where a side table has them.
    Place after = {};
    TableRows rows = {};
  };
  using Side = Place Table::*;

  /// Of each table, in the same order.
  Result<std::vector<TableRows>> rows_of(driver::Session& session,
                                         Side side) const;
  Result<void> check(driver::Session& session, Side side) const;

  std::vector<Table> tables_;
};

}  // namespace godwit::generate
