// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/new_files.h"
#include "cli/new_migration.h"

namespace godwit::cli {
namespace {

using report::CreatedFile;

Error no_set_for(Dialect dialect) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("this executor carries no migrations for {}",
                                to_string(dialect)),
                    "'list' shows what it carries");
}

Error which_dialect(std::string_view directory) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("'{}' is for one dialect, and this executor has several",
                  directory),
      fmt::format("say which with --dialect or --directory {}={}",
                  to_string(Dialect::sqlite), directory));
}

Error no_directory(const EmbeddedSet& set) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no directory '{}' here", set.directory),
      "run this at the top of the source tree, or give --directory");
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

Result<std::vector<const EmbeddedSet*>> chosen_sets(
    const Invocation& invocation) {
  const std::optional<Dialect> wanted = invocation.arguments.create.dialect;
  std::vector<const EmbeddedSet*> chosen;
  for (const EmbeddedSet* set : invocation.sets) {
    if (!wanted || set->dialect == *wanted) chosen.push_back(set);
  }
  if (chosen.empty() && wanted) return no_set_for(*wanted);
  return chosen;
}

// The part of "dialect=DIR" behind the sign. Absent: it is not for this
// dialect.
std::optional<std::string> directory_for(const std::string& option,
                                         Dialect dialect) {
  const std::string prefix = fmt::format("{}=", to_string(dialect));
  if (!option.starts_with(prefix)) return std::nullopt;
  return option.substr(prefix.size());
}

bool names_a_dialect(const std::string& option) {
  return directory_for(option, Dialect::postgresql) ||
         directory_for(option, Dialect::sqlite);
}

// The last option that fits counts, or else the directory of the build.
Result<std::string> directory_of(const EmbeddedSet& set,
                                 const CreateRequest& request, bool only_set) {
  std::optional<std::string> directory;
  for (const std::string& option : request.directories) {
    if (!names_a_dialect(option)) {
      if (!only_set) return which_dialect(option);
      directory = option;
    } else if (auto found = directory_for(option, set.dialect)) {
      directory = std::move(found);
    }
  }
  if (directory) return *directory;
  std::string own(set.directory);
  std::error_code ignored;
  if (!std::filesystem::is_directory(own, ignored)) return no_directory(set);
  return own;
}

// Writes the files of one set.
Result<void> create(const EmbeddedSet& set, const std::string& directory,
                    const std::string& slug, const CreateRequest& request,
                    NewFiles& files, std::vector<CreatedFile>& created) {
  const auto existing = sql_files(directory);
  if (!existing) return existing.error();
  const std::string version = next_version(*existing, now(), request.timestamp);
  for (const NewFile& file : skeleton(version, slug, request.pair)) {
    const std::string path =
        (std::filesystem::path(directory) / file.name).string();
    if (auto written = files.write(path, file.text); !written) return written;
    created.push_back({set.dialect, version, path});
  }
  return {};
}

struct Place {
  const EmbeddedSet* set;
  std::string directory;
};

Result<std::vector<Place>> places(const Invocation& invocation) {
  const auto sets = chosen_sets(invocation);
  if (!sets) return sets.error();
  std::vector<Place> result;
  for (const EmbeddedSet* set : *sets) {
    auto directory =
        directory_of(*set, invocation.arguments.create, sets->size() == 1);
    if (!directory) return std::move(directory).error();
    result.push_back({set, std::move(*directory)});
  }
  return result;
}

Result<std::vector<CreatedFile>> create_all(const std::vector<Place>& places,
                                            const std::string& slug,
                                            const CreateRequest& request) {
  NewFiles files;
  std::vector<CreatedFile> created;
  for (const Place& place : places) {
    if (auto done =
            create(*place.set, place.directory, slug, request, files, created);
        !done) {
      return std::move(done).error();
    }
  }
  files.keep();
  return created;
}

Result<std::string> slug_of(const Invocation& invocation) {
  const std::string& name = invocation.arguments.create.name;
  return slug(name.empty() ? value_of(invocation.environment, "NAME")
                           : std::string_view(name));
}

}  // namespace

ExitCode run_create(Invocation& invocation) {
  const auto name = slug_of(invocation);
  if (!name) return fail(invocation, name.error(), ExitCode::usage);
  const auto where = places(invocation);
  if (!where) return fail(invocation, where.error(), ExitCode::usage);
  const auto created = create_all(*where, *name, invocation.arguments.create);
  if (!created) return fail(invocation, created.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::create_json(invocation.heading, *created));
    return ExitCode::done;
  }
  for (const CreatedFile& file : *created) output.result(file.path);
  return ExitCode::done;
}

}  // namespace godwit::cli
