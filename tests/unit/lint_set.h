// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "check/lint.h"
#include "check/misread_names.h"
#include "read_set.h"

namespace godwit::test {

/// What a check of level execute finds.
inline std::vector<check::Finding> lint_and_run(
    const MigrationSet& set, const check::LintOptions& options) {
  std::vector<check::MisreadName> misread;
  if (set.dialect() == Dialect::sqlite) misread = check::misread_names(set, {});
  return check::lint(set, options, misread);
}

/// "0002_b.sql:3: drop-table" for each finding, or what makes the set broken.
inline std::vector<std::string> lint_files(
    Dialect dialect, const std::vector<EmbeddedFiles::File>& files,
    const check::LintOptions& options = {}) {
  const ReadFiles read(dialect, files);
  if (!read.errors().empty()) return {only_error(read)};
  std::vector<std::string> lines;
  for (const check::Finding& finding : lint_and_run(read.set(), options)) {
    const SourceLocation& at = finding.what.location;
    const std::string file = at.file.substr(at.file.find('/') + 1);
    lines.push_back(file + ":" + std::to_string(at.line) + ": " + finding.rule);
  }
  return lines;
}

/// The rules that report a text, a line each for a second migration whose
/// predecessor, `old`, has made what databases in use have.
inline std::vector<std::string> rules_of(Dialect dialect,
                                         const std::string& old,
                                         const std::string& text,
                                         check::LintOptions options = {}) {
  const ReadFiles read(dialect, {{"0001_a.sql", old}, {"0002_b.sql", text}});
  if (!read.errors().empty()) return {only_error(read)};
  options.since = Version::parse("1").value();
  std::vector<std::string> rules;
  for (const check::Finding& finding : lint_and_run(read.set(), options)) {
    rules.push_back(finding.rule);
  }
  return rules;
}

}  // namespace godwit::test
