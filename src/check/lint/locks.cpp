// SPDX-License-Identifier: BSL-1.0
#include "check/lint/locks.h"

#include <type_traits>

namespace godwit::check {
namespace {

template <typename T, typename... Types>
constexpr bool one_of = (std::is_same_v<T, Types> || ...);

LockMode lock(const CreateIndex& create, int) {
  return create.concurrently ? LockMode::share_update_exclusive
                             : LockMode::share;
}

LockMode lock(const DropIndex& drop, int) {
  return drop.concurrently ? LockMode::share_update_exclusive
                           : LockMode::access_exclusive;
}

LockMode lock(const Reindex& reindex, int) {
  return reindex.concurrently ? LockMode::share_update_exclusive
                              : LockMode::share;
}

LockMode lock(const RefreshView& refresh, int) {
  return refresh.concurrently ? LockMode::exclusive
                              : LockMode::access_exclusive;
}

LockMode lock(const AddConstraint& add, int) {
  return add.constraint.kind == ConstraintKind::foreign_key
             ? LockMode::share_row_exclusive
             : LockMode::access_exclusive;
}

LockMode lock(const AttachPartition&, int server_version) {
  return server_version < 12 ? LockMode::access_exclusive
                             : LockMode::share_update_exclusive;
}

LockMode lock(const DetachPartition& detach, int) {
  return detach.concurrently ? LockMode::share_update_exclusive
                             : LockMode::access_exclusive;
}

template <typename T>
LockMode lock(const T&, int) {
  if constexpr (one_of<T, DropTable, RenameTable, RenameColumn, AddColumn,
                       DropColumn, ChangeColumnType, SetNotNull, DropNotNull,
                       DropConstraint, RewriteTable, Truncate>) {
    return LockMode::access_exclusive;
  } else if constexpr (one_of<T, CreateTrigger>) {
    return LockMode::share_row_exclusive;
  } else if constexpr (one_of<T, ValidateConstraint>) {
    return LockMode::share_update_exclusive;
  } else if constexpr (one_of<T, ChangeRows>) {
    return LockMode::row_exclusive;
  } else {
    return LockMode::none;
  }
}

}  // namespace

std::string_view to_string(LockMode mode) noexcept {
  switch (mode) {
    case LockMode::none:
      break;
    case LockMode::row_exclusive:
      return "ROW EXCLUSIVE";
    case LockMode::share_update_exclusive:
      return "SHARE UPDATE EXCLUSIVE";
    case LockMode::share:
      return "SHARE";
    case LockMode::share_row_exclusive:
      return "SHARE ROW EXCLUSIVE";
    case LockMode::exclusive:
      return "EXCLUSIVE";
    case LockMode::access_exclusive:
      return "ACCESS EXCLUSIVE";
  }
  return "";
}

std::string_view blocked_by(LockMode mode) noexcept {
  if (mode == LockMode::access_exclusive) return "reads and writes";
  return mode >= LockMode::share ? "writes" : "";
}

LockMode lock_of(const What& what, int server_version) {
  return std::visit(
      [&](const auto& change) { return lock(change, server_version); }, what);
}

const Name* locked_table(const What& what) {
  return std::visit(
      [](const auto& change) -> const Name* {
        using Change = std::decay_t<decltype(change)>;
        constexpr bool has_table = requires { change.table; };
        if constexpr (has_table && !one_of<Change, CreateTable>) {
          return &change.table;
        } else {
          return nullptr;
        }
      },
      what);
}

}  // namespace godwit::check
