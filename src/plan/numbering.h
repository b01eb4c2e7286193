// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <algorithm>
#include <cstdint>

#include "migration/recorded_history.h"

namespace godwit {

/// Numbers rows as they are inserted; a resumed one keeps its own numbers.
class Numbering {
 public:
  explicit Numbering(const RecordedHistory& history)
      : sequence_(history.others.last_sequence),
        batch_(history.others.last_batch) {
    for (const auto* rows : {&history.applied, &history.scripts}) {
      for (const AppliedMigration& row : *rows) {
        sequence_ = std::max(sequence_, row.sequence);
        batch_ = std::max(batch_, row.batch);
      }
    }
    ++batch_;
  }

  /// To a Step, or to a row itself.
  template <typename Numbered>
  void apply_to(Numbered& one, const AppliedMigration* resumed = nullptr) {
    one.sequence = resumed != nullptr ? resumed->sequence : ++sequence_;
    one.batch = resumed != nullptr ? resumed->batch : batch_;
  }

 private:
  std::int64_t sequence_;
  std::int64_t batch_;
};

}  // namespace godwit
