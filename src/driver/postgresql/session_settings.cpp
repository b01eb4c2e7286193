// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/session_settings.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "driver/limits.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::string_view check_interval = "client_connection_check_interval";

// Arrays, in the order of the parameters of `drop_objects`.
constexpr std::string_view objects_of_session =
    "SELECT ARRAY(SELECT name FROM pg_prepared_statements), "
    "ARRAY(SELECT name FROM pg_cursors WHERE is_holdable), "
    "ARRAY(SELECT pg_listening_channels()), "
    "ARRAY(SELECT oid FROM pg_class WHERE relnamespace = pg_my_temp_schema()), "
    "ARRAY(SELECT concat(classid, ' ', objid, ' ', objsubid, ' ', mode) "
    "FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())";

// What has come since: DISCARD would also take what the application has made,
// or what a pooler has prepared for others.
constexpr std::string_view drop_objects = R"(DO $godwit_drop_objects$
DECLARE
  it record;
BEGIN
  SET LOCAL client_min_messages TO error;
  FOR it IN SELECT name FROM pg_prepared_statements
      WHERE from_sql AND name <> ALL ($1::text[]) LOOP
    EXECUTE format('DEALLOCATE %I', it.name);
  END LOOP;
  FOR it IN SELECT name FROM pg_cursors
      WHERE is_holdable AND name <> ALL ($2::text[]) LOOP
    EXECUTE format('CLOSE %I', it.name);
  END LOOP;
  FOR it IN SELECT channel FROM pg_listening_channels() AS channel
      WHERE channel <> ALL ($3::text[]) LOOP
    EXECUTE format('UNLISTEN %I', it.channel);
  END LOOP;
  FOR it IN SELECT relname, relkind FROM pg_class
      WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'v', 'S')
      AND oid <> ALL ($4::oid[]) LOOP
    EXECUTE format('DROP %s IF EXISTS pg_temp.%I CASCADE',
      CASE it.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE'
        ELSE 'TABLE' END, it.relname);
  END LOOP;
  FOR it IN SELECT classid, objid, objsubid, mode,
      classid::bigint << 32 | objid::bigint AS key FROM pg_locks
      WHERE locktype = 'advisory' AND pid = pg_backend_pid()
      AND concat(classid, ' ', objid, ' ', objsubid, ' ', mode)
        <> ALL ($5::text[])
      AND NOT (objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = $6)
      LOOP
    LOOP
      EXIT WHEN NOT CASE
        WHEN it.objsubid = 1 AND it.mode = 'ShareLock'
          THEN pg_advisory_unlock_shared(it.key)
        WHEN it.objsubid = 1 THEN pg_advisory_unlock(it.key)
        WHEN it.mode = 'ShareLock'
          THEN pg_advisory_unlock_shared(it.classid::bigint::bit(32)::int,
                                         it.objid::bigint::bit(32)::int)
        ELSE pg_advisory_unlock(it.classid::bigint::bit(32)::int,
                                it.objid::bigint::bit(32)::int)
      END;
    END LOOP;
  END LOOP;
END
$godwit_drop_objects$)";

/// What an application has on its connection.
struct ApplicationSession {
  Rows values = {};  // name, value
  std::string session_user = {};
  std::string role = {};
  /// See `objects_of_session`.
  Row objects = {};
};

Result<ApplicationSession> read_application_session(PGconn* connection) {
  auto values = ask(connection,
                    "SELECT name, setting FROM pg_settings "
                    "WHERE source = 'session' AND name <> 'search_path' "
                    "ORDER BY name");
  if (!values) return std::move(values).error();
  auto objects = ask(connection, std::string(objects_of_session));
  if (!objects) return std::move(objects).error();
  // Not pinned, since that would hide what the application has set.
  const auto users =
      ask_unpinned(connection,
                   "SELECT session_user, pg_catalog.current_setting('role'), "
                   "pg_catalog.current_setting('search_path')");
  if (!users) return users.error();
  const Row& user = users->front();
  values->push_back({"search_path", user[2]});
  return ApplicationSession{*std::move(values), *user[0], *user[1],
                            std::move(objects->front())};
}

