// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/stop.h>

#include "base/stop_callback.h"
#include "driver/session.h"
#include "run/listener.h"

namespace godwit::run {

/// A listener, and what a session is told of limits for as long as it lives:
/// one time for all that one call of the Migrator waits for.
class Limited {
 public:
  Limited(driver::Session& session, const MigratorOptions& options)
      : session_(session),
        pass_on_(options.stop, [this] { stop_.request_stop(); }),
        listener_(options.on_event, stop_) {
    session_.limit(
        driver::Limits{.patience = options.lock_timeout,
                       .statement_timeout = options.statement_timeout,
                       .table_lock_timeout = options.table_lock_timeout,
                       .retries = options.retries,
                       .stop = stop(),
                       .observer = &listener_});
  }
  ~Limited() { session_.limit({}); }
  Limited(const Limited&) = delete;
  Limited& operator=(const Limited&) = delete;

  Listener& listener() noexcept { return listener_; }
  /// Requested by the application, or since its listener has thrown.
  StopToken stop() const { return stop_.token(); }

 private:
  driver::Session& session_;
  StopSource stop_;
  StopCallback pass_on_;
  Listener listener_;
};

}  // namespace godwit::run
