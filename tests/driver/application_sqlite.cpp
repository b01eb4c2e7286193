// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <stdexcept>

#include "application.h"

namespace godwit::driver {

constinit const test::Driver driver_under_test = test::Driver::sqlite;
constinit const Dialect dialect = Dialect::sqlite;

struct Application::Handle {
  sqlite3* db = nullptr;
};

namespace {

int keep_first(void* result, int count, char** values, char**) {
  auto* text = static_cast<std::string*>(result);
  *text = count > 0 && values[0] != nullptr ? values[0] : "";
  return 0;
}

}  // namespace

Application::Application(const test::EphemeralDatabase& database)
    : handle_(std::make_unique<Handle>()) {
  if (sqlite3_open(database.name().c_str(), &handle_->db) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(handle_->db));
  }
}

Application::~Application() { sqlite3_close(handle_->db); }

Result<Connection> Application::use() { return godwit::adopt(handle_->db); }

std::string Application::execute(const std::string& sql) {
  std::string result;
  const int code =
      sqlite3_exec(handle_->db, sql.c_str(), keep_first, &result, nullptr);
  if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_->db));
  return result;
}

void Application::begin_in_everybodys_way() { execute("BEGIN EXCLUSIVE"); }

void Application::change_setting() { execute("PRAGMA foreign_keys = ON"); }
std::string Application::setting() { return execute("PRAGMA foreign_keys"); }

const std::string_view look_at_set_up = "PRAGMA cache_size";
const std::string_view change_of_set_up = "PRAGMA cache_size = 99";
const std::string_view set_up_to = "4321";

void set_up(const NativeConnection& connection) {
  sqlite3_create_function(
      connection.sqlite, "twice", 1, SQLITE_UTF8, nullptr,
      [](sqlite3_context* context, int, sqlite3_value** values) {
        sqlite3_result_int(context, 2 * sqlite3_value_int(values[0]));
      },
      nullptr, nullptr);
  sqlite3_exec(connection.sqlite, "PRAGMA cache_size = 4321", nullptr, nullptr,
               nullptr);
}

void run_natively(Database& database, const std::string& sql) {
  const int code =
      sqlite3_exec(database.sqlite(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(database.sqlite()));
  }
}

std::shared_ptr<void> leave_open(Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database.sqlite(), sql.c_str(), -1, &statement, nullptr);
  sqlite3_step(statement);
  return {statement, [](void* left) {
            sqlite3_finalize(static_cast<sqlite3_stmt*>(left));
          }};
}

}  // namespace godwit::driver
