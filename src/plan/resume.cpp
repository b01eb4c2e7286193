// SPDX-License-Identifier: BSL-1.0
#include "plan/resume.h"

#include "migration/statements_checksum.h"

namespace godwit {

bool can_resume(const Script& script, const AppliedMigration& row) {
  return row.statements_done <= script.statements.size() &&
         statements_checksum(script, row.statements_done) ==
             row.statements_checksum;
}

}  // namespace godwit
