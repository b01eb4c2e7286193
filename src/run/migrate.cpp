// SPDX-License-Identifier: BSL-1.0
#include <godwit/migrate.h>
#include <godwit/migrator.h>

namespace godwit {
namespace {

Migrated migrate(const EmbeddedData& set, Result<Connection> connection) {
  if (!connection) return {0, to_string(connection.error())};
  const RunReport report = Migrator(*connection, EmbeddedSet(set)).up();
  return {report.done.size(), report.ok() ? "" : to_string(*report.error)};
}

}  // namespace

Migrated migrate(const EmbeddedData& set, const char* database_url) {
  return migrate(set, connect(database_url));
}

Migrated migrate(const EmbeddedData& set, ::sqlite3* connection) {
  return migrate(set, adopt(connection));
}

Migrated migrate(const EmbeddedData& set, ::pg_conn* connection) {
  return migrate(set, adopt(connection));
}

}  // namespace godwit
