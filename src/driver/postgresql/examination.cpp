// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/examination.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <utility>

#include "base/ascii.h"
#include "base/number.h"
#include "base/size_text.h"
#include "base/sql_names.h"
#include "driver/host.h"
#include "driver/postgresql/table_sizes.h"

namespace godwit::driver::postgresql {
namespace {

constexpr double tolerated_skew = 30;  // in seconds
constexpr std::size_t most_listed = 10;

/// Asks one thing after the other; that one of them cannot be asked keeps none
/// of the others from it.
class Examiner {
 public:
  Examiner(Session& session, PGconn* connection, const Examination& about)
      : session_(session), connection_(connection), about_(about) {}

  std::vector<Observation> run() {
    server();
    pooler();
    encryption();
    clock();
    encoding();
    read_only();
    rights();
    history_rights();
    owners();
    invalid_indexes();
    unvalidated();
    transactions();
    prepared();
    locks();
    settings();
    search_path();
    triggers();
    space();
    return std::move(found_);
  }

 private:
  using EachRow = std::function<void(const Row&)>;

  void add(Weight weight, std::string topic, std::string what,
           std::string remedy = {}) {
    found_.push_back(
        {weight, std::move(topic), std::move(what), std::move(remedy)});
  }

  static std::string text(const Row& row, std::size_t column) {
    return row[column].value_or("");
  }

  // How many rows there were. Absent: nobody answered.
  std::optional<std::size_t> ask(const std::string& topic, Query query,
                                 const EachRow& each) {
    query.pinned = false;
    const auto rows = session_.query(query);
    if (!rows) {
      add(Weight::note, topic,
          fmt::format("could not be looked at: {}", rows.error().message),
          rows.error().hint);
      return std::nullopt;
    }
    for (const Row& row : *rows) each(row);
    return rows->size();
  }

  void ask_for_faults(const std::string& topic, Query query,
                      const std::string& none, const EachRow& each) {
    std::size_t told = 0;
    const auto count = ask(topic, std::move(query), [&](const Row& row) {
      if (told++ < most_listed) each(row);
    });
    if (count == 0U) add(Weight::ok, topic, none);
    if (count && *count > most_listed) {
      add(Weight::note, topic,
          fmt::format("and {} more", *count - most_listed));
    }
  }

  void server() {
    ask("server",
        {"SELECT pg_catalog.current_setting('server_version'), "
         "session_user, pg_catalog.current_database(), "
         "(SELECT rolsuper FROM pg_catalog.pg_roles "
         "WHERE rolname = current_user)"},
        [&](const Row& row) {
          const int client = PQlibVersion() / 10000;
          const int server = PQserverVersion(connection_) / 10000;
          add(Weight::ok, "server",
              fmt::format("PostgreSQL {}, libpq {}.{}, database {}",
                          text(row, 0), client, PQlibVersion() % 10000,
                          text(row, 2)));
          if (client < server) {
            add(Weight::note, "server",
                fmt::format("the client library is older than the server: {} "
                            "and {}",
                            client, server),
                "pg_dump, which backup runs, must not be older than the "
                "server");
          }
          const bool superuser = text(row, 3) == "t";
          add(superuser ? Weight::note : Weight::ok, "user",
              fmt::format("user {}{}", text(row, 1),
                          superuser ? ", a superuser" : ""),
              superuser ? "migrate as the role that owns the tables, which "
                          "cannot harm other databases"
                        : "");
        });
  }

  void pooler() {
    const auto facts = session_.facts();
    if (!facts || !facts->pooled) return;
    add(Weight::note, "pooler",
        "a pooler hands connections on between us and the server: settings of "
        "the session and LISTEN do not last, and who blocks a migration cannot "
        "be told",
        "give migrations the server's own port where there is one");
  }

