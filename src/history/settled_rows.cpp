// SPDX-License-Identifier: BSL-1.0
#include "history/settled_rows.h"

#include <algorithm>

namespace godwit::history {

SettledRows::SettledRows(EmbeddedSet embedded, std::size_t last)
    : walk_(embedded), places_(std::max<std::size_t>(last, 1)) {}

void SettledRows::look_at(driver::PassingRow row) {
  const auto& id = row[0];
  others_ = others_ || !id;
  if (differs_ || !id) return;
  const SetPosition position = walk_.position();
  differs_ = !walk_.go_on(*id, row[1].value_or(""));
  if (differs_) return;
  Place& place = places_[position.migrations % places_.size()];
  place.position = position;
  place.next = *id;
}

const SettledRows::Place* SettledRows::end() const {
  const std::size_t equal = walk_.position().migrations;
  if (equal <= places_.size()) return nullptr;
  return &places_[equal % places_.size()];
}

}  // namespace godwit::history
