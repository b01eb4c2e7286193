// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/stop.h>

#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "driver/session.h"
#include "run/task_list.h"

namespace godwit::run {

/// Passes what a driver observes on to the application, in terms of steps, and
/// remembers what was kept. What the application throws does not travel through
/// the driver, and the C code of others: it asks the run to stop, and nothing
/// more is told.
class Listener : public driver::Observer {
 public:
  Listener(const std::function<void(const Event&)>& on_event, StopSource stop)
      : on_event_(on_event), stop_(std::move(stop)) {}

  /// From here on, events are of the set of this name, which must outlive them.
  void about(std::string_view set) { set_ = set; }
  /// From here on, task numbers mean these tasks.
  void follow(const TaskList& tasks, std::size_t step_count);

  void waiting(std::string_view holder) override;
  void started(std::size_t task) override;
  void finished(std::size_t task, std::chrono::microseconds duration) override;
  void running(const driver::Tick& tick) noexcept override;
  void notice(std::string_view text) override;
  void progress(std::size_t task, std::uint64_t done,
                std::uint64_t total) override;
  void blocked(std::string_view holder) override;
  void retrying(std::size_t task, std::string_view why) override;
  void reconnecting(std::string_view why) override;

  /// The steps that were kept, in order.
  std::vector<StepReport> take_done() { return std::move(done_); }
  std::vector<StepReport> take_baseline() { return std::move(baseline_); }
  /// Throws what the application has thrown, if it has.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void tell(Event event);
  void tell_of_baseline();
  const Step* step_of(std::size_t task) const;
  const Step* only_step_of(const driver::Tick& tick) const;

  const std::function<void(const Event&)>& on_event_;
  StopSource stop_;
  std::exception_ptr thrown_;
  std::string_view set_;
  const TaskList* tasks_ = nullptr;
  std::size_t step_count_ = 0;
  std::vector<StepReport> done_;
  std::vector<StepReport> baseline_;
};

/// A step for a report.
StepReport report_of(const Step& step);

}  // namespace godwit::run
