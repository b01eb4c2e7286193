// SPDX-License-Identifier: BSL-1.0
#include "run/listener.h"

namespace godwit::run {

StepReport report_of(const Step& step) {
  return {.direction = step.direction,
          .kind = step.kind,
          .version = step.version,
          .name = step.name,
          .file = step.script().file};
}

void Listener::follow(const TaskList& tasks, std::size_t step_count) {
  tasks_ = &tasks;
  step_count_ = step_count;
  done_.reserve(step_count);
}

void Listener::tell(Event event) {
  if (!on_event_ || thrown_) return;
  event.set = set_;
  event.step_count = step_count_;
  try {
    on_event_(event);
  } catch (...) {
    thrown_ = std::current_exception();
    stop_.request_stop();
  }
}

void Listener::waiting(std::string_view holder) {
  tell({.kind = Event::Kind::waiting, .text = holder});
}

// Null: the task is not one of a plan.
const Step* Listener::step_of(std::size_t task) const {
  return tasks_ == nullptr ? nullptr : tasks_->step(task);
}

void Listener::started(std::size_t task) {
  const Step* step = step_of(task);
  if (step == nullptr) return;
  tell({.kind = Event::Kind::started,
        .step = step,
        .step_index = tasks_->steps_among(task)});
}

void Listener::tell_of_baseline() {
  for (const Step& step : tasks_->baseline()) {
    baseline_.push_back(report_of(step));
    tell({.kind = Event::Kind::baselined, .step = &step});
  }
}

void Listener::finished(std::size_t task, std::chrono::microseconds duration) {
  if (tasks_ != nullptr && tasks_->is_baseline(task)) tell_of_baseline();
  const Step* step = step_of(task);
  if (step == nullptr) return;
  done_.push_back(report_of(*step));
  done_.back().duration = duration;
  tell({.kind = Event::Kind::finished,
        .step = step,
        .step_index = tasks_->steps_among(task),
        .duration = duration});
}

void Listener::progress(std::size_t task, std::uint64_t done,
                        std::uint64_t total) {
  tell({.kind = Event::Kind::progress,
        .step = step_of(task),
        .step_index = tasks_->steps_among(task),
        .done = done,
        .total = total});
}

// Beside it there may be the tables of the history, made before the first step
// and removed behind the last one.
const Step* Listener::only_step_of(const driver::Tick& tick) const {
  const Step* step = step_of(tick.task);
  return step != nullptr ? step : step_of(tick.task + tick.tasks - 1);
}

void Listener::running(const driver::Tick& tick) noexcept {
  if (tasks_ == nullptr) return;
  const std::size_t first = tasks_->steps_among(tick.task);
  const std::size_t behind = tasks_->steps_among(tick.task + tick.tasks);
  if (first == behind) return;
  const Step* step = behind - first > 1 ? nullptr : only_step_of(tick);
  Event event{.kind = Event::Kind::running,
              .step = step,
              .step_index = first,
              .text = tick.holder,
              .duration = tick.elapsed};
  if (step != nullptr) {
    if (tick.statement) {
      event.statement = tasks_->statement_of_step(tick.task, *tick.statement);
    }
    event.statement_count = step->script().statements.size();
  }
  tell(event);
}

void Listener::blocked(std::string_view holder) {
  tell({.kind = Event::Kind::blocked, .text = holder});
}

void Listener::retrying(std::size_t task, std::string_view why) {
  tell({.kind = Event::Kind::retrying,
        .step = tasks_->step(task),
        .step_index = tasks_->steps_among(task),
        .text = why});
}

void Listener::reconnecting(std::string_view why) {
  tell({.kind = Event::Kind::reconnecting, .text = why});
}

void Listener::notice(std::string_view text) {
  tell({.kind = Event::Kind::notice, .text = text});
}

}  // namespace godwit::run
