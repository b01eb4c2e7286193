// SPDX-License-Identifier: BSL-1.0
// godwit: no-transaction
#include "steps.h"

godwit::Result<void> up(godwit::Database& database) {
  return count_visits(database);
}

godwit::Result<void> down(godwit::Database& database) {
  return forget_counts(database);
}