  void encryption() {
    if (PQsslInUse(connection_) == 1) {
      const char* protocol = PQsslAttribute(connection_, "protocol");
      add(Weight::ok, "encryption", protocol == nullptr ? "TLS" : protocol);
      return;
    }
    const std::string host =
        PQhost(connection_) == nullptr ? "" : PQhost(connection_);
    if (host.empty() || host.starts_with('/') || host.starts_with('@')) {
      add(Weight::ok, "encryption", "none, over a socket of this machine");
      return;
    }
    add(is_this_machine(host) ? Weight::note : Weight::warning, "encryption",
        fmt::format("the connection to {} is not encrypted", host),
        "add sslmode=verify-full to the URL, or at least sslmode=require");
  }

  void clock() {
    using Seconds = std::chrono::duration<double>;
    const auto now = [] {
      return Seconds(std::chrono::system_clock::now().time_since_epoch())
          .count();
    };
    const double before = now();
    ask("clock",
        {"SELECT pg_catalog.date_part('epoch', "
         "pg_catalog.clock_timestamp())"},
        [&](const Row& row) {
          const double after = now();
          const double there = std::strtod(text(row, 0).c_str(), nullptr);
          const double skew = there < before  ? before - there
                              : there > after ? there - after
                                              : 0;
          add(skew > tolerated_skew ? Weight::warning : Weight::ok, "clock",
              fmt::format("{:.0f} s between the clocks of server and client",
                          skew),
              skew > tolerated_skew
                  ? "have both set by NTP; the history has the server's times"
                  : "");
        });
  }

  void encoding() {
    ask("encoding", {"SELECT pg_catalog.current_setting('server_encoding')"},
        [&](const Row& row) {
          const bool good = text(row, 0) == "UTF8";
          add(good ? Weight::ok : Weight::warning, "encoding",
              fmt::format("the database is in {}", text(row, 0)),
              good ? ""
                   : "migrations are UTF-8: what this encoding does not "
                     "have is refused, or kept as bytes in SQL_ASCII");
        });
  }

  void read_only() {
    ask("read-only",
        {"SELECT pg_catalog.pg_is_in_recovery(), (SELECT reset_val FROM "
         "pg_catalog.pg_settings "
         "WHERE name = 'default_transaction_read_only')"},
        [&](const Row& row) {
          if (text(row, 0) == "t") {
            return add(Weight::error, "read-only", "the server is a standby",
                       "add target_session_attrs=read-write to the URL, or "
                       "name the primary server");
          }
          if (text(row, 1) == "on") {
            return add(
                Weight::error, "read-only",
                "default_transaction_read_only is on",
                "ALTER ROLE … RESET default_transaction_read_only, or add "
                "options=-cdefault_transaction_read_only=off to the URL");
          }
          add(Weight::ok, "read-only", "the database can be written to");
        });
  }

  // In the schema of the history, and where a table goes that no schema names.
  void rights() {
    Query query{
        "SELECT DISTINCT s.name, n.oid IS NOT NULL, "
        "coalesce(pg_catalog.has_schema_privilege(n.oid, 'CREATE'), "
        "pg_catalog.has_database_privilege(pg_catalog.current_database(), "
        "'CREATE')), current_user, pg_catalog.current_database() "
        "FROM (SELECT pg_catalog.current_schema()::text AS name"};
    for (const TableName& table : about_.history) {
      query.parameters.emplace_back(table.schema);
      query.sql +=
          fmt::format(" UNION SELECT ${}::text", query.parameters.size());
    }
    query.sql +=
        ") AS s LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.name "
        "WHERE s.name IS NOT NULL ORDER BY 1";
    ask("rights", query, [&](const Row& row) {
      const bool there = text(row, 1) == "t";
      const bool may = text(row, 2) == "t";
      const std::string object = there
                                     ? "SCHEMA " + quoted_name(text(row, 0))
                                     : "DATABASE " + quoted_name(text(row, 4));
      add(may ? Weight::ok : Weight::error, "rights",
          fmt::format("{} {} create {} {}", text(row, 3),
                      may ? "may" : "may not",
                      there ? "in schema" : "the schema", text(row, 0)),
          may ? ""
              : fmt::format("GRANT CREATE ON {} TO {}", object,
                            quoted_name(text(row, 3))));
    });
  }

