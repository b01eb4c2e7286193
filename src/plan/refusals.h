// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plan/standing.h"

namespace godwit {

/// The reasons why a plan cannot be made: the wording of each is here.
Error binary_too_old(const Standing& needed);
Error newer_refused(const std::vector<Standing>& newer);
/// `binary_too_old` with both versions, in words and as data; any other error
/// as it is.
Error with_versions(Error error, const std::vector<Standing>& all);
Error edited_after_apply(const std::vector<Standing>& edited);
Error replaced_in_part(const Standing& incomplete,
                       const std::vector<Standing>& all);
Error missing_from_set(const std::vector<Standing>& missing);
Error out_of_order(const std::vector<Standing>& pending);
Error being_worked_on(const Standing& standing, std::string_view worker);
Error half_undone(const Standing& standing);
Error half_applied(const Standing& standing);
Error done_part_changed(const Standing& standing);
Error begun_in_other_language(const Standing& standing);
Error no_longer_without_transaction(const Standing& standing);
Error no_such_version(const Version& version, const MigrationSet& migrations);
Error not_applied(const Version& version);
Error baseline_without_reason();
Error mark_without_reason();
Error protect_without_reason();
Error protected_database(const std::string& reason);
Error pushed_and_not_generated(PushedSchema schema);
Error pushed_and_not_undone();
Error unknown_own_version(const std::string& version,
                          const MigrationSet& migrations);
Error history_not_empty(const RecordedHistory& history);
Error nothing_in_doubt(const AppliedMigration& row);
Error statement_not_here(const AppliedMigration& row);
Error cannot_redo(const Step& step);
Error pending_before(const Step& step);
Error cannot_batch(const Step& step);
Error no_way_down(const std::vector<Standing>& irreversible);
Error cannot_rebuild(const Migration& script, const Step& step);
Error repeatable_stays(const AppliedMigration& row, const Migration* script);
Error not_up_yet(const Plan& up);
Error unwritten(const Step& step, std::size_t offset);
Error requirement_unmet(const Step& step, const Requirement& requirement,
                        std::string_view server_version);
Error wrong_database(const Step& step, const Requirement& requirement);
Error libsql_required(const Step& step, const Requirement& requirement);
Error only_one_of_down();
Error plan_outdated(const Plan& plan, const Plan& now);
Error not_verified(const Status& status, const VerifyRequest& request);

}  // namespace godwit
