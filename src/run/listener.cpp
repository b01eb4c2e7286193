// SPDX-License-Identifier: BSL-1.0
#include "run/listener.h"

namespace godwit::run {

StepReport report_of(const Step& step) {
  return {.direction = step.direction,
          .version = step.version,
          .name = step.name,
          .file = step.script.file};
}

void Listener::follow(const TaskList& tasks, std::size_t step_count) {
  tasks_ = &tasks;
  step_count_ = step_count;
}

void Listener::tell(Event::Kind kind, const Step* step, std::string_view text,
                    std::chrono::microseconds duration) const {
  if (!on_event_) return;
  on_event_({.kind = kind,
             .step = step,
             .step_index = done_.size() - (kind == Event::Kind::finished),
             .step_count = step_count_,
             .text = text,
             .duration = duration});
}

void Listener::waiting(std::string_view holder) {
  tell(Event::Kind::waiting, nullptr, holder);
}

void Listener::started(std::size_t task) {
  const Step* step = tasks_->step(task);
  if (step != nullptr) tell(Event::Kind::started, step, {});
}

void Listener::finished(std::size_t task, std::chrono::microseconds duration) {
  const Step* step = tasks_->step(task);
  if (step == nullptr) return;
  done_.push_back(report_of(*step));
  done_.back().duration = duration;
  tell(Event::Kind::finished, step, {}, duration);
}

void Listener::notice(std::string_view text) {
  tell(Event::Kind::notice, nullptr, text);
}

}  // namespace godwit::run
