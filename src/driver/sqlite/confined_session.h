// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include "driver/sqlite/confinement.h"
#include "driver/sqlite/session.h"

namespace godwit::driver::sqlite {

/// A session whose scripts reach nothing but its database. What they are
/// refused fails like a statement, with the place, and `unsupported`.
class ConfinedSession final : public Session {
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
  Result<void> reconnect() override { return session_.reconnect(); }

 private:
  // Before the session, which prepares statements until it is gone.
  Confinement confinement_;
  SqliteSession session_;
};

}  // namespace godwit::driver::sqlite
