// SPDX-License-Identifier: BSL-1.0
#include "cli/run_listener.h"

#include <fmt/format.h>

#include <string>

#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

std::string label_of(std::string_view set, const Step& step) {
  std::string label = report::label(step.version, step.name);
  return set.empty() ? label
                     : fmt::format("{}: {}", report::printable(set), label);
}

}  // namespace

RunListener::RunListener(Output& output) : output_(output) {
  const report::Terminal& terminal = output.messages();
  if (!terminal.interactive || output.options().quiet) return;
  progress_.emplace(terminal.width, [&output](std::string_view text) {
    output.raw_message(text);
  });
}

void RunListener::hear(std::string_view set, const Event& event) {
  switch (event.kind) {
    case Event::Kind::started:
      if (progress_) {
        progress_->show(event.step_index, event.step_count,
                        label_of(set, *event.step));
      }
      break;
    case Event::Kind::finished:
      hear_finished(label_of(set, *event.step), event);
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
    case Event::Kind::notice:
      if (!output_.options().verbose) break;
      print([&] { output_.message(report::printable_lines(event.text)); });
      break;
  }
}

void RunListener::hear_finished(std::string_view label, const Event& event) {
  if (progress_) progress_->hide();
  output_.remark(report::step_line(event.step->direction, label, event.duration,
                                   output_.results().colour));
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
