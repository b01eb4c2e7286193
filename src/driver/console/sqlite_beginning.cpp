// SPDX-License-Identifier: BSL-1.0
#include "driver/console/sqlite_beginning.h"

#include <algorithm>
#include <cstddef>

#include "base/utf8.h"

namespace godwit::driver::console {
namespace {

constexpr int longest_character = 4;

std::string text_argument(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text == nullptr ? "" : text;
}

}  // namespace

void Beginnings::offer(sqlite3* db) {
  const auto offer_one = [&](const char* name, int arguments, auto function) {
    sqlite3_create_function(db, name, arguments,
                            SQLITE_UTF8 | SQLITE_DIRECTONLY, this, function,
                            nullptr, nullptr);
  };
  offer_one("godwit_head", 5, head);
  offer_one("godwit_size", 3, size);
}

void Beginnings::close() {
  for (const auto& [column, blob] : open_) sqlite3_blob_close(blob);
  open_.clear();
}

sqlite3_blob* Beginnings::open(sqlite3_context* context,
                               sqlite3_value** values) {
  sqlite3* db = sqlite3_context_db_handle(context);
  const std::pair column(text_argument(values[0]), text_argument(values[1]));
  const sqlite3_int64 row = sqlite3_value_int64(values[2]);
  const auto known = open_.find(column);
  sqlite3_blob* blob = known == open_.end() ? nullptr : known->second;
  const int code =
      blob != nullptr
          ? sqlite3_blob_reopen(blob, row)
          : sqlite3_blob_open(db, "main", column.first.c_str(),
                              column.second.c_str(), row, /*flags=*/0, &blob);
  if (code == SQLITE_OK) {
    open_.insert_or_assign(column, blob);
    return blob;
  }
  if (code == SQLITE_ERROR) {
    // Not in the file, such as a default of a row older than its column.
    sqlite3_result_null(context);
  } else {
    sqlite3_result_error(context, sqlite3_errmsg(db), -1);
  }
  // One that has failed once opens no more. Its end takes the message along.
  sqlite3_blob_close(blob);
  open_.erase(column);
  return nullptr;
}

// Arguments: table, column, rowid, how many characters, and of bytes how many.
void Beginnings::head(sqlite3_context* context, int /*count*/,
                      sqlite3_value** values) {
  auto& self = *static_cast<Beginnings*>(sqlite3_user_data(context));
  sqlite3_blob* blob = self.open(context, values);
  if (blob == nullptr) return;
  const bool text = sqlite3_value_type(values[4]) == SQLITE_NULL;
  const int most = sqlite3_value_int(values[text ? 3 : 4]);
  const int wanted = text ? most * longest_character : most;
  std::string bytes(
      static_cast<std::size_t>(std::min(wanted, sqlite3_blob_bytes(blob))),
      '\0');
  const int code =
      sqlite3_blob_read(blob, bytes.data(), static_cast<int>(bytes.size()), 0);
  if (code != SQLITE_OK) return sqlite3_result_error_code(context, code);
  if (text) bytes.resize(byte_offset(bytes, static_cast<std::size_t>(most)));
  const int size = static_cast<int>(bytes.size());
  if (text) {
    sqlite3_result_text(context, bytes.data(), size, SQLITE_TRANSIENT);
  } else {
    sqlite3_result_blob(context, bytes.data(), size, SQLITE_TRANSIENT);
  }
}

void Beginnings::size(sqlite3_context* context, int /*count*/,
                      sqlite3_value** values) {
  auto& self = *static_cast<Beginnings*>(sqlite3_user_data(context));
  if (sqlite3_blob* blob = self.open(context, values)) {
    sqlite3_result_int(context, sqlite3_blob_bytes(blob));
  }
}

}  // namespace godwit::driver::console
