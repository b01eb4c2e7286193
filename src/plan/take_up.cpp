// SPDX-License-Identifier: BSL-1.0
#include "plan/take_up.h"

#include "migration/statements_checksum.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

bool begins_with_what_has_run(const Script& script,
                              const AppliedMigration& row) {
  return row.statements_done <= script.statements.size() &&
         statements_checksum(script, row.statements_done) ==
             row.statements_checksum;
}

}  // namespace

Result<void> take_up(Step& step, const Standing& one) {
  const AppliedMigration& row = *one.applied;
  step.recorded = true;
  if (row.untouched()) return {};
  const Script& script = step.script();
  if (script.transactional) return no_longer_without_transaction(one);
  const Language begun_in = row.checkpoint ? Language::cpp : Language::sql;
  if (script.language != begun_in) return begun_in_other_language(one);
  if (begun_in == Language::sql && !begins_with_what_has_run(script, row)) {
    return done_part_changed(one);
  }
  step.resume_at = row.statements_done;
  step.in_doubt = row.begun_sql;
  step.checkpoint = row.checkpoint;
  return {};
}

}  // namespace godwit