// A client that was killed in the middle of a long statement would otherwise
// keep the lock until its end (measured: 5.4 s of 6 s, 0.2 s so). The server
// may be too old for it, or on a system that cannot tell.
bool watch_client(PGconn* connection) {
  const auto set =
      ask(connection, fmt::format("SELECT set_config(name, '1s', false) "
                                  "FROM pg_settings WHERE name = '{}' "
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

enum class Prepared : std::uint8_t { goes, stays };

Commands reset_own(bool watched, Prepared prepared = Prepared::goes) {
  Commands commands = reset_identity();
  commands.add("CLOSE ALL");
  commands.add("UNLISTEN *");
  if (prepared == Prepared::goes) commands.add("DEALLOCATE ALL");
  commands.add("DISCARD TEMP");
  commands.add("DISCARD SEQUENCES");
  commands.add("RESET ALL");
  if (watched) commands.add(fmt::format("SET {} = '1s'", check_interval));
  return commands;
}

std::string drop_objects_beside(PGconn* connection, const Row& kept,
                                std::int64_t lock_key) {
  Query query{std::string(drop_objects), kept};
  query.parameters.push_back(std::to_string(lock_key));
  return inline_parameters(connection, query).value();
}

// The session began without knowing us, so that its own encoding may differ.
// What others have locked in it is not told from what the script has.
Commands reset_pooled(PGconn* connection, std::int64_t lock_key) {
  Commands commands = reset_identity();
  commands.add(Guard::pin);
  commands.add(drop_objects_beside(connection, Row(5, "{}"), lock_key));
  commands.add("RESET ALL");
  commands.add("SET client_encoding = 'UTF8'");
  return commands;
}

// Not RESET ALL, since that would also clear variables such as `app.tenant`,
// which the server does not list, so that they could not be put back.
std::string reset_values(PGconn* connection, const Rows& values) {
  Query query{
      "SELECT set_config(name, coalesce(kept.setting, now.reset_val), false) "
      "FROM pg_settings AS now LEFT JOIN (VALUES (NULL, NULL)",
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
                           const ApplicationSession& session,
                           std::int64_t lock_key) {
  Commands commands = reset_identity();
  commands.add(Guard::pin);
  commands.add(drop_objects_beside(connection, session.objects, lock_key));
  commands.add(reset_values(connection, session.values));
  const Query user{"SET SESSION AUTHORIZATION $1", {session.session_user}};
  const Query role{"SET ROLE $1", {session.role}};
  commands.add(inline_parameters(connection, user).value());
  commands.add(inline_parameters(connection, role).value());
  return commands;
}

Commands single(std::string_view sql) {
  Commands commands;
  commands.add(sql);
  return commands;
}

// Names and values, in milliseconds.
Rows limits_to_set(const Limits& limits) {
  Rows settings;
  const auto add = [&](const char* name, std::chrono::milliseconds limit) {
    const int value = countable(limit);
    if (value > 0) settings.push_back({name, std::to_string(value)});
  };
  add("statement_timeout", limits.statement_timeout);
  add("lock_timeout", limits.table_lock_timeout);
  return settings;
}

Commands set_each(std::string_view command, const Rows& settings) {
  Commands commands;
  for (const Row& row : settings) {
    commands.add(fmt::format("{} {} = {}", command, *row[0], *row[1]));
  }
  return commands;
}

// The server ends a statement a little later than the limit.
constexpr std::chrono::seconds trust_in_server{10};

// What comes last is stronger than what is put back.
Result<SessionSettings> with_limits(PGconn* connection,
                                    SessionSettings prepared,
                                    const Limits& limits) {
  const Commands set = set_each("SET", limits_to_set(limits));
  prepared.trust_in_server = trust_in_server;
  if (set.count == 0) return prepared;
  prepared.between_tasks.add(set);
  if (prepared.between_shared.count > 0) prepared.between_shared.add(set);
  const auto done = ask_unpinned(connection, set.text, soon());
  if (!done) return done.error();
  return prepared;
}

Result<SessionSettings> prepare_application(PGconn* connection,
                                            std::int64_t lock_key) {
  auto session = read_application_session(connection);
  if (!session) return std::move(session).error();
  SessionSettings prepared{
      .at_end = reset_application(connection, *session, lock_key)};
  const Query unpin{"SELECT set_config('search_path', $1, false)",
                    {session->values.back()[1]}};
  prepared.unpin = single(inline_parameters(connection, unpin).value());
  if (watch_client(connection)) {
    session->values.push_back({std::string(check_interval), "1s"});
  }
  prepared.between_tasks = reset_application(connection, *session, lock_key);
  return prepared;
}

}  // namespace

Commands reset_of_own_session() { return reset_own(false); }

Result<SessionSettings> prepare_settings(PGconn* connection, SessionOwner owner,
                                         std::int64_t lock_key,
                                         const Limits& limits) {
  // Behind a pooler each message is on its own and leaves nothing to restore.
  if (owner == SessionOwner::pooler) {
    return SessionSettings{
        .in_transaction = set_each("SET LOCAL", limits_to_set(limits)),
        .between_tasks = reset_pooled(connection, lock_key),
        .unpin = single("RESET search_path")};
  }
  if (owner == SessionOwner::application) {
    auto prepared = prepare_application(connection, lock_key);
    if (!prepared) return prepared;
    return with_limits(connection, *std::move(prepared), limits);
  }
  const bool watched = watch_client(connection);
  return with_limits(connection,
                     {.between_tasks = reset_own(watched),
                      .between_shared = reset_own(watched, Prepared::stays),
                      .at_end = reset_own(false),
                      .unpin = single("RESET search_path")},
                     limits);
}

}  // namespace godwit::driver::postgresql
