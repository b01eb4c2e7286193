// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "driver/libsql/run_state.h"
#include "driver/libsql/server.h"
#include "driver/limits.h"
#include "driver/session.h"

namespace godwit::driver::libsql {

/// A session on a libSQL server. Nothing is sent before something is asked, so
/// that looking at a database costs one round trip.
class LibsqlSession final : public Session {
 public:
  LibsqlSession(Server server, bool read_only)
      : server_(std::move(server)), read_only_(read_only) {}
  ~LibsqlSession() override { unlock(); }

  Dialect dialect() const noexcept override { return Dialect::sqlite; }
  std::string description() const override { return server_.shown(); }
  void limit(std::optional<Limits> limits) override;
  Result<Rows> query(const Query& query) override;
  bool is_missing_table(const Error& error) const override;
  Result<ServerFacts> facts() override;
  Result<std::optional<std::string>> lock_holder(
      const std::string& name) override;
  Result<void> lock(const LockRequest& request, Observer& observer,
                    const StopToken& stop) override;
  void unlock() noexcept override;
  std::vector<Observation> examine(const Examination& about) override;
  Outcome run(std::span<const Task> tasks, TransactionMode mode,
              Observer& observer, const StopToken& stop) override;
  Result<std::vector<std::string>> dump(std::span<const TableName> without,
                                        const StopToken& stop) override;
  Result<std::vector<TableSize>> sizes(
      std::span<const TableName> tables) override;
  Result<void> reconnect() override;

 private:
  Waiting waiting() const;
  Result<hrana::Done> ask(hrana::Statement statement);
  Result<void> check_reads_only(const Query& query);
  /// Absent: it is ours. Else who has it.
  Result<std::optional<std::string>> try_to_take(const Lease& lease,
                                                 const Waiting& waiting);

  Server server_;
  bool read_only_ = false;
  bool running_ = false;
  ToldLimits limits_;
  std::optional<LockedServer> locked_;
};

}  // namespace godwit::driver::libsql
