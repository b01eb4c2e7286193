// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include "base/ascii.h"
#include "base/deadline.h"
#include "base/errors.h"
#include "base/number.h"
#include "base/stop_callback.h"
#include "driver/console/doors.h"
#include "driver/console/real_text.h"
#include "driver/console/sqlite_beginning.h"
#include "driver/console/statement_checks.h"
#include "driver/errors.h"
#include "driver/sqlite/open_sqlite.h"
#include "driver/sqlite/statement.h"
#include "sql/statements.h"

namespace godwit::driver::console {
namespace {

namespace lite = driver::sqlite;
using std::chrono::milliseconds;

constexpr int instructions_between_looks = 1'000;
constexpr milliseconds pause_while_busy{5};

/// What a connection may do, asked by SQLite for each action of a statement
/// when it is prepared.
class Permissions {
 public:
  explicit Permissions(Access access) : writes_(access == Access::writing) {}

  /// What was refused last. Empty: nothing was.
  std::string refused = {};

  static int ask(void* self, int action, const char* first, const char* second,
                 const char*, const char*) {
    auto& permissions = *static_cast<Permissions*>(self);
    std::string refused = permissions.refusal(
        action, first == nullptr ? "" : first, second == nullptr ? "" : second);
    if (refused.empty()) return SQLITE_OK;
    permissions.refused = std::move(refused);
    return SQLITE_DENY;
  }

  /// Actions of our own.
  bool ours = false;

 private:
  // Of SQLite's shell and of its extensions, which a library may be built with.
  static constexpr std::array<std::string_view, 5> functions = {
      "edit", "fts3_tokenizer", "load_extension", "readfile", "writefile"};
  // They tell of the schema. All others that exist set something, or write.
  static constexpr std::array<std::string_view, 13> pragmas = {
      "collation_list", "compile_options", "database_list", "foreign_key_list",
      "function_list",  "index_info",      "index_list",    "index_xinfo",
      "module_list",    "pragma_list",     "table_info",    "table_list",
      "table_xinfo"};
  // They do where they are given no value.
  static constexpr std::array<std::string_view, 11> settings = {
      "application_id", "auto_vacuum",    "data_version", "encoding",
      "foreign_keys",   "journal_mode",   "page_count",   "page_size",
      "query_only",     "schema_version", "user_version"};

  template <typename Names>
  static bool has(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), lower(name)) != names.end();
  }

  std::string refusal(int action, std::string_view first,
                      std::string_view second) const {
    if (ours) return {};
    switch (action) {
      case SQLITE_SELECT:
      case SQLITE_READ:
      case SQLITE_RECURSIVE:
        return {};
      case SQLITE_FUNCTION:
        return has(functions, second) ? fmt::format("{}()", second) : "";
      case SQLITE_PRAGMA: {
        const bool tells =
            has(pragmas, first) || (second.empty() && has(settings, first));
        return tells ? "" : fmt::format("PRAGMA {}", first);
      }
      case SQLITE_ATTACH:
        return "ATTACH";
      case SQLITE_DETACH:
        return "DETACH";
      case SQLITE_UPDATE:
        // SQLite asks so when it declares a table-valued function. The table
        // itself it lets nobody write to.
        return writes_ || first == "sqlite_master" ? "" : "what writes";
      case SQLITE_TRANSACTION:
        return fmt::format("{} of a transaction", first);
      default:
        return writes_ ? "" : "what writes";
    }
  }

  bool writes_;
};

Error not_permitted(const std::string& what, Access access) {
  const bool writes = access == Access::writing;
  return make_error(writes ? ErrorCode::unsupported : ErrorCode::read_only,
                    fmt::format("{} is not allowed here", what),
                    writes ? "use the sqlite3 shell for it"
                           : "only what reads this database is");
}

