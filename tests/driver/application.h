// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/database.h>

#include <memory>
#include <string>
#include <string_view>

#include "support/ephemeral_database.h"

namespace godwit::driver {

/// Of the program, whose application is one of this driver.
extern const test::Driver driver_under_test;
extern const Dialect dialect;

/// A connection as an application has it, made with the database's own library.
class Application {
 public:
  explicit Application(const test::EphemeralDatabase& database);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Gives the connection to Godwit.
  Result<Connection> use();

  /// Runs statements; the first value of the last one, if any.
  std::string execute(const std::string& sql);

  /// Begins a transaction that keeps others from reading the table `log`.
  void begin_in_everybodys_way();

  /// A setting of the session that migrations must not lose, and its value.
  void change_setting();
  std::string setting();

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

/// What an application sets up on a new connection: a function `twice`, and a
/// setting that is `set_up_to` then.
void set_up(const NativeConnection& connection);
extern const std::string_view look_at_set_up;
extern const std::string_view change_of_set_up;
extern const std::string_view set_up_to;

/// Runs a statement on the connection of code, past Godwit.
void run_natively(Database& database, const std::string& sql);

/// Begins to read rows and does not go on, until what it returns is gone.
std::shared_ptr<void> leave_open(Database& database, const std::string& sql);

}  // namespace godwit::driver
