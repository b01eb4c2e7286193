// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "report/progress.h"

namespace godwit::cli {

/// Prints what happens during a run while it happens: a line for each step that
/// is kept, and on a terminal what is running now.
class RunListener {
 public:
  explicit RunListener(const Invocation& invocation);

  void hear(const Event& event);
  /// The run is over: nothing more is drawn.
  void stop() { progress_.reset(); }

 private:
  void hear_copying(const Event& event);
  void hear_finished(const Event& event);
  bool is_known(const Event& event) const;
  std::string label_of(const Event& event) const;
  std::string detail_of(const Event& event) const;
  static std::string how_far(const Event& event);
  void remark(const Event& event);
  void print(const std::function<void()>& print);

  Output& output_;
  bool several_sets_;
  std::optional<report::Progress> progress_;
  /// What a step in C++ has said of itself.
  std::string told_;
  /// Why the server could not be reached, as far as it was told.
  std::string unreachable_;
  /// Of the copy that is being made.
  std::string copying_;
};

}  // namespace godwit::cli
