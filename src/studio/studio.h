// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/error.h>
#include <godwit/migrator.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "check/check.h"
#include "command/database.h"
#include "driver/database_url.h"

namespace godwit::studio {

/// A statement that studio has sent for the page.
struct SentStatement {
  /// Counts from 1.
  std::uint64_t number = 0;
  std::chrono::system_clock::time_point at = {};
  std::string sql = {};
  std::chrono::microseconds took = {};
  /// Absent: it has none, or failed.
  std::optional<std::uint64_t> rows = {};
};

/// What `generate` is asked to do.
struct GenerateOrder {
  /// Of the migration. Empty: after what it does.
  std::string name = {};
  bool dry_run = false;
};

/// What was opened, and what may be done to it.
struct StudioOptions {
  driver::DatabaseUrl url;
  /// Not empty; in the order in which they apply.
  std::vector<command::AimedSet> sets = {};
  /// All that the files carry, those of other names included.
  std::vector<EmbeddedSet> carried = {};
  OnConnect on_connect = {};
  /// Limits and placeholders. Whoever opens a database adds who listens.
  MigratorOptions migrate = {};
  /// A server on which scratch databases may be made. Absent: only where the
  /// driver has them by itself.
  std::optional<driver::DatabaseUrl> scratch = {};
  /// The document of the tool's `generate`. Empty: no schema was declared.
  std::function<Result<std::string>(const GenerateOrder&, const StopToken&)>
      generate = {};
  check::PostgresqlParser postgresql_parser = {};
  /// Whether the files have other migrations by now than `sets`, which were
  /// read when studio began. Called on any thread. Empty: they have not.
  std::function<bool(const StopToken&)> files_changed = {};
  /// Rows, migrations and files may be changed.
  bool write = false;
  /// Also where the database is protected.
  bool production = false;
  /// An error as whoever is at the page knows things. Empty: as it is.
  std::function<Error(const Error&)> words = {};
  /// Hears of each statement, on any thread. Empty: nobody listens.
  std::function<void(const SentStatement&)> on_statement = {};
};

/// What is open while studio runs. Safe to use from any thread: each call has
/// connections of its own.
class Studio {
 public:
  explicit Studio(StudioOptions options);
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;
  ~Studio();

  const StudioOptions& options() const noexcept { return options_; }
  std::span<const command::AimedSet> sets() const noexcept {
    return options_.sets;
  }
  Dialect dialect() const noexcept { return options_.url.dialect(); }
  bool write() const noexcept { return options_.write; }
  /// `read_only`, unless --write was given.
  Result<void> check_write() const;
  /// See StudioOptions::files_changed.
  bool files_changed(const StopToken& stop) const;
  /// Fails where they have: what the sets say is not what somebody wants to be
  /// run any more.
  Result<void> check_files(const StopToken& stop) const;
  /// A schema was declared.
  bool can_generate() const noexcept { return bool(options_.generate); }
  /// See StudioOptions::generate; `unsupported` where no schema was declared.
  Result<std::string> generate(const GenerateOrder& order,
                               const StopToken& stop) const;

  /// Opening costs a few milliseconds. `stop` ends what runs on it. What only
  /// reads waits for what others hold no longer than ten seconds.
  Result<Connection> connect(const StopToken& stop,
                             bool read_only = true) const;
  /// The same with what migrates. `on_event` may be empty, and otherwise must
  /// outlive the result.
  Result<command::Database> open(
      const StopToken& stop, bool read_only = true,
      const std::function<void(const Event&)>& on_event = {}) const;

  /// For the list of statements, of which the last thousand are kept. Gives it
  /// its number.
  void note(SentStatement statement);
  /// Those after that number.
  std::vector<SentStatement> statements(std::uint64_t since) const;

  /// Asks the calls of that `id` to stop. False: none runs.
  bool cancel(std::string_view id);
  /// While it lives, `cancel` of the id asks the source to stop. An empty id is
  /// nobody's.
  class Cancellable {
   public:
    Cancellable(Studio& studio, std::string id, StopSource source);
    Cancellable(const Cancellable&) = delete;
    Cancellable& operator=(const Cancellable&) = delete;
    ~Cancellable();

   private:
    Studio& studio_;
    std::multimap<std::string, StopSource, std::less<>>::iterator place_;
  };

  /// What a part of studio keeps from one call to the next, made when it is
  /// first asked for. It guards itself.
  template <typename Kept>
  Kept& kept() {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<void>& place = kept_[std::type_index(typeid(Kept))];
    if (!place) place = std::make_shared<Kept>();
    return *static_cast<Kept*>(place.get());
  }

 private:
  command::DatabaseRequest request(const StopToken& stop, bool read_only) const;

  StudioOptions options_;
  mutable std::mutex mutex_;
  std::deque<SentStatement> statements_;
  std::uint64_t last_statement_ = 0;
  std::multimap<std::string, StopSource, std::less<>> running_;
  std::map<std::type_index, std::shared_ptr<void>> kept_;
};

}  // namespace godwit::studio
