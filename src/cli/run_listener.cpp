// SPDX-License-Identifier: BSL-1.0
#include "cli/run_listener.h"

#include <fmt/format.h>

#include <string>

#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {

RunListener::RunListener(Output& output) : output_(output) {
  const report::Terminal& terminal = output.messages();
  if (!terminal.interactive || output.options().quiet) return;
  progress_.emplace(terminal.width, [&output](std::string_view text) {
    output.raw_message(text);
  });
}

void RunListener::hear(const Event& event) {
  switch (event.kind) {
    case Event::Kind::started:
      if (progress_) {
        progress_->show(event.step_index, event.step_count,
                        report::label(event.step->version, event.step->name));
      }
      break;
    case Event::Kind::finished:
      hear_finished(event);
      break;
    case Event::Kind::waiting:
      if (output_.options().quiet) break;
      print([&] {
        output_.message("waiting for the lock held by " +
                        report::printable(event.text));
      });
      break;
    case Event::Kind::notice:
      if (!output_.options().verbose) break;
      print([&] { output_.message(report::printable_lines(event.text)); });
      break;
  }
}

void RunListener::hear_finished(const Event& event) {
  if (progress_) progress_->hide();
  output_.remark(
      report::step_line(event.step->direction,
                        report::label(event.step->version, event.step->name),
                        event.duration, output_.results().colour));
}

void RunListener::print(const std::function<void()>& print) {
  if (progress_) {
    progress_->above(print);
  } else {
    print();
  }
}

}  // namespace godwit::cli
