// SPDX-License-Identifier: BSL-1.0
#include <memory>

#include "driver/database_url.h"
#include "driver/driver.h"
#include "driver/sqlite/database_name.h"
#include "driver/sqlite/open_sqlite.h"
#include "driver/sqlite/scratch_database.h"

namespace godwit::driver::sqlite {
namespace {

class SqliteDriver final : public Driver {
 public:
  Result<void> check(const DatabaseUrl& url) const override {
    auto name = parse_database_name(url);
    if (!name) return std::move(name).error();
    return {};
  }
  OpenedSession open(const DatabaseUrl& url,
                     const ConnectOptions& options) const override {
    return open_sqlite(url, options);
  }
  Result<CreatedDatabase> create_database(
      const DatabaseUrl& url, const ConnectOptions& options) const override {
    return create_sqlite(url, options);
  }
  using Driver::adopt;
  OpenedSession adopt(::sqlite3* connection) const override {
    return use_sqlite(connection);
  }
  OpenedSession open_confined(const DatabaseUrl& url,
                              const ConnectOptions& options) const override {
    return open_confined_sqlite(url, options);
  }
  std::string_view scratch_url() const override { return "sqlite::memory:"; }
  std::unique_ptr<driver::Parser> parser() const override {
    return scratch_parser();
  }
  std::unique_ptr<driver::MisreadNames> misread_names() const override {
    return scratch_misread_names();
  }
};

}  // namespace
}  // namespace godwit::driver::sqlite

// What the core looks for.
extern "C" const godwit::driver::Driver* godwit_driver_sqlite();
const godwit::driver::Driver* godwit_driver_sqlite() {
  static const godwit::driver::sqlite::SqliteDriver driver;
  return &driver;
}
