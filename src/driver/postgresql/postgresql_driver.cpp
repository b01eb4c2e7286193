// SPDX-License-Identifier: BSL-1.0
#include "driver/database_url.h"
#include "driver/driver.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/create_database.h"
#include "driver/postgresql/open_postgresql.h"
#include "driver/postgresql/scratch_database.h"

namespace godwit::driver::postgresql {
namespace {

class PostgresqlDriver final : public Driver {
 public:
  Result<void> check(const DatabaseUrl& url) const override {
    return check_url(url.text());
  }
  OpenedSession open(const DatabaseUrl& url,
                     const ConnectOptions& options) const override {
    return open_postgresql(url, options);
  }
  Result<CreatedDatabase> create_database(
      const DatabaseUrl& url, const ConnectOptions& options) const override {
    return postgresql::create_database(url, options);
  }
  using Driver::adopt;
  OpenedSession adopt(::pg_conn* connection) const override {
    return use_postgresql(connection);
  }
  OpenedSession open_confined(const DatabaseUrl& url,
                              const ConnectOptions& options) const override {
    return open_postgresql(url, options);
  }
  Result<std::unique_ptr<ScratchDatabase>> make_beside(
      const DatabaseUrl& url, const ConnectOptions& options,
      bool copy) const override {
    return create_beside(url, options, copy);
  }
};

}  // namespace
}  // namespace godwit::driver::postgresql

// What the core looks for.
extern "C" const godwit::driver::Driver* godwit_driver_postgresql();
const godwit::driver::Driver* godwit_driver_postgresql() {
  static const godwit::driver::postgresql::PostgresqlDriver driver;
  return &driver;
}
