// SPDX-License-Identifier: BSL-1.0
#include "support/ephemeral_database.h"

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <random>
#include <stdexcept>
#include <utility>

#if GODWIT_WITH_LIBSQL
#include "support/direct_libsql.h"
#endif
#if GODWIT_WITH_POSTGRESQL
#include "support/direct_postgresql.h"
#endif
#if GODWIT_WITH_SQLITE
#include "support/direct_sqlite.h"
#endif

namespace godwit::test {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string unique_name() {
  static std::random_device random;
  const std::uint64_t number =
      (static_cast<std::uint64_t>(random()) << 32) | random();
  return "godwit_test_" + std::to_string(number);
}

[[noreturn]] void not_in_this_build() {
  throw std::logic_error("the driver is not in this build");
}

std::string new_sqlite_file() {
  const auto folder = std::filesystem::temp_directory_path() / unique_name();
  std::filesystem::create_directory(folder);
  return (folder / "database.sqlite").string();
}

Rows ask(Driver driver, [[maybe_unused]] const std::string& name,
         [[maybe_unused]] const std::string& url,
         [[maybe_unused]] std::string_view sql) {
#if GODWIT_WITH_POSTGRESQL
  if (driver == Driver::postgresql) return postgresql_rows(url, sql);
#endif
#if GODWIT_WITH_SQLITE
  if (driver == Driver::sqlite) return sqlite_rows(name, sql);
#endif
#if GODWIT_WITH_LIBSQL
  if (driver == Driver::libsql) return libsql_rows(url, sql);
#endif
  not_in_this_build();
}

Rows ask_server(const std::string& sql) {
  return ask(Driver::postgresql, "", postgresql_server() + " dbname=postgres",
             sql);
}

// Copying files is twice as fast as writing the copy to the log, which is what
// servers do by themselves since 15, where the choice came.
std::string fast_strategy() {
  static const bool known =
      ask_server("SELECT current_setting('server_version_num')::int >= 150000")
          .at(0)
          .at(0) == "t";
  return known ? " STRATEGY file_copy" : "";
}

void remove(Driver driver, const std::string& name) {
  if (driver == Driver::libsql) {
#if GODWIT_WITH_LIBSQL
    remove_libsql_database(name);
#endif
  } else if (driver == Driver::sqlite) {
    std::filesystem::remove_all(std::filesystem::path(name).parent_path());
  } else {
    ask_server("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }
}

}  // namespace

std::string postgresql_server() {
  const char* server = std::getenv("GODWIT_TEST_POSTGRESQL");
  if (server == nullptr) {
    throw std::runtime_error(
        "GODWIT_TEST_POSTGRESQL is not set: run this test through ctest, which "
        "starts the server");
  }
  return server;
}

EphemeralDatabase EphemeralDatabase::create(Dialect dialect) {
  return create(dialect == Dialect::sqlite ? Driver::sqlite
                                           : Driver::postgresql);
}

EphemeralDatabase EphemeralDatabase::create(Driver driver) {
  if (driver == Driver::sqlite) {
    const std::string file = new_sqlite_file();
    return {driver, file, "sqlite:" + file};
  }
#if GODWIT_WITH_LIBSQL
  if (driver == Driver::libsql) {
    const std::string name = unique_name();
    return {driver, name, make_libsql_database(name)};
  }
#endif
  const std::string name = unique_name();
  ask_server("CREATE DATABASE " + name + " TEMPLATE template0" +
             fast_strategy());
  return {driver, name, postgresql_server() + " dbname=" + name};
}

EphemeralDatabase::EphemeralDatabase(Driver driver, std::string name,
                                     std::string url)
    : driver_(driver), name_(std::move(name)), url_(std::move(url)) {}

EphemeralDatabase::~EphemeralDatabase() {
  if (name_.empty()) return;
  try {
    remove(driver_, name_);
  } catch (const std::exception& problem) {
    std::cerr << "cannot remove " << name_ << ": " << problem.what() << '\n';
  }
}

EphemeralDatabase::EphemeralDatabase(EphemeralDatabase&& other) noexcept
    : driver_(other.driver_),
      name_(std::exchange(other.name_, {})),
      url_(std::move(other.url_)) {}

EphemeralDatabase& EphemeralDatabase::operator=(
    EphemeralDatabase&& other) noexcept {
  std::swap(driver_, other.driver_);
  std::swap(name_, other.name_);
  std::swap(url_, other.url_);
  return *this;
}

Rows rows(const EphemeralDatabase& database, std::string_view sql) {
  return ask(database.driver(), database.name(), database.url(), sql);
}

void execute(const EphemeralDatabase& database, std::string_view sql) {
  rows(database, sql);
}

}  // namespace godwit::test
