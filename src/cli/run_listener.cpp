// SPDX-License-Identifier: BSL-1.0
#include "cli/run_listener.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/size_text.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {

RunListener::RunListener(const Invocation& invocation)
    : output_(invocation.output), several_sets_(invocation.aimed.size() > 1) {
  const report::Terminal& terminal = output_.messages();
  const bool in_the_way = output_.options().json && !terminal.interactive;
  if (output_.options().quiet || output_.log_only() || in_the_way) return;
  progress_.emplace(terminal, [&output = output_](std::string_view text) {
    output.raw_message(text);
  });
}

void RunListener::hear(const Event& event) {
  if (output_.logs() && !is_known(event)) {
    if (auto record = report::log_record(event, several_sets_)) {
      output_.record(*std::move(record));
    }
  }
  switch (event.kind) {
    case Event::Kind::started:
      told_.clear();
      if (progress_) {
        progress_->show(event.step_index, event.step_count, label_of(event));
      }
      break;
    case Event::Kind::running:
      if (progress_) progress_->show_detail(detail_of(event));
      break;
    case Event::Kind::finished:
      hear_finished(event);
      break;
    case Event::Kind::unreachable:
      if (is_known(event)) break;
      unreachable_ = event.text;
      remark(event);
      break;
    case Event::Kind::waiting:
    case Event::Kind::blocked:
    case Event::Kind::retrying:
    case Event::Kind::reconnecting:
    case Event::Kind::behind:
      remark(event);
      break;
    case Event::Kind::progress:
      told_ = how_far(event);
      if (progress_) progress_->show_detail(told_);
      break;
    case Event::Kind::baselined:
      output_.show_remark(
          report::baseline_line(label_of(event), output_.results().colour));
      break;
    case Event::Kind::copying:
      hear_copying(event);
      break;
    case Event::Kind::checking:
      told_.clear();
      if (progress_) {
        progress_->show(report::event_text(event));
      }
      break;
    case Event::Kind::notice:
      if (!output_.options().verbose) break;
      print([&] { output_.show_message(report::event_text(event)); });
      break;
  }
}

// Again and again for the same reason, most of the time; and of a copy each
// piece.
bool RunListener::is_known(const Event& event) const {
  switch (event.kind) {
    case Event::Kind::unreachable:
      return event.text == unreachable_;
    case Event::Kind::copying:
      return report::event_text(event) == copying_;
    default:
      return false;
  }
}

void RunListener::hear_copying(const Event& event) {
  const std::string label = report::event_text(event);
  const bool known = std::exchange(copying_, label) == label;
  if (!progress_) return;
  if (!known) progress_->show(label);
  progress_->show_detail(event.total == 0
                             ? size_text(event.done)
                             : fmt::format("{} of {}", size_text(event.done),
                                           size_text(event.total)));
}

void RunListener::hear_finished(const Event& event) {
  if (progress_) progress_->hide();
  output_.show_remark(report::step_line(event.step->direction, label_of(event),
                                        event.duration,
                                        output_.results().colour));
}

std::string RunListener::label_of(const Event& event) const {
  std::string label = report::label(event.step->version, event.step->name);
  return several_sets_
             ? fmt::format("{}: {}", report::printable(event.set), label)
             : label;
}

std::string RunListener::detail_of(const Event& event) const {
  std::string detail = event.step == nullptr ? "several at once" : told_;
  if (event.statement && event.statement_count > 1) {
    detail = fmt::format("statement {} of {}", *event.statement + 1,
                         event.statement_count);
  }
  if (event.text.empty()) return detail;
  return fmt::format("{}{}waiting for {}", detail, detail.empty() ? "" : ", ",
                     report::printable(event.text));
}

std::string RunListener::how_far(const Event& event) {
  if (event.total == 0) return fmt::format("{} done", event.done);
  return fmt::format("{} of {}", event.done, event.total);
}

void RunListener::remark(const Event& event) {
  if (output_.options().quiet) return;
  print([&] { output_.show_message(report::event_text(event)); });
}

void RunListener::print(const std::function<void()>& print) {
  if (progress_) {
    progress_->above(print);
  } else {
    print();
  }
}

}  // namespace godwit::cli
