// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "driver_test.h"

namespace godwit::driver {

/// A table with rows, for tasks that are code.
class CodeFixture : public DriverTest {
 protected:
  CodeFixture() {
    execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)");
    execute("INSERT INTO person VALUES (1, 'Ada'), (2, 'Bob'), (3, NULL)");
  }

  Outcome run_code(Code code) {
    TaskList tasks;
    tasks.code("code", std::move(code));
    return run(tasks);
  }

  std::vector<std::string> names() {
    return column("SELECT coalesce(name, '-') FROM person ORDER BY id");
  }
};

}  // namespace godwit::driver
