// SPDX-License-Identifier: BSL-1.0
// godwit: irreversible nobody knows how the numbers were written
#include "steps.h"

godwit::Result<void> up(godwit::Database& database) {
  return normalise_phones(database);
}
