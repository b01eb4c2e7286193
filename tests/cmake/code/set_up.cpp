#include <godwit/connection.h>
#include <sqlite3.h>

namespace shop {

// Registers SQL functions that migrations call.
godwit::Result<void> set_up(const godwit::NativeConnection& connection) {
  sqlite3_create_function(
      connection.sqlite, "twice", 1, SQLITE_UTF8, nullptr,
      [](sqlite3_context* context, int, sqlite3_value** values) {
        sqlite3_result_int(context, 2 * sqlite3_value_int(values[0]));
      },
      nullptr, nullptr);
  return {};
}

}  // namespace shop
