// SPDX-License-Identifier: BSL-1.0
#include "command/create.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "command/clock.h"
#include "command/new_files.h"
#include "migration/placeholders.h"
#include "plan/refusals.h"

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

Error no_directory(std::string_view directory) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no directory '{}' here", directory),
                    "run this at the top of the source tree, or give "
                    "CreateRequest::directories");
}

Error no_part(EmbeddedSet set, SetPart part) {
  const bool seeds = part == SetPart::seeds;
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("{} has no directory of {}", set.name(),
                                seeds ? "seeds" : "repeatable scripts"),
                    fmt::format("name one in CMake with {} <dir>",
                                seeds ? "SEEDS" : "REPEATABLE"));
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
  std::string own(set.directory_of(request.part));
  if (own.empty()) return no_part(set, request.part);
  std::error_code ignored;
  if (!std::filesystem::is_directory(own, ignored)) {
    return no_directory(own);
  }
  return own;
}

/// What a new migration is, but for its version.
struct Draft {
  std::string slug;
  Halves halves;
};

Result<std::string> slug_for(const CreateRequest& request,
                             const std::string& reverted) {
  const bool named = !request.name.empty() || !request.revert_of;
  return slug(named ? request.name : "revert " + reverted);
}

Result<Draft> draft_of_revert(const CreatePlace& place,
                              const CreateRequest& request) {
  const auto set = set_to_look_at(place.set);
  if (!set) return set.error();
  const Migration* migration = set->find(*request.revert_of);
  if (migration == nullptr) return no_such_version(*request.revert_of, *set);
  auto halves = reverting(*migration);
  if (!halves) return std::move(halves).error();
  auto slug = slug_for(request, migration->name);
  if (!slug) return std::move(slug).error();
  return Draft{*std::move(slug), *std::move(halves)};
}

Result<Draft> draft_of(const CreatePlace& place, const CreateRequest& request) {
  if (request.revert_of) return draft_of_revert(place, request);
  auto slug = slug_for(request, {});
  if (!slug) return std::move(slug).error();
  return Draft{*std::move(slug), skeleton_halves()};
}

std::vector<NewFile> files_of(const Draft& draft, const std::string& version,
                              const CreateRequest& request) {
  if (request.part == SetPart::repeatable) return {repeatable_file(draft.slug)};
  if (request.part == SetPart::seeds) {
    return {seed_file(version, draft.slug, request.environment)};
  }
  return request.form == Form::code
             ? code_files(version, draft.slug)
             : sql_files(version, draft.slug, request.form, draft.halves);
}

// Writes the files of one set.
Result<void> create_in(const CreatePlace& place, const CreateRequest& request,
                       NewFiles& files,
                       std::vector<OfSet<CreatedFile>>& created) {
  const auto draft = draft_of(place, request);
  if (!draft) return draft.error();
  const auto existing = migration_files(place.directory);
  if (!existing) return existing.error();
  const std::string version =
      next_version(*existing, utc_timestamp(), request.timestamp);
  for (const NewFile& file : files_of(*draft, version, request)) {
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
  if (const auto name = slug_for(request, "it"); !name) return name.error();
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
  NewFiles files;
  std::vector<OfSet<CreatedFile>> created;
  for (const CreatePlace& place : places) {
    if (auto done = create_in(place, request, files, created); !done) {
      return std::move(done).error();
    }
  }
  files.keep();
  return created;
}

}  // namespace godwit::command
