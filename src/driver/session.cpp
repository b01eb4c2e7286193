// SPDX-License-Identifier: BSL-1.0
#include "driver/session.h"

#include "base/errors.h"
#include "driver/examination.h"
#include "driver/table_size.h"
#include "driver/written_task.h"

namespace godwit::driver {
namespace {

Error no_backups() {
  return make_error(ErrorCode::unsupported,
                    "this connection neither makes backups nor restores them");
}

Error no_dumps() {
  return make_error(ErrorCode::unsupported,
                    "this connection cannot write its database as SQL");
}

Error no_scripts() {
  return make_error(ErrorCode::unsupported,
                    "there is no tool that would run a script on this "
                    "connection");
}

}  // namespace

Result<void> Session::read(const Query& query, const TakeRow& take) {
  const auto rows = this->query(query);
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    take(std::vector<std::optional<std::string_view>>(row.begin(), row.end()));
  }
  return {};
}

Result<void> Session::back_up(const Transfer& /*to*/) { return no_backups(); }
Result<void> Session::restore(const Transfer& /*from*/) { return no_backups(); }

Result<std::vector<std::string>> Session::dump(
    std::span<const TableName> /*without*/, const StopToken& /*stop*/) {
  return no_dumps();
}

Result<std::vector<TableSize>> Session::sizes(
    std::span<const TableName> tables) {
  return std::vector<TableSize>(tables.size());
}

std::vector<Observation> Session::examine(const Examination& /*about*/) {
  return {};
}

Result<std::string> Session::write_script(
    std::span<const WrittenTask> /*tasks*/, const std::string& /*lock*/,
    TransactionMode /*mode*/) {
  return no_scripts();
}

}  // namespace godwit::driver