void bind(sqlite3_stmt* statement, int index, const Cell& cell) {
  const auto size = static_cast<sqlite3_uint64>(cell.text.size());
  switch (cell.kind) {
    case Cell::Kind::integer:
      if (const auto number = parse_number<std::int64_t>(cell.text)) {
        sqlite3_bind_int64(statement, index, *number);
        return;
      }
      break;
    case Cell::Kind::real:
      sqlite3_bind_double(statement, index,
                          std::strtod(cell.text.c_str(), nullptr));
      return;
    case Cell::Kind::bytes:
      // An empty one, too, is no NULL.
      sqlite3_bind_blob64(statement, index, cell.text.data(), size,
                          SQLITE_TRANSIENT);
      return;
    case Cell::Kind::text:
      break;
  }
  sqlite3_bind_text64(statement, index, cell.text.data(), size,
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}

// `$2` is the second one, which SQLite numbers by its first appearance.
void bind(sqlite3_stmt* statement, const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = fmt::format("${}", i + 1);
    const int index = sqlite3_bind_parameter_index(statement, name.c_str());
    if (index != 0 && values[i]) bind(statement, index, *values[i]);
  }
}

Value column_value(sqlite3_stmt* statement, int column) {
  const auto sized = [&](const void* data) {
    const auto size =
        static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return data == nullptr ? std::string()
                           : std::string(static_cast<const char*>(data), size);
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return Cell{std::to_string(sqlite3_column_int64(statement, column)),
                  Cell::Kind::integer};
    case SQLITE_FLOAT:
      return Cell{real_text(sqlite3_column_double(statement, column)),
                  Cell::Kind::real};
    case SQLITE_BLOB:
      return Cell{sized(sqlite3_column_blob(statement, column)),
                  Cell::Kind::bytes};
    default:
      return Cell{sized(sqlite3_column_text(statement, column))};
  }
}

class SqliteConsole final : public Console {
 public:
  SqliteConsole(lite::OpenDatabase database, const Opening& opening)
      : database_(std::move(database)),
        opening_(opening),
        permissions_(opening.access) {}
  ~SqliteConsole() override;

  /// Before any statement of others.
  Result<void> confine();

  Dialect dialect() const noexcept override { return Dialect::sqlite; }
  Result<Done> carry_out(const Statement& statement,
                         const Receiver& receiver) override;
  Result<void> commit() override;
  bool reads_beginnings() override;

 private:
  sqlite3* db() const { return database_.handle.get(); }
  bool writes() const { return opening_.access == Access::writing; }
  Result<void> execute_own(const char* sql);
  Result<void> begin();
  Result<Done> step_through(sqlite3_stmt* prepared, const Receiver& receiver);
  Values row_of(sqlite3_stmt* prepared) const;
  void name(sqlite3_stmt* prepared, const Receiver& receiver, Done& done) const;
  bool is_over() const;
  Error failure();
  static int look(void* self);
  static int be_patient(void* self, int times);

  lite::OpenDatabase database_;
  Opening opening_;
  Permissions permissions_;
  Beginnings beginnings_;
  Deadline deadline_ = no_deadline;
};

// Statements that are prepared ask for permission until they are gone.
SqliteConsole::~SqliteConsole() {
  permissions_.ours = true;
  lite::roll_back(db());
}

