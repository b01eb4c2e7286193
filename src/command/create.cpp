// SPDX-License-Identifier: BSL-1.0
#include "command/create.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "command/new_files.h"

namespace godwit::command {
namespace {

Error which_set(Dialect dialect, Sets sets) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("this executor carries several sets for {}",
                  to_string(dialect)),
      fmt::format("choose one with CreateRequest::sets: {}", names_of(sets)));
}

Error which_set_for(std::string_view directory, Sets sets) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("'{}' is for one set, and this executor has several",
                  directory),
      fmt::format("choose one with CreateRequest::sets, or give "
                  "CreateRequest::directories {}={}",
                  sets.front().name(), directory));
}

Error no_directory(const EmbeddedSet& set) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no directory '{}' here", set.directory()),
      "run this at the top of the source tree, or give "
      "CreateRequest::directories");
}

std::string now() {
  const auto now = std::chrono::system_clock::now();
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{today};
  const std::chrono::hh_mm_ss time{
      std::chrono::floor<std::chrono::seconds>(now - today)};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", int{date.year()},
                     unsigned{date.month()}, unsigned{date.day()},
                     time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

// One migration for each dialect is one migration of the application; which of
// several libraries needs one, only its author knows.
Result<void> check_one_for_each_dialect(Sets sets) {
  for (const Dialect dialect : {Dialect::postgresql, Dialect::sqlite}) {
    const auto count = std::count_if(
        sets.begin(), sets.end(),
        [&](EmbeddedSet set) { return set.dialect() == dialect; });
    if (count > 1) return which_set(dialect, sets);
  }
  return {};
}

// The part of "SET=DIR" behind the sign. Absent: it is not for this set.
std::optional<std::string> directory_for(const std::string& option,
                                         EmbeddedSet set) {
  const std::string prefix = fmt::format("{}=", set.name());
  if (!option.starts_with(prefix)) return std::nullopt;
  return option.substr(prefix.size());
}

bool names_a_set(const std::string& option, Sets sets) {
  return std::any_of(sets.begin(), sets.end(), [&](EmbeddedSet set) {
    return directory_for(option, set).has_value();
  });
}

// The last option that fits counts, or else the directory of the build.
Result<std::string> directory_of(EmbeddedSet set, const CreateRequest& request,
                                 Sets carried) {
  std::optional<std::string> directory;
  for (const std::string& option : request.directories) {
    if (auto found = directory_for(option, set)) {
      directory = std::move(found);
    } else if (!names_a_set(option, carried)) {
      if (request.sets.size() > 1) return which_set_for(option, request.sets);
      directory = option;
    }
  }
  if (directory) return *directory;
  std::string own(set.directory());
  std::error_code ignored;
  if (!std::filesystem::is_directory(own, ignored)) return no_directory(set);
  return own;
}

// Writes the files of one set.
Result<void> create_in(const CreatePlace& place, const std::string& slug,
                       const CreateRequest& request, NewFiles& files,
                       std::vector<OfSet<CreatedFile>>& created) {
  const auto existing = migration_files(place.directory);
  if (!existing) return existing.error();
  const std::string version = next_version(*existing, now(), request.timestamp);
  for (const NewFile& file : skeleton(version, slug, request.form)) {
    const std::string path =
        (std::filesystem::path(place.directory) / file.name).string();
    if (auto written = files.write(path, file.text); !written) return written;
    created.push_back({place.set.name(), {place.set.dialect(), version, path}});
  }
  return {};
}

}  // namespace

Result<std::vector<CreatePlace>> create_places(const CreateRequest& request,
                                               Sets carried) {
  if (const auto name = slug(request.name); !name) return name.error();
  if (auto clear = check_one_for_each_dialect(request.sets); !clear) {
    return std::move(clear).error();
  }
  std::vector<CreatePlace> places;
  for (const EmbeddedSet set : request.sets) {
    auto directory = directory_of(set, request, carried);
    if (!directory) return std::move(directory).error();
    places.push_back({set, *std::move(directory)});
  }
  return places;
}

Result<std::vector<OfSet<CreatedFile>>> create(
    const CreateRequest& request, const std::vector<CreatePlace>& places) {
  const auto name = slug(request.name);
  if (!name) return name.error();
  NewFiles files;
  std::vector<OfSet<CreatedFile>> created;
  for (const CreatePlace& place : places) {
    if (auto done = create_in(place, *name, request, files, created); !done) {
      return std::move(done).error();
    }
  }
  files.keep();
  return created;
}

}  // namespace godwit::command