  void history_rights() {
    if (about_.history.empty()) return;
    Query query{.pinned = false};
    const std::string values = values_of(about_.history, query);
    query.sql = fmt::format(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), "
        "pg_catalog.concat_ws(', ', {}), current_user "
        "FROM (VALUES {}) AS w (number, schema, name) "
        "JOIN pg_catalog.pg_namespace AS n ON true "
        "JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND {} "
        "ORDER BY w.number",
        "CASE WHEN NOT pg_catalog.has_table_privilege(c.oid, 'SELECT') THEN "
        "'SELECT' END, "
        "CASE WHEN NOT pg_catalog.has_table_privilege(c.oid, 'INSERT') THEN "
        "'INSERT' END, "
        "CASE WHEN NOT pg_catalog.has_table_privilege(c.oid, 'UPDATE') THEN "
        "'UPDATE' END, "
        "CASE WHEN NOT pg_catalog.has_table_privilege(c.oid, 'DELETE') THEN "
        "'DELETE' END",
        values, is_wanted_table);
    ask("history-rights", query, [&](const Row& row) {
      const std::string missing = text(row, 1);
      if (missing.empty()) {
        return add(Weight::ok, "history-rights",
                   fmt::format("{} can be read and written", text(row, 0)));
      }
      add(Weight::error, "history-rights",
          fmt::format("{} may not {} on {}", text(row, 2), missing,
                      text(row, 0)),
          fmt::format("GRANT {} ON {} TO {}", missing, text(row, 0),
                      quoted_name(text(row, 2))));
    });
  }

  void owners() {
    if (about_.altered.empty()) return;
    Query query{.pinned = false};
    const std::string values = values_of(about_.altered, query);
    query.sql = fmt::format(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), "
        "pg_catalog.pg_get_userbyid(c.relowner), current_user "
        "FROM (VALUES {}) AS w (number, schema, name) "
        "JOIN pg_catalog.pg_namespace AS n ON true "
        "JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND {} "
        "WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE') "
        "ORDER BY w.number",
        values, is_wanted_table);
    ask_for_faults(
        "owners", query,
        "the tables that pending migrations change are this user's",
        [&](const Row& row) {
          add(Weight::error, "owners",
              fmt::format("{} belongs to {}, and a pending migration changes "
                          "it",
                          text(row, 0), text(row, 1)),
              fmt::format("connect as {0}, or GRANT {1} TO {2}", text(row, 1),
                          quoted_name(text(row, 1)),
                          quoted_name(text(row, 2))));
        });
  }

  void invalid_indexes() {
    ask_for_faults(
        "invalid-indexes",
        {"SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text "
         "FROM pg_catalog.pg_index AS i WHERE NOT i.indisvalid ORDER BY 1"},
        "none", [&](const Row& row) {
          add(Weight::warning, "invalid-indexes",
              fmt::format("index {} of {} is invalid: it costs and is not used",
                          text(row, 0), text(row, 1)),
              fmt::format("REINDEX INDEX CONCURRENTLY {0}, or DROP INDEX "
                          "CONCURRENTLY {0} and make it again",
                          text(row, 0)));
        });
  }

