// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/logged_run.h>
#include <godwit/plan.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "command/inspect.h"
#include "command/of_set.h"
#include "report/terminal.h"

namespace godwit::report {

using command::CarriedSet;
using command::OfSet;

/// In the order in which totals name them: first what somebody must look at.
inline constexpr std::array all_states = {
    MigrationState::interrupted, MigrationState::running,
    MigrationState::edited,      MigrationState::missing,
    MigrationState::incomplete,  MigrationState::out_of_order,
    MigrationState::pending,     MigrationState::newer,
    MigrationState::applied,     MigrationState::replaced,
};

/// Of what is applied, enough to see what is new, and of what is pending as
/// much; where it is not many, all.
inline constexpr std::size_t shown_of_many = 10;
inline constexpr std::size_t many = 2 * shown_of_many;

/// How the database stands in one line, and a line for each migration; unless
/// `all`, of many that are applied only the last, so that `many` of what is
/// settled are enough. On a terminal names are cut so that lines fit.
std::string status_table(const Status& status, bool all,
                         const Terminal& terminal);

/// A line for each run, the last ones or all, and one for those that are left
/// out.
std::string history_table(std::span<const OfSet<std::vector<LoggedRun>>> logs,
                          bool all, const Terminal& terminal);

/// "2 pending, 10 applied", "up to date: 12 applied".
std::string totals(const Status& status);

/// For each set a heading, and a line for each of its migrations; like those of
/// status_table.
std::string list_text(std::span<const CarriedSet> sets,
                      const Terminal& terminal);

}  // namespace godwit::report
