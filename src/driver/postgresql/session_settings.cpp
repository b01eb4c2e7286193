// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/session_settings.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::string_view check_interval = "client_connection_check_interval";

/// What an application has set on its connection.
struct ApplicationSettings {
  Rows values = {};  // name, value
  std::string session_user = {};
  std::string role = {};
};

Result<ApplicationSettings> read_application_settings(PGconn* connection) {
  auto values = ask(connection,
                    "SELECT name, setting FROM pg_catalog.pg_settings "
                    "WHERE source = 'session' ORDER BY name");
  if (!values) return std::move(values).error();
  const auto users = ask(
      connection, "SELECT session_user, pg_catalog.current_setting('role')");
  if (!users) return users.error();
  const Row& user = users->front();
  return ApplicationSettings{*std::move(values), *user[0], *user[1]};
}

// A client that was killed in the middle of a long statement would otherwise
// keep the lock until its end (measured: 5.4 s of 6 s, 0.2 s so). The server
// may be too old for it, or on a system that cannot tell.
bool watch_client(PGconn* connection) {
  const auto set = ask(
      connection, fmt::format("SELECT pg_catalog.set_config(name, '1s', false) "
                              "FROM pg_catalog.pg_settings WHERE name = '{}' "
                              "AND setting = '0'",
                              check_interval));
  return set.ok() && !set->empty();
}

Commands reset_identity() {
  Commands commands;
  commands.add("RESET SESSION AUTHORIZATION");
  commands.add("RESET ROLE");
  return commands;
}

Commands reset_own(bool watched) {
  Commands commands = reset_identity();
  commands.add("RESET ALL");
  if (watched) commands.add(fmt::format("SET {} = '1s'", check_interval));
  return commands;
}

// The session began without knowing us, so that its own encoding may differ.
Commands reset_pooled() {
  Commands commands = reset_own(false);
  commands.add("SET client_encoding = 'UTF8'");
  return commands;
}

// Not RESET ALL, since that would also clear variables such as `app.tenant`,
// which the server does not list, so that they could not be put back.
std::string reset_values(PGconn* connection, const Rows& values) {
  Query query{
      "SELECT pg_catalog.set_config(name, "
      "coalesce(kept.setting, now.reset_val), false) "
      "FROM pg_catalog.pg_settings AS now LEFT JOIN "
      "(VALUES (NULL, NULL)",
      {}};
  for (const Row& row : values) {
    const std::size_t number = query.parameters.size();
    query.sql += fmt::format(", (${}, ${})", number + 1, number + 2);
    query.parameters.insert(query.parameters.end(), row.begin(), row.end());
  }
  query.sql +=
      ") AS kept (name, setting) USING (name) "
      "WHERE (now.source = 'session' OR kept.setting IS NOT NULL) "
      "AND name NOT IN ('transaction_deferrable', 'transaction_isolation', "
      "'transaction_read_only')";
  return inline_parameters(connection, query).value();
}

Commands reset_application(PGconn* connection,
                           const ApplicationSettings& settings) {
  Commands commands = reset_identity();
  commands.add(reset_values(connection, settings.values));
  const Query user{"SET SESSION AUTHORIZATION $1", {settings.session_user}};
  const Query role{"SET ROLE $1", {settings.role}};
  commands.add(inline_parameters(connection, user).value());
  commands.add(inline_parameters(connection, role).value());
  return commands;
}

}  // namespace

Result<SessionSettings> prepare_settings(PGconn* connection, bool ours,
                                         bool pooled) {
  // Behind a pooler each message is on its own and leaves nothing to restore.
  if (pooled) return SessionSettings{.between_tasks = reset_pooled()};
  if (ours) {
    const bool watched = watch_client(connection);
    return SessionSettings{reset_own(watched), reset_own(false)};
  }
  auto settings = read_application_settings(connection);
  if (!settings) return std::move(settings).error();
  SessionSettings prepared{.at_end = reset_application(connection, *settings)};
  if (watch_client(connection)) {
    settings->values.push_back({std::string(check_interval), "1s"});
  }
  prepared.between_tasks = reset_application(connection, *settings);
  return prepared;
}

}  // namespace godwit::driver::postgresql
