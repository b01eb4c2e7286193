// SPDX-License-Identifier: BSL-1.0
#include "command/rebase.h"

#include <fmt/format.h>
#include <godwit/version.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "base/child_process.h"
#include "base/errors.h"
#include "command/clock.h"
#include "command/new_files.h"
#include "command/new_migration.h"

namespace godwit::command {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

Error nothing_named() {
  return make_error(ErrorCode::invalid_argument,
                    "it is not said which migrations are to be renumbered",
                    "name their files, or give RebaseRequest::onto, the commit "
                    "that has the others, such as origin/main");
}

Error not_there(const std::string& file, const std::string& directory) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no migration \"{}\" in \"{}\"", file, directory),
      "name files of one directory that are there");
}

Error git_failed(const std::string& onto, const std::string& why) {
  return make_error(ErrorCode::io,
                    fmt::format("git does not tell which migrations {} has: {}",
                                onto, why.substr(0, why.find('\n'))),
                    "name a commit that is there, or the files that are to be "
                    "renumbered");
}

Error in_the_way(const std::string& path) {
  return make_error(ErrorCode::io, fmt::format("\"{}\" is there already", path),
                    "nothing was renamed");
}

Error cannot_rename(const std::string& path, const std::error_code& why) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot rename \"{}\": {}", path, why.message()),
      "nothing was renamed");
}

Result<std::string> output_of(const ChildCommand& command,
                              const std::string& onto, const StopToken& stop) {
  auto git = ChildProcess::start(command, stop);
  if (!git) return std::move(git).error();
  git->end_input();
  std::string output;
  while (true) {
    const auto piece = git->read();
    if (!piece) return piece.error();
    if (piece->empty()) break;
    output += *piece;
  }
  if (!git->succeeded()) return git_failed(onto, git->complaints());
  return output;
}

/// The files that the directory has at a commit.
Result<std::set<std::string>> names_at(const RebaseRequest& request) {
  const auto listed = output_of(
      {.words = {"git", "-C", request.directory, "ls-tree", "--name-only", "-z",
                 "--end-of-options", request.onto}},
      request.onto, request.stop);
  if (!listed) return listed.error();
  std::set<std::string> names;
  for (std::size_t at = 0; at < listed->size();) {
    const std::size_t end = std::min(listed->find('\0', at), listed->size());
    names.insert(listed->substr(at, end - at));
    at = end + 1;
  }
  return names;
}

/// Which of the files are to get new numbers.
Result<std::set<std::string>> chosen(const RebaseRequest& request,
                                     const Names& all) {
  if (request.files.empty() && request.onto.empty()) return nothing_named();
  std::set<std::string> names;
  for (const std::string& file : request.files) {
    std::string name = fs::path(file).filename().string();
    if (std::find(all.begin(), all.end(), name) == all.end()) {
      return not_there(file, request.directory);
    }
    names.insert(std::move(name));
  }
  if (request.onto.empty()) return names;
  const auto released = names_at(request);
  if (!released) return released.error();
  for (const std::string& name : all) {
    if (!released->contains(name)) names.insert(name);
  }
  return names;
}

std::string version_text(const std::string& name) {
  return name.substr(0, name.find_first_of("_."));
}

/// The files of one migration have the same name up to this.
std::string stem_of(const std::string& name) {
  return name.substr(0, name.find(".", version_text(name).size()));
}

struct Group {
  Version version;
  Names files;
};

/// Migrations in their order.
std::vector<Group> groups_of(const std::set<std::string>& names) {
  std::map<std::string, Group> by_stem;
  for (const std::string& name : names) {
    Group& group = by_stem[stem_of(name)];
    if (const auto version = Version::parse(name.substr(0, name.find('_')))) {
      group.version = *version;
    }
    group.files.push_back(name);
  }
  std::vector<Group> groups;
  for (auto& [stem, group] : by_stem) groups.push_back(std::move(group));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& left, const Group& right) {
                     return left.version < right.version;
                   });
  return groups;
}

Version latest_of(const Names& names) {
  Version latest;
  for (const std::string& name : names) {
    const auto version = Version::parse(name.substr(0, name.find('_')));
    if (version && (latest.empty() || latest < *version)) latest = *version;
  }
  return latest;
}

/// Each is later than what is before it.
bool in_order(const std::vector<Group>& groups, Version latest) {
  for (const Group& group : groups) {
    if (!latest.empty() && !(latest < group.version)) return false;
    latest = group.version;
  }
  return true;
}

}  // namespace

Result<std::vector<Renaming>> plan_rebase(const RebaseRequest& request) {
  const auto all = migration_files(request.directory);
  if (!all) return all.error();
  const auto names = chosen(request, *all);
  if (!names) return names.error();
  Names others;
  std::copy_if(all->begin(), all->end(), std::back_inserter(others),
               [&](const std::string& name) { return !names->contains(name); });
  const std::vector<Group> groups = groups_of(*names);
  std::vector<Renaming> renamings;
  if (in_order(groups, latest_of(others))) return renamings;
  for (const Group& group : groups) {
    const std::string version = next_version(others, utc_timestamp(), false);
    for (const std::string& file : group.files) {
      const std::size_t end = file.find('_');
      std::string to = version + file.substr(std::min(end, file.find('.')));
      others.push_back(to);
      if (to != file) renamings.push_back({file, std::move(to)});
    }
  }
  return renamings;
}

Result<void> rename_files(const std::string& directory,
                          const std::vector<Renaming>& renamings) {
  const fs::path folder(directory);
  std::vector<Renaming> done;
  const auto undo = [&] {
    std::error_code ignored;
    for (auto one = done.rbegin(); one != done.rend(); ++one) {
      fs::rename(folder / one->to, folder / one->from, ignored);
    }
  };
  // The last first: its new name may be the old one of none behind it.
  for (auto one = renamings.rbegin(); one != renamings.rend(); ++one) {
    const fs::path to = folder / one->to;
    std::error_code why;
    if (fs::exists(to, why)) {
      undo();
      return in_the_way(to.string());
    }
    fs::rename(folder / one->from, to, why);
    if (why) {
      undo();
      return cannot_rename((folder / one->from).string(), why);
    }
    done.push_back(*one);
  }
  return {};
}

}  // namespace godwit::command
