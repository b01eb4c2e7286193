// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/examination.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>

#include "base/file_place.h"
#include "base/number.h"
#include "base/size_text.h"
#include "driver/sqlite/lock.h"
#include "driver/sqlite/settings.h"
#include "driver/sqlite_dialect/examination.h"

namespace godwit::driver::sqlite {
namespace {

namespace fs = std::filesystem;

// A WAL that checkpoints do not keep small.
constexpr std::uint64_t large_log = 64ULL << 20U;

std::uint64_t size_of(const std::string& file) {
  std::error_code none;
  const auto size = fs::file_size(file, none);
  return none ? 0 : size;
}

/// Asks one thing after the other; that one of them cannot be asked keeps none
/// of the others from it.
class Examiner {
 public:
  Examiner(Session& session, sqlite3* db)
      : session_(session), db_(db), file_(database_file(db)) {}

  std::vector<Observation> run() {
    journals();
    library();
    if (file_.empty()) {
      add(Weight::note, "file", "the database is in memory");
    } else {
      place();
      space();
    }
    journal_mode();
    pages();
    for (Observation& one : examine_rows(session_)) {
      found_.push_back(std::move(one));
    }
    return std::move(found_);
  }

 private:
  void add(Weight weight, std::string topic, std::string what,
           std::string remedy = {}) {
    found_.push_back(
        {weight, std::move(topic), std::move(what), std::move(remedy)});
  }

  std::optional<Rows> ask(const std::string& topic, const std::string& sql) {
    auto rows = session_.query({sql});
    if (rows) return *std::move(rows);
    add(rows.error().code == ErrorCode::damaged ? Weight::error : Weight::note,
        topic, fmt::format("could not be looked at: {}", rows.error().message),
        rows.error().hint);
    return std::nullopt;
  }

  std::string value(const std::string& topic, const std::string& sql) {
    const auto rows = ask(topic, sql);
    if (!rows || rows->empty()) return {};
    return rows->front()[0].value_or("");
  }

  void library() {
    add(Weight::ok, "library", fmt::format("SQLite {}", sqlite3_libversion()));
  }

  void place() {
    add(Weight::ok, "file",
        fmt::format("{}, {}", file_, size_text(size_of(file_))));
    if (!may_write(file_)) {
      add(Weight::error, "file", "this user may not write the file",
          fmt::format("chmod u+w '{}', or run as its owner", file_));
    }
    const std::string folder = folder_of(file_);
    if (!may_write(folder)) {
      add(Weight::error, "directory",
          fmt::format("this user may not write in {}, where SQLite makes its "
                      "journal",
                      folder),
          fmt::format("chmod u+wx '{}', or run as its owner", folder));
    }
    const std::string network = network_file_system(folder);
    if (!network.empty()) {
      add(Weight::warning, "network",
          fmt::format("the file is on a network file system ({}), whose locks "
                      "SQLite cannot rely on",
                      network),
          "put it on a disk of the machine that uses it");
    }
  }

  void space() {
    const std::uint64_t size = size_of(file_);
    std::error_code unknown;
    const auto space = fs::space(folder_of(file_), unknown);
    if (unknown) return;
    const bool enough = space.available >= 2 * size;
    add(enough ? Weight::ok : Weight::warning, "space",
        fmt::format("{} are free beside a file of {}",
                    size_text(space.available), size_text(size)),
        enough ? ""
               : "free some: a table that is made anew, a backup and "
                 "VACUUM need the size of the file once or twice more");
  }

  void journals() {
    if (file_.empty()) return;
    if (const auto size = size_of(file_ + "-journal"); size > 0) {
      add(Weight::warning, "journal",
          fmt::format("{}-journal has {}: somebody writes just now", file_,
                      size_text(size)),
          "let him end; never remove that file, from which SQLite undoes what "
          "a killed program has left halfway");
    }
    if (const auto size = size_of(file_ + "-wal"); size > large_log) {
      add(Weight::warning, "journal",
          fmt::format("{}-wal has grown to {}: a reader that does not end "
                      "keeps it from being written back",
                      file_, size_text(size)),
          "end that reader, then PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  void journal_mode() {
    // A statement that SQLite takes for one that writes, though it only asks.
    Patience none{std::chrono::milliseconds(0)};
    const auto mode = read_pragma(db_, "journal_mode", none);
    if (!mode) return add(Weight::note, "journal-mode", mode.error().message);
    const bool loses = *mode == "off" || (*mode == "memory" && !file_.empty());
    add(loses ? Weight::warning : Weight::ok, "journal-mode", *mode,
        loses
            ? "PRAGMA journal_mode = DELETE or WAL: without a journal a crash "
              "damages the file"
            : "");
  }

  void pages() {
    const std::string size = value("pages", "PRAGMA page_size");
    const auto all =
        parse_number<std::uint64_t>(value("pages", "PRAGMA page_count"));
    const auto free =
        parse_number<std::uint64_t>(value("pages", "PRAGMA freelist_count"));
    const std::string vacuum = value("pages", "PRAGMA auto_vacuum");
    if (!all || !free) return;
    const bool loose = *all > 1000 && *free * 2 > *all;
    add(loose ? Weight::note : Weight::ok, "pages",
        fmt::format("{} of {} bytes, {} of them free, auto_vacuum {}", *all,
                    size, *free,
                    vacuum == "0"   ? "none"
                    : vacuum == "1" ? "full"
                                    : "incremental"),
        loose ? "VACUUM gives them back" : "");
  }

  Session& session_;
  sqlite3* db_;
  std::string file_;
  std::vector<Observation> found_;
};

}  // namespace

std::vector<Observation> examine(Session& session, sqlite3* db, bool missing) {
  if (!missing) return Examiner(session, db).run();
  return {{Weight::note, "file", "the file does not exist yet",
           "up makes it; if it should be there, correct its path"}};
}

}  // namespace godwit::driver::sqlite
