// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "driver/session.h"
#include "migration/outline.h"

namespace godwit::history {

/// Compares rows of a history, in the order of application, with the beginning
/// of a set: the id, absent where the row is of no version or not complete, and
/// the checksum.
class SettledRows {
 public:
  /// The end of what is settled.
  struct Place {
    SetPosition position = {};
    /// The id of the first row behind it.
    std::string next = {};
  };

  /// `last`: how many of the rows that compare equal are not settled all the
  /// same; at least one.
  SettledRows(EmbeddedSet embedded, std::size_t last);

  void look_at(driver::PassingRow row);
  /// Null: nothing is settled.
  const Place* end() const;
  /// There are rows without an id.
  bool others() const noexcept { return others_; }

 private:
  OutlineWalk walk_;
  /// In front of each of the last rows, in turns.
  std::vector<Place> places_;
  bool others_ = false;
  bool differs_ = false;
};

}  // namespace godwit::history
