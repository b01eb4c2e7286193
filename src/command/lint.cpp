// SPDX-License-Identifier: BSL-1.0
#include "command/lint.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace godwit::command {
namespace {

using check::Checked;
using check::Finding;

/// Reads what is named on a command line.
class SubjectReader {
 public:
  SubjectReader(LintSubject& subject, std::optional<Dialect> dialect,
                Sets carried, const StopToken& stop)
      : subject_(subject), dialect_(dialect), carried_(carried), stop_(stop) {}

  Result<std::vector<EmbeddedSet>> sets_in(std::span<const std::string> paths) {
    std::vector<EmbeddedSet> sets;
    for (const std::string& path : paths) {
      auto added = is_folder(path)           ? add_folder(path, sets)
                   : is_migration_file(path) ? add_migration(path, sets)
                                             : add_binary(path, sets);
      if (!added) return std::move(added).error();
    }
    return sets;
  }

 private:
  Result<void> add_folder(const std::string& directory,
                          std::vector<EmbeddedSet>& sets) {
    const auto dialect = dialect_of_folder(directory, dialect_, carried_);
    if (!dialect) return dialect.error();
    Folder& folder = subject_.folders.emplace_back();
    if (auto good =
            read_folder(directory, *dialect, subject_.folders.size(), folder);
        !good) {
      return good;
    }
    sets.push_back(folder.set());
    return {};
  }

  // A directory is read once, however many of its files are named.
  Result<void> add_migration(const std::string& path,
                             std::vector<EmbeddedSet>& sets) {
    const std::string directory = folder_of(path);
    const Folder*& folder = folders_[canonical(directory)];
    if (folder == nullptr) {
      if (auto added = add_folder(directory, sets); !added) return added;
      folder = &subject_.folders.back();
    }
    auto file = file_in(*folder, path);
    if (!file) return std::move(file).error();
    subject_.only[std::string(folder->set().directory())].insert_or_assign(
        *std::move(file), path);
    return {};
  }

  Result<void> add_binary(const std::string& file,
                          std::vector<EmbeddedSet>& sets) {
    Binary& binary = subject_.binaries.emplace_back();
    if (auto read = read_binary(file, stop_, binary); !read) return read;
    if (!binary.found.problems.empty()) return binary.found.problems.front();
    for (const BinarySet& set : binary.found.sets) {
      sets.push_back(set.embedded());
    }
    return {};
  }

  LintSubject& subject_;
  std::optional<Dialect> dialect_;
  Sets carried_;
  const StopToken& stop_;
  std::map<std::string, const Folder*> folders_;
};

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

// What is broken in another file keeps the check from those that are meant, and
// is told all the same.
void keep_only(const std::map<std::string, std::string>& files,
               std::vector<Finding>& findings) {
  std::erase_if(findings, [&](const Finding& finding) {
    const std::string& file = finding.what.location.file;
    if (file.empty() || files.count(file) > 0) return false;
    return !finding.rule.empty() || !is_error(finding);
  });
  for (Finding& finding : findings) {
    std::string& file = finding.what.location.file;
    const auto asked_about = files.find(file);
    if (asked_about != files.end()) file = asked_about->second;
  }
}

// Directories have nothing to do with each other, unless they are named as
// such.
bool is_of_folder(EmbeddedSet set, const LintSubject& subject) {
  return std::any_of(subject.folders.begin(), subject.folders.end(),
                     [&](const Folder& folder) { return folder.set() == set; });
}

}  // namespace

Result<LintSubject> lint_subject(std::span<const std::string> earlier,
                                 std::span<const std::string> files,
                                 std::optional<Dialect> dialect, Sets carried,
                                 const StopToken& stop) {
  LintSubject subject;
  SubjectReader reader(subject, dialect, carried, stop);
  auto first = reader.sets_in(earlier);
  if (!first) return std::move(first).error();
  subject.earlier = *std::move(first);
  subject.only.clear();
  auto sets = reader.sets_in(files);
  if (!sets) return std::move(sets).error();
  subject.sets = *std::move(sets);
  if (!files.empty()) return subject;
  subject.sets.assign(carried.begin(), carried.end());
  for (const EmbeddedSet set : with_required(carried)) {
    if (std::find(carried.begin(), carried.end(), set) == carried.end()) {
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
    const auto only = subject.only.find(set.directory());
    if (only != subject.only.end()) keep_only(only->second, result->findings);
    for (Finding& finding : result->findings) {
      move_to(request.source_directory, set, finding.what.location);
    }
    checked.push_back({set.name(), *std::move(result)});
    if (!is_of_folder(set, subject)) earlier.push_back(set);
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
