// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/errors.h"
#include "base/fail_point.h"
#include "base/new_file.h"
#include "base/stop_callback.h"
#include "driver/errors.h"
#include "driver/sqlite/lock.h"
#include "driver/sqlite/open_sqlite.h"
#include "driver/sqlite/settings.h"
#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

// Pages between two looks at the request to stop.
constexpr int slice = 256;

Error not_copied(Error why, std::string_view from, std::string_view to) {
  if (why.code == ErrorCode::cancelled) return why;
  why.message =
      fmt::format("cannot copy \"{}\" to \"{}\": {}", from, to, why.message);
  if (why.code == ErrorCode::no_space) {
    why.hint = "free space on that file system, and run again";
  }
  return why;
}

constexpr const char* what_is_left =
    "take another backup; what SQLite can save of a damaged file, its shell "
    "prints with .recover";

Error in_use() {
  return make_error(ErrorCode::locked,
                    "another connection has the database locked",
                    "run again when it is done, or allow more time with "
                    "MigratorOptions::lock_timeout");
}

Error other_page_size() {
  return make_error(
      ErrorCode::unsupported,
      "the copy has another page size than the database, which is in WAL mode",
      "set the same page size in both, or leave WAL mode for as long as it "
      "takes: PRAGMA journal_mode = DELETE");
}

struct Finish {
  void operator()(sqlite3_backup* backup) const {
    sqlite3_backup_finish(backup);
  }
};
using Backup = std::unique_ptr<sqlite3_backup, Finish>;

Result<std::uint64_t> page_size(sqlite3* db) {
  Patience none{std::chrono::milliseconds(0)};
  const auto size = read_pragma(db, "page_size", none);
  if (!size) return size.error();
  return static_cast<std::uint64_t>(std::stoul(*size));
}

void tell(const Transfer& transfer, sqlite3_backup* backup,
          std::uint64_t bytes) {
  if (!transfer.progress) return;
  const auto pages = [bytes](int count) {
    return static_cast<std::uint64_t>(std::max(count, 0)) * bytes;
  };
  const int total = sqlite3_backup_pagecount(backup);
  transfer.progress(pages(total - sqlite3_backup_remaining(backup)),
                    pages(total));
}

// Ends the transaction in `to`, without anything kept unless all is done.
Result<void> copy_pages(sqlite3* from, sqlite3* to, const Transfer& transfer,
                        Patience& patience) {
  const auto bytes = page_size(from);
  if (!bytes) return bytes.error();
  Backup backup(sqlite3_backup_init(to, "main", from, "main"));
  if (!backup) return last_error(to);
  int code = SQLITE_OK;
  while (code != SQLITE_DONE) {
    if (transfer.stop.stop_requested()) return cancelled();
    fail_point();
    code = sqlite3_backup_step(backup.get(), slice);
    fail_point();
    const bool busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
    if (busy && patience.wait()) continue;
    // No failure to sqlite3_backup_finish, since it would go on.
    if (busy) return patience.stopped() ? cancelled() : in_use();
    if (code != SQLITE_OK && code != SQLITE_DONE) break;
    tell(transfer, backup.get(), *bytes);
  }
  if (sqlite3_backup_finish(backup.release()) != SQLITE_OK) {
    return last_error(to);
  }
  return {};
}

// In one transaction, since a backup begins anew whenever somebody writes.
Result<void> copy_as_it_is(sqlite3* from, sqlite3* to, const Transfer& transfer,
                           Patience& patience) {
  if (auto begun = execute(from, "BEGIN", patience); !begun) return begun;
  auto copied = execute(from, "SELECT count(*) FROM sqlite_schema", patience);
  if (copied) copied = copy_pages(from, to, transfer, patience);
  roll_back(from);
  return copied;
}

Result<void> fill(const NewFile& file, sqlite3* db, const Transfer& transfer,
                  const OnConnect& on_connect, Patience& patience) {
  auto copy = open_file(file.part(), false, on_connect);
  if (!copy) return std::move(copy).error();
  // The file is made durable as a whole, and thrown away where that fails.
  write_pragma(copy->get(), "synchronous", "OFF");
  return copy_as_it_is(db, copy->get(), transfer, patience);
}

Result<void> check_whole(sqlite3* db, const Transfer& transfer) {
  const StopCallback interrupt(transfer.stop, [db] { sqlite3_interrupt(db); });
  Patience none{std::chrono::milliseconds(0)};
  const auto rows = fetch(db, {.sql = "PRAGMA integrity_check(1)"}, none);
  if (transfer.stop.stop_requested()) return cancelled();
  if (!rows)
    return not_whole(transfer.file, rows.error().message, what_is_left);
  const std::string found =
      rows->empty() ? "" : rows->front().front().value_or("");
  if (found != "ok") return not_whole(transfer.file, found, what_is_left);
  return {};
}

// SQLite refuses it in the middle otherwise.
Result<void> check_page_size(sqlite3* from, sqlite3* to) {
  Patience none{std::chrono::milliseconds(0)};
  const auto mode = read_pragma(to, "journal_mode", none);
  const auto one = page_size(from);
  const auto other = page_size(to);
  const bool known = mode && one && other;
  if (known && *mode == "wal" && *one != *other) return other_page_size();
  return {};
}

Result<Database> open_backup(const std::string& file,
                             const OnConnect& on_connect) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown) && !unknown) {
    return backup_not_there(file);
  }
  auto database = open_file(file, true, on_connect);
  if (!database) return not_whole(file, database.error().message, what_is_left);
  return database;
}

}  // namespace

Error nothing_to_copy(const std::string& database) {
  return make_error(ErrorCode::io,
                    fmt::format("there is nothing to copy of {}", database),
                    "correct its path");
}

Result<void> write_backup(sqlite3* db, const Transfer& to,
                          const OnConnect& on_connect, Patience& patience) {
  auto file = NewFile::make(to.file, database_file(db));
  if (!file) return std::move(file).error();
  if (auto filled = fill(*file, db, to, on_connect, patience); !filled) {
    return not_copied(std::move(filled).error(), database_file(db), to.file);
  }
  return file->keep();
}

Result<void> read_backup(const Transfer& from, sqlite3* db,
                         const OnConnect& on_connect) {
  auto backup = open_backup(from.file, on_connect);
  if (!backup) return std::move(backup).error();
  if (auto whole = check_whole(backup->get(), from); !whole) return whole;
  if (auto same = check_page_size(backup->get(), db); !same) return same;
  Patience none{std::chrono::milliseconds(0)};
  auto copied = copy_pages(backup->get(), db, from, none);
  if (copied) return copied;
  return not_copied(std::move(copied).error(), from.file, database_file(db));
}

}  // namespace godwit::driver::sqlite
