// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/background_thread.h"

namespace godwit::driver::postgresql {

/// Finds out whom a statement waits for, by a second connection that is made
/// only once one has been running for a while. Behind a pooler nobody can tell,
/// since the number of our process there is not known here.
class Blockers {
 public:
  /// `table_lock_timeout`: after which a wait is over; zero: none.
  Blockers(PGconn* connection, std::chrono::milliseconds table_lock_timeout);
  Blockers(const Blockers&) = delete;
  Blockers& operator=(const Blockers&) = delete;

  /// To be called now and then while a statement runs, with how long it does.
  /// `tell` hears of each new answer: who holds what it waits for.
  void look(std::chrono::milliseconds running,
            const std::function<void(std::string_view)>& tell);

  /// The last answer about the statement that is looked at. Empty: none.
  const std::string& last() const noexcept { return told_; }
  /// The same; empty also where it waits for nobody any more.
  const std::string& now() const noexcept { return now_; }

 private:
  void forget();
  void start();

  PGconn* connection_;
  std::chrono::milliseconds first_after_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  std::string found_;
  std::string told_;
  std::string now_;
  BackgroundThread thread_;  // last, since it uses the others
};

}  // namespace godwit::driver::postgresql
