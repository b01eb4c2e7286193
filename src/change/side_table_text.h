// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "change/operation.h"

namespace godwit::change {

/// How SQL names it.
std::string sql_name(const schema::Fact& fact, Dialect dialect);

/// What a column is a part of.
schema::Identity table_of_column(const schema::Identity& column);

/// What is said of one side table in a database that has what it keeps.
/// Precondition: the model has that, under one of its names. Both must outlive
/// this.
class SideTableText {
 public:
  SideTableText(const schema::Model& model, const SideTable& side);

  /// Whole rows, and not values of rows that stay.
  bool keeps_rows() const { return side_.keys.empty(); }
  /// What it keeps, as the model calls it.
  const schema::Identity& object() const { return object_.id; }

  std::string name() const;
  /// With `words` in front, such as "CREATE TABLE".
  std::string create(std::string_view words) const;
  /// Of what is copied, so that nobody writes to it; who reads goes on.
  std::string lock() const;
  std::string copy() const;
  /// What was kept, as an expression over the row that gets it; else what a new
  /// row would get.
  std::string value() const;
  /// Whole rows come back.
  std::string insert() const;
  /// Sequences go on behind them.
  std::vector<std::string> follow_rows() const;

 private:
  const schema::Fact& fact(const SideTable::Place& place) const;
  std::string sql(const schema::Fact& fact) const;
  std::string written(std::string_view name) const;
  std::string rows() const { return sql(rows_); }
  std::string definition(const SideTable::Column& column) const;
  std::string kept(const SideTable::Column& column) const;
  std::string given_back(const SideTable::Column& column,
                         std::string_view of) const;
  std::string same_row() const;
  std::string condition() const;

  const schema::Model& model_;
  const SideTable& side_;
  const schema::Fact& object_;
  const schema::Fact& rows_;
};

}  // namespace godwit::change
