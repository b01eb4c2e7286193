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
  if (output_.options().quiet || in_the_way) return;
  progress_.emplace(terminal, [&output = output_](std::string_view text) {
    output.raw_message(text);
  });
}

void RunListener::hear(const Event& event) {
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
    case Event::Kind::waiting:
      remark("waiting for the lock held by ", event.text);
      break;
    case Event::Kind::blocked:
      remark("waiting for a table locked by ", event.text);
      break;
    case Event::Kind::retrying:
      remark("", event.text);
      break;
    case Event::Kind::reconnecting:
      remark("connecting again: ", event.text);
      break;
    case Event::Kind::unreachable:
      hear_unreachable(event);
      break;
    case Event::Kind::behind:
      if (event.text.empty()) {
        remark("waiting until somebody applies what is missing", "");
      } else {
        remark("waiting for what is missing; the lock is held by ", event.text);
      }
      break;
    case Event::Kind::progress:
      told_ = how_far(event);
      if (progress_) progress_->show_detail(told_);
      break;
    case Event::Kind::baselined:
      output_.remark(
          report::baseline_line(label_of(event), output_.results().colour));
      break;
    case Event::Kind::copying:
      hear_copying(event);
      break;
    case Event::Kind::checking:
      told_.clear();
      if (progress_) {
        progress_->show("checking " + report::printable(event.text));
      }
      break;
    case Event::Kind::notice:
      if (!output_.options().verbose) break;
      print([&] { output_.message(report::printable_lines(event.text)); });
      break;
  }
}

// Again and again for the same reason, most of the time.
void RunListener::hear_unreachable(const Event& event) {
  if (event.text == unreachable_) return;
  unreachable_ = event.text;
  remark("waiting for the server: ", event.text);
}

void RunListener::hear_copying(const Event& event) {
  if (!progress_) return;
  const std::string label = "copying to " + report::printable(event.text);
  if (std::exchange(told_, label) != label) progress_->show(label);
  progress_->show_detail(event.total == 0
                             ? size_text(event.done)
                             : fmt::format("{} of {}", size_text(event.done),
                                           size_text(event.total)));
}

void RunListener::hear_finished(const Event& event) {
  if (progress_) progress_->hide();
  output_.remark(report::step_line(event.step->direction, label_of(event),
                                   event.duration, output_.results().colour));
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

void RunListener::remark(const std::string& label, std::string_view text) {
  if (output_.options().quiet) return;
  print([&] { output_.message(label + report::printable(text)); });
}

void RunListener::print(const std::function<void()>& print) {
  if (progress_) {
    progress_->above(print);
  } else {
    print();
  }
}

}  // namespace godwit::cli