  void unvalidated() {
    ask_for_faults(
        "constraints",
        {"SELECT pg_catalog.quote_ident(conname), conrelid::regclass::text "
         "FROM pg_catalog.pg_constraint "
         "WHERE NOT convalidated AND conrelid <> 0 ORDER BY 2, 1"},
        "all are validated", [&](const Row& row) {
          add(Weight::note, "constraints",
              fmt::format("{} of {} is NOT VALID: old rows may break it",
                          text(row, 0), text(row, 1)),
              fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", text(row, 1),
                          text(row, 0)));
        });
  }

  // What takes a lock waits for them, and CREATE INDEX CONCURRENTLY for all.
  void transactions() {
    Query query{
        "SELECT pid, usename, state, (pg_catalog.date_part('epoch', "
        "pg_catalog.clock_timestamp() - xact_start))::bigint, "
        "application_name FROM pg_catalog.pg_stat_activity "
        "WHERE datname = pg_catalog.current_database() "
        "AND pid <> pg_catalog.pg_backend_pid() "
        "AND backend_type = 'client backend' "
        "AND pg_catalog.clock_timestamp() - xact_start >= "
        "$1::bigint * interval '1 second' ORDER BY xact_start",
        {std::to_string(about_.long_transaction.count())}};
    ask_for_faults(
        "transactions", query,
        fmt::format("none is older than {} s", about_.long_transaction.count()),
        [&](const Row& row) {
          const std::string program = text(row, 4);
          add(Weight::warning, "transactions",
              fmt::format("process {} (user {}{}) has been in a transaction "
                          "for {} s and is {}: what it has touched is locked",
                          text(row, 0), text(row, 1),
                          program.empty() ? "" : ", " + program, text(row, 3),
                          text(row, 2)),
              fmt::format("let it end, or SELECT pg_terminate_backend({})",
                          text(row, 0)));
        });
  }

  void prepared() {
    ask_for_faults(
        "prepared-transactions",
        {"SELECT pg_catalog.quote_literal(gid), owner FROM "
         "pg_catalog.pg_prepared_xacts "
         "WHERE database = pg_catalog.current_database() ORDER BY prepared"},
        "none", [&](const Row& row) {
          add(Weight::warning, "prepared-transactions",
              fmt::format("{} of {} is prepared and keeps its locks until "
                          "somebody ends it",
                          text(row, 0), text(row, 1)),
              fmt::format("COMMIT PREPARED {0} or ROLLBACK PREPARED {0}",
                          text(row, 0)));
        });
  }

  void locks() {
    if (about_.tables.empty()) return;
    Query query{.pinned = false};
    const std::string values = values_of(about_.tables, query);
    query.sql = fmt::format(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), l.pid, "
        "pg_catalog.string_agg(DISTINCT l.mode, ', ' ORDER BY l.mode), "
        "max(a.usename), max(a.state) "
        "FROM (VALUES {}) AS w (number, schema, name) "
        "JOIN pg_catalog.pg_namespace AS n ON true "
        "JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND {} "
        "JOIN pg_catalog.pg_locks AS l ON l.relation = c.oid AND l.granted "
        "AND l.locktype = 'relation' "
        "AND l.database = (SELECT oid FROM pg_catalog.pg_database "
        "WHERE datname = pg_catalog.current_database()) "
        "LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid "
        "WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        values, is_wanted_table);
    ask_for_faults(
        "locks", query, "nobody has the tables of pending migrations locked",
        [&](const Row& row) {
          if (!row[1]) {
            return add(Weight::warning, "locks",
                       fmt::format("{} is locked by a prepared transaction "
                                   "({})",
                                   text(row, 0), text(row, 2)),
                       "see prepared-transactions");
          }
          add(Weight::warning, "locks",
              fmt::format("{} is locked by process {} (user {}, {}): {}",
                          text(row, 0), text(row, 1), text(row, 3),
                          text(row, 4), text(row, 2)),
              fmt::format("let it end, or SELECT pg_terminate_backend({})",
                          text(row, 1)));
        });
  }

  void settings() {
    struct Bite {
      std::string_view name;
      std::string_view harmless;
      Weight weight;
      std::string_view what;
      std::string_view remedy;
    };
    static constexpr Bite bites[] = {
        {"statement_timeout", "0", Weight::note,
         "a statement that takes longer is ended",
         "MigratorOptions::statement_timeout sets another limit for "
         "migrations"},
        {"lock_timeout", "0", Weight::note,
         "a statement that waits longer for a table is ended",
         "MigratorOptions::table_lock_timeout sets another limit for "
         "migrations"},
        {"idle_in_transaction_session_timeout", "0", Weight::note,
         "a step in C++ that computes for longer between two statements loses "
         "its connection",
         "ALTER ROLE … SET idle_in_transaction_session_timeout = 0 for the "
         "role "
         "that migrates"},
        {"default_transaction_isolation", "read committed", Weight::note,
         "migrations run under this isolation and may fail where others write",
         "ALTER ROLE … RESET default_transaction_isolation"},
        {"session_replication_role", "origin", Weight::warning,
         "triggers and foreign keys do not act in this session",
         "ALTER ROLE … RESET session_replication_role"},
        {"row_security", "on", Weight::note,
         "what a policy would hide is an error",
         "ALTER ROLE … RESET row_security"},
    };
    std::size_t biting = 0;
    for (const Bite& bite : bites) {
      ask("settings",
          {"SELECT reset_val, unit FROM pg_catalog.pg_settings "
           "WHERE name = $1",
           {std::string(bite.name)}},
          [&](const Row& row) {
            if (text(row, 0) == bite.harmless) return;
            ++biting;
            add(bite.weight, "settings",
                fmt::format("{} is {}{}: {}", bite.name, text(row, 0),
                            text(row, 1).empty() ? "" : " " + text(row, 1),
                            bite.what),
                std::string(bite.remedy));
          });
    }
    if (biting == 0) add(Weight::ok, "settings", "none bites");
  }

  void search_path() {
    ask_for_faults(
        "search-path",
        {"SELECT pg_catalog.btrim(p.name, ' \"'), "
         "pg_catalog.current_setting('search_path') "
         "FROM pg_catalog.unnest(pg_catalog.string_to_array("
         "pg_catalog.current_setting('search_path'), ',')) AS p (name) "
         "WHERE pg_catalog.btrim(p.name, ' \"') NOT IN ('$user', '', "
         "'pg_temp', 'pg_catalog') AND NOT EXISTS (SELECT FROM "
         "pg_catalog.pg_namespace "
         "WHERE nspname = pg_catalog.btrim(p.name, ' \"'))"},
        "all schemas of search_path are there", [&](const Row& row) {
          add(Weight::warning, "search-path",
              fmt::format("search_path is {}, and there is no schema {}",
                          text(row, 1), text(row, 0)),
              fmt::format("CREATE SCHEMA {}, or take it out of search_path",
                          quoted_name(text(row, 0))));
        });
  }

  void triggers() {
    ask_for_faults(
        "event-triggers",
        {"SELECT pg_catalog.quote_ident(evtname), evtevent FROM "
         "pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1"},
        "none", [&](const Row& row) {
          add(Weight::note, "event-triggers",
              fmt::format("{} acts on {} and may refuse a migration",
                          text(row, 0), text(row, 1)),
              fmt::format("ALTER EVENT TRIGGER {} DISABLE while migrating, if "
                          "it is in the way",
                          text(row, 0)));
        });
  }

  // How much is free, the server tells nobody.
  void space() {
    ask("space",
        {"SELECT pg_catalog.pg_database_size("
         "pg_catalog.current_database())"},
        [&](const Row& row) {
          const auto bytes = parse_number<std::uint64_t>(text(row, 0));
          add(Weight::note, "space",
              fmt::format("the database has {}; how much is free, the server "
                          "does not tell",
                          bytes ? size_text(*bytes) : text(row, 0)),
              "look on the server (df): a table that is rewritten needs its "
              "size once more, and as much of write-ahead log");
        });
  }

  Session& session_;
  PGconn* connection_;
  const Examination& about_;
  std::vector<Observation> found_;
};

}  // namespace

std::vector<Observation> examine(Session& session, PGconn* connection,
                                 const Examination& about) {
  return Examiner(session, connection, about).run();
}

}  // namespace godwit::driver::postgresql