Result<void> SqliteConsole::confine() {
  sqlite3_db_config(db(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  beginnings_.offer(db());
  sqlite3_set_authorizer(db(), Permissions::ask, &permissions_);
  sqlite3_progress_handler(db(), instructions_between_looks, look, this);
  sqlite3_busy_handler(db(), be_patient, this);
  return execute_own(writes() ? "PRAGMA foreign_keys = ON"
                              : "PRAGMA query_only = ON");
}

Result<void> SqliteConsole::execute_own(const char* sql) {
  permissions_.ours = true;
  auto done = lite::execute(db(), sql);
  permissions_.ours = false;
  return done;
}

bool SqliteConsole::is_over() const {
  return opening_.stop.stop_requested() || has_passed(deadline_);
}

int SqliteConsole::look(void* self) {
  return static_cast<SqliteConsole*>(self)->is_over() ? 1 : 0;
}

int SqliteConsole::be_patient(void* self, int /*times*/) {
  if (static_cast<SqliteConsole*>(self)->is_over()) return 0;
  std::this_thread::sleep_for(pause_while_busy);
  return 1;
}

Result<void> SqliteConsole::begin() {
  if (!writes() || lite::in_transaction(db())) return {};
  return execute_own("BEGIN IMMEDIATE");
}

Error SqliteConsole::failure() {
  if (!permissions_.refused.empty()) {
    return not_permitted(permissions_.refused, opening_.access);
  }
  const int offset = sqlite3_error_offset(db());
  if (offset >= 0) spot_.offset = static_cast<std::size_t>(offset);
  Error error = lite::last_error(db());
  if (error.code != ErrorCode::cancelled) return error;
  return opening_.stop.stop_requested() ? cancelled()
                                        : driver::timed_out(opening_.timeout);
}

Result<Done> SqliteConsole::carry_out(const Statement& statement,
                                      const Receiver& receiver) {
  spot_ = {};
  permissions_.refused.clear();
  auto may = writes() ? check_keeps_transaction(statement.sql, Dialect::sqlite)
                      : check_single(statement.sql, Dialect::sqlite);
  if (!may) return std::move(may).error();
  deadline_ = opening_.timeout.count() > 0 ? deadline_after(opening_.timeout)
                                           : no_deadline;
  // SQLite forgets one that comes before the statement begins; the progress
  // handler does not.
  const StopCallback interrupt(opening_.stop,
                               [this] { sqlite3_interrupt(db()); });
  if (auto begun = begin(); !begun) return failure();
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db(), statement.sql.c_str(),
                         static_cast<int>(statement.sql.size()) + 1, &raw,
                         nullptr) != SQLITE_OK) {
    return failure();
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> prepared(
      raw, sqlite3_finalize);
  if (!writes() && sqlite3_stmt_readonly(prepared.get()) == 0) {
    return not_permitted("what writes", opening_.access);
  }
  bind(prepared.get(), statement.parameters);
  return step_through(prepared.get(), receiver);
}

void SqliteConsole::name(sqlite3_stmt* prepared, const Receiver& receiver,
                         Done& done) const {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
    names.emplace_back(sqlite3_column_name(prepared, i));
    if (!opening_.wants_types) continue;
    const char* type = sqlite3_column_decltype(prepared, i);
    done.types.emplace_back(type == nullptr ? "" : type);
  }
  if (!names.empty() && receiver.columns) receiver.columns(names);
}

Values SqliteConsole::row_of(sqlite3_stmt* prepared) const {
  Values row;
  for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
    row.push_back(column_value(prepared, i));
  }
  return row;
}

// What it holds open would keep the database locked.
Result<Done> SqliteConsole::step_through(sqlite3_stmt* prepared,
                                         const Receiver& receiver) {
  struct Closing {
    Beginnings& beginnings;
    ~Closing() { beginnings.close(); }
  } const closing{beginnings_};
  const int before = sqlite3_total_changes(db());
  Done done;
  name(prepared, receiver, done);
  while (true) {
    const int code = sqlite3_step(prepared);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return failure();
    if (receiver.row && !done.more) done.more = !receiver.row(row_of(prepared));
    // What writes is carried out to its end.
    if (done.more && sqlite3_stmt_readonly(prepared) != 0) break;
  }
  if (sqlite3_total_changes(db()) != before) {
    done.changed = sqlite3_changes(db());
  }
  return done;
}

// In another encoding the bytes of the file are not those of the text.
bool SqliteConsole::reads_beginnings() {
  const auto encoding = ask(*this, {.sql = "PRAGMA encoding"});
  return encoding && encoding->rows.front().front()->text == "UTF-8";
}

Result<void> SqliteConsole::commit() {
  if (!lite::in_transaction(db())) return {};
  spot_ = {};
  permissions_.refused.clear();
  if (auto done = execute_own("COMMIT"); !done) return failure();
  return {};
}

}  // namespace

Opened open_sqlite(const driver::DatabaseUrl& url, const Opening& opening) {
  const bool writes = opening.access == Access::writing;
  auto database = lite::open_database(url, {.read_only = !writes,
                                            .create = false,
                                            .stop = opening.stop,
                                            .on_connect = opening.on_connect});
  if (!database) return std::move(database).error();
  if (writes && !database->read_only_reason.empty()) {
    return make_error(
        ErrorCode::read_only,
        fmt::format("{} cannot be written to: {}", database->description,
                    database->read_only_reason),
        database->read_only_hint);
  }
  auto console = std::make_unique<SqliteConsole>(*std::move(database), opening);
  if (auto done = console->confine(); !done) return std::move(done).error();
  return std::unique_ptr<Console>(std::move(console));
}

}  // namespace godwit::driver::console
