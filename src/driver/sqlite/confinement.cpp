// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/confinement.h"

#include <fmt/format.h>
#include <godwit/stop.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/reach_error.h"
#include "driver/sqlite_dialect/dump.h"

namespace godwit::driver::sqlite {
namespace {

// Of SQLite's shell and of its extensions, which a library may be built with.
constexpr std::array<std::string_view, 5> functions = {
    "edit", "fts3_tokenizer", "load_extension", "readfile", "writefile"};
constexpr std::array<std::string_view, 4> modules = {"csv", "fsdir", "vsv",
                                                     "zipfile"};
// They say where this process, or SQLite on macOS, makes other files.
constexpr std::array<std::string_view, 3> pragmas = {
    "data_store_directory", "lock_proxy_file", "temp_store_directory"};

template <typename Names>
bool contains(const Names& names, const char* name) {
  if (name == nullptr) return false;
  return std::find(names.begin(), names.end(), lower(std::string_view(name))) !=
         names.end();
}

// VACUUM itself attaches "" for a while, which is a file without a name.
bool is_private(std::string_view file) {
  return file.empty() || file == ":memory:";
}

// SQLite knows the file where it is a plain string. VACUUM INTO attaches, too.
std::string attached(const char* file) {
  if (file == nullptr) return "ATTACH of a file that is computed";
  if (is_private(file)) return {};
  return fmt::format("ATTACH or VACUUM INTO of \"{}\"", file);
}

class ConfinedSession final : public driver::Session {
 public:
  explicit ConfinedSession(OpenDatabase database);

  Dialect dialect() const noexcept override { return Dialect::sqlite; }
  std::string description() const override { return session_.description(); }
  Result<Rows> query(const Query& query) override;
  bool is_missing_table(const Error& error) const override {
    return session_.is_missing_table(error);
  }
  Result<ServerFacts> facts() override { return session_.facts(); }
  void limit(std::optional<Limits> limits) override {
    session_.limit(std::move(limits));
  }
  Result<std::optional<std::string>> lock_holder(
      const std::string& name) override {
    return session_.lock_holder(name);
  }
  Result<void> lock(const LockRequest& request, Observer& observer,
                    const StopToken& stop) override {
    return session_.lock(request, observer, stop);
  }
  void unlock() noexcept override { session_.unlock(); }
  Outcome run(std::span<const Task> tasks, TransactionMode mode,
              Observer& observer, const StopToken& stop) override;
  Result<std::vector<std::string>> dump(std::span<const TableName> without,
                                        const StopToken& /*stop*/) override {
    return sqlite::dump(*this, without);
  }
  Result<void> reconnect() override { return session_.reconnect(); }

 private:
  // Before the session, which prepares statements until it is gone.
  Confinement confinement_;
  SqliteSession session_;
};

ConfinedSession::ConfinedSession(OpenDatabase database)
    : confinement_(database.handle.get()), session_(std::move(database)) {}

Result<Rows> ConfinedSession::query(const Query& query) {
  confinement_.forget();
  auto rows = session_.query(query);
  if (rows || confinement_.refused().empty()) return rows;
  return confinement_.error();
}

// The first failure ends a run, so it is that of what was refused.
Outcome ConfinedSession::run(std::span<const Task> tasks, TransactionMode mode,
                             Observer& observer, const StopToken& stop) {
  confinement_.forget();
  Outcome outcome = session_.run(tasks, mode, observer, stop);
  if (outcome.failure && !confinement_.refused().empty()) {
    outcome.failure->error = confinement_.error();
  }
  return outcome;
}

}  // namespace

Confinement::Confinement(sqlite3* db) {
  sqlite3_set_authorizer(db, authorize, this);
}

Error Confinement::error() const { return reaches_outside(refused_); }

int Confinement::authorize(void* self, int action, const char* first,
                           const char* second, const char*, const char*) {
  std::string found = reached(action, first, second);
  if (found.empty()) return SQLITE_OK;
  static_cast<Confinement*>(self)->refused_ = std::move(found);
  return SQLITE_DENY;
}

std::string Confinement::reached(int action, const char* first,
                                 const char* second) {
  switch (action) {
    case SQLITE_ATTACH:
      return attached(first);
    case SQLITE_FUNCTION:
      return contains(functions, second) ? fmt::format("{}()", second) : "";
    case SQLITE_CREATE_VTABLE:
      return contains(modules, second)
                 ? fmt::format("a virtual table of \"{}\"", second)
                 : "";
    case SQLITE_PRAGMA:
      return contains(pragmas, first) ? fmt::format("PRAGMA {}", first) : "";
    default:
      return {};
  }
}

std::unique_ptr<driver::Session> confined_session(OpenDatabase database) {
  return std::make_unique<ConfinedSession>(std::move(database));
}

}  // namespace godwit::driver::sqlite
