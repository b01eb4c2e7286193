// SPDX-License-Identifier: BSL-1.0
#include "run/copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/free_space.h"
#include "base/new_file.h"
#include "base/sha256.h"
#include "driver/database_url.h"
#include "run/held.h"
#include "run/limited.h"
#include "run/transfer.h"

namespace godwit::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".godwit-upgrade";

Error no_file(const std::string& database) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("{} is no file, which alone can be migrated by a copy",
                  database),
      "make a backup first, and migrate in place");
}

Error rows_point_nowhere(std::size_t count) {
  return make_error(
      ErrorCode::foreign_key_violation,
      fmt::format("the migrated copy has {} more rows that point to rows that "
                  "do not exist",
                  count),
      "find them with PRAGMA foreign_key_check, and correct the migration");
}

// Of the copy other things are true.
Error nothing_kept(Error error) {
  std::erase_if(error.notes, [](const std::string& note) {
    return note.find("and kept") != note.npos;
  });
  error.notes.emplace_back(
      "the database is as it was before; whatever was done was done to a copy");
  return error;
}

std::string hash_of(const std::string& path) {
  constexpr std::size_t enough = 8;
  return sha256(path).substr(0, enough);
}

// In another folder there may be copies of files of the same name.
std::string copy_of(const std::string& file, const std::string& directory) {
  if (directory.empty()) return file + std::string(suffix);
  const std::string name = fmt::format(
      "{}-{}{}", fs::path(file).filename().string(), hash_of(file), suffix);
  return (fs::path(directory) / name).string();
}

std::uint64_t size_of(const std::string& file) {
  std::error_code unknown;
  const auto size = fs::file_size(file, unknown);
  return unknown ? 0 : size;
}

// The copy, and as much for the journal of what replaces the file by it. With
// something for what the migrations add.
Result<void> check_space(const std::string& file, const std::string& copy,
                         const std::string& keep_old) {
  constexpr std::uint64_t least = 1000000;
  const std::uint64_t size = size_of(file) + size_of(file + "-wal");
  std::vector<SpaceDemand> demands = {{copy, size + size / 10 + least},
                                      {file, size}};
  if (!keep_old.empty()) demands.push_back({keep_old, size});
  return check_free_space(demands);
}

/// What is there of a copy goes with it, at the beginning too.
class Copy {
 public:
  explicit Copy(std::string path) : path_(std::move(path)) { remove(); }
  ~Copy() { remove(); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  void remove() const {
    remove_database_files(path_ + ".part");
    remove_database_files(path_);
  }

  std::string path_;
};

// Zero where it cannot be told: a foreign key whose parent columns are not
// unique is an error only where keys are enforced.
std::size_t count_violations(driver::Session& session) {
  const auto rows =
      session.query({.sql = "SELECT count(*) FROM pragma_foreign_key_check",
                     .reads_only = true});
  if (!rows || rows->empty()) return 0;
  return std::stoul(rows->front().front().value_or("0"));
}

// Rows that pointed nowhere before must not keep anybody from upgrading.
Result<void> check_keys(driver::Session& original, const std::string& url,
                        const OnConnect& on_connect) {
  auto copy = connect(url, {.create = false, .on_connect = on_connect});
  if (!copy) return std::move(copy).error();
  const std::size_t after = count_violations(copy->session());
  if (after == 0) return {};
  const std::size_t before = count_violations(original);
  if (after > before) return rows_point_nowhere(after - before);
  return {};
}

class Upgrade {
 public:
  Upgrade(driver::Session& session, const CopyRequest& request,
          const MigratorOptions& options)
      : session_(session),
        request_(request),
        options_(options),
        limited_(session, options) {}

  Result<bool> run(const MigrateCopy& migrate) {
    const std::string file = session_.file();
    if (file.empty()) return no_file(session_.description());
    auto upgraded = run(file, migrate);
    limited_.listener().rethrow();
    return upgraded;
  }

 private:
  Result<bool> run(const std::string& file, const MigrateCopy& migrate) {
    auto locked = session_.lock({.exclusive = true}, limited_.listener(),
                                limited_.stop());
    if (!locked) return std::move(locked).error();
    const Held held(session_);
    const Copy copy(copy_of(file, request_.directory));
    auto upgraded = replace(file, copy.path(), migrate);
    if (!upgraded) return nothing_kept(std::move(upgraded).error());
    return upgraded;
  }

  Result<bool> replace(const std::string& file, const std::string& copy,
                       const MigrateCopy& migrate) {
    if (auto room = check_space(file, copy, request_.keep_old); !room) {
      return std::move(room).error();
    }
    if (auto copied = session_.back_up(transfer(copy, copy)); !copied) {
      return std::move(copied).error();
    }
    std::error_code unknown;
    const std::string url =
        driver::file_url(fs::absolute(copy, unknown).string());
    auto migrated = migrate(url);
    if (!migrated || !*migrated) return migrated;
    auto replaced = check_and_replace(file, copy, url);
    if (!replaced) return std::move(replaced).error();
    return true;
  }

  Result<void> check_and_replace(const std::string& file,
                                 const std::string& copy,
                                 const std::string& url) {
    if (options_.on_event) {
      options_.on_event({.kind = Event::Kind::checking, .text = copy});
    }
    auto kept = check_keys(session_, url, request_.on_connect);
    if (kept && !request_.keep_old.empty()) {
      kept = session_.back_up(transfer(request_.keep_old, request_.keep_old));
    }
    if (!kept) return kept;
    return session_.restore(transfer(copy, file));
  }

  driver::Transfer transfer(const std::string& file, std::string_view to) {
    return run::transfer(file, to, options_, limited_);
  }

  driver::Session& session_;
  const CopyRequest& request_;
  const MigratorOptions& options_;
  Limited limited_;
};

}  // namespace

Result<bool> upgrade_by_copy(driver::Session& session,
                             const CopyRequest& request,
                             const MigratorOptions& options,
                             const MigrateCopy& migrate) {
  return Upgrade(session, request, options).run(migrate);
}

void remove_left_copy(driver::Session& session, const CopyRequest& request,
                      const MigratorOptions& options) {
  const std::string file = session.file();
  if (file.empty()) return;
  const std::string copy = copy_of(file, request.directory);
  std::error_code unknown;
  if (!fs::exists(copy, unknown) && !fs::exists(copy + ".part", unknown)) {
    return;
  }
  Limited limited(session, options);
  const auto locked =
      session.lock({.wait = false}, limited.listener(), limited.stop());
  if (!locked) return;
  const Held held(session);
  const Copy left(copy);
}

void forget_what_was_done(RunReport& report) {
  report.done.clear();
  report.baseline.clear();
}

}  // namespace godwit::run
