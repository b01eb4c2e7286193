// SPDX-License-Identifier: BSL-1.0
#include "command/lint.h"

#include <algorithm>
#include <utility>

namespace godwit::command {
namespace {

using check::Checked;
using check::Finding;

Result<std::vector<EmbeddedSet>> sets_in(std::span<const std::string> files,
                                         const StopToken& stop,
                                         std::deque<Binary>& binaries) {
  std::vector<EmbeddedSet> sets;
  for (const std::string& file : files) {
    Binary& binary = binaries.emplace_back();
    auto read = read_binary(file, stop, binary);
    if (!read) return std::move(read).error();
    if (!binary.found.problems.empty()) return binary.found.problems.front();
    for (const BinarySet& set : binary.found.sets) {
      sets.push_back(set.embedded());
    }
  }
  return sets;
}

// Of the sets in front of it, those that share its database.
std::vector<EmbeddedSet> before(EmbeddedSet set,
                                const std::vector<EmbeddedSet>& sets) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet other : sets) {
    if (other.dialect() == set.dialect()) result.push_back(other);
  }
  return result;
}

bool is_error(const Finding& finding) {
  return finding.severity == check::Severity::error;
}

}  // namespace

Result<LintSubject> lint_subject(std::span<const std::string> earlier,
                                 std::span<const std::string> files,
                                 Sets otherwise, const StopToken& stop) {
  LintSubject subject;
  auto first = sets_in(earlier, stop, subject.binaries);
  if (!first) return std::move(first).error();
  subject.earlier = *std::move(first);
  auto sets = sets_in(files, stop, subject.binaries);
  if (!sets) return std::move(sets).error();
  subject.sets = *std::move(sets);
  if (!files.empty()) return subject;
  subject.sets.assign(otherwise.begin(), otherwise.end());
  for (const EmbeddedSet set : with_required(otherwise)) {
    if (std::find(otherwise.begin(), otherwise.end(), set) == otherwise.end()) {
      subject.earlier.push_back(set);
    }
  }
  return subject;
}

Result<CheckedSets> lint(const LintSubject& subject,
                         const LintRequest& request) {
  std::vector<EmbeddedSet> earlier = subject.earlier;
  CheckedSets checked;
  for (const EmbeddedSet set : subject.sets) {
    auto result =
        check::check(set, {.level = request.level,
                           .before = before(set, earlier),
                           .postgresql_parser = request.postgresql_parser,
                           .scratch_database = request.scratch_database,
                           .lint = request.rules});
    if (!result) return std::move(result).error();
    for (Finding& finding : result->findings) {
      move_to(request.source_directory, set, finding.what.location);
    }
    checked.push_back({set.name(), *std::move(result)});
    earlier.push_back(set);
  }
  return checked;
}

bool has_errors(const CheckedSets& sets) {
  return std::any_of(
      sets.begin(), sets.end(), [](const OfSet<Checked>& checked) {
        return std::any_of(checked.value.findings.begin(),
                           checked.value.findings.end(), is_error);
      });
}

}  // namespace godwit::command
