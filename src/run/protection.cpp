// SPDX-License-Identifier: BSL-1.0
#include "run/protection.h"

#include "history/history_reader.h"
#include "plan/refusals.h"
#include "run/failure.h"

namespace godwit::run {

Result<void> check_unprotected(driver::Session& session,
                               const history::HistoryTable& table) {
  const auto summary = history::read_summary(session, table);
  if (!summary) {
    if (ends_the_wait(summary.error())) return summary.error();
    return {};
  }
  if (summary->protection) return protected_database(*summary->protection);
  return {};
}

}  // namespace godwit::run
