// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "check/check.h"
#include "command/of_set.h"
#include "report/json.h"
#include "report/terminal.h"

namespace godwit::report {

using CheckedSets = std::span<const command::OfSet<check::Checked>>;

/// As a compiler prints them, one below the other. Empty: none.
std::string findings_text(CheckedSets sets, const Terminal& terminal);

/// "1 error, 2 warnings"; empty: none.
std::string findings_summary(CheckedSets sets);

std::string lint_json(const Heading& heading, CheckedSets sets);

/// SARIF 2.1.0, for code scanning services:
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
std::string findings_sarif(CheckedSets sets, std::string_view version);

/// Workflow commands of GitHub Actions, which become annotations:
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string findings_github(CheckedSets sets);

}  // namespace godwit::report
