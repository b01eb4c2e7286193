// SPDX-License-Identifier: BSL-1.0
#include "generate/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "base/errors.h"
#include "command/clock.h"
#include "command/folder.h"
#include "command/new_files.h"
#include "generate/origin.h"
#include "generate/written_migration.h"
#include "migration/on_connect.h"

namespace godwit::generate {
namespace {

Error nothing_declared() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says which schema is wanted",
                    "name files or directories with --schema");
}

Error declared_twice() {
  return make_error(ErrorCode::invalid_argument,
                    "a schema and a database both say what is wanted",
                    "leave out --schema or --to");
}

Error one_writer() {
  return make_error(
      ErrorCode::invalid_argument,
      "nothing runs side by side here: SQLite has one writer at a time, and "
      "a change of the schema is over before the next one writes",
      "leave out --zero-downtime");
}

OnConnect on_connect_of_request(const GenerateRequest& request) {
  const EmbeddedSet* set =
      command::carried_from(request.directory, request.carried);
  return set == nullptr ? request.on_connect
                        : on_connect_of(std::span(set, 1), request.on_connect);
}

Origin origin_of(const GenerateRequest& request) {
  if (!request.from) return OfMigrations{request.directory};
  return OfDatabase{*request.from, request.history_table};
}

Result<Origin> wanted_by(const GenerateRequest& request) {
  if (request.to && !request.schema.empty()) return declared_twice();
  if (request.to) return Origin(OfDatabase{*request.to, request.history_table});
  if (request.schema.empty() && request.from && !request.directory.empty()) {
    return Origin(OfMigrations{request.directory});
  }
  if (request.schema.empty()) return nothing_declared();
  auto files = read_schema_files(request.schema);
  if (!files) return std::move(files).error();
  return Origin(OfFiles{*std::move(files)});
}

// The second migration of a name says what it is for.
std::string name_of(const SchemaStep& step, const std::string& name,
                    bool first) {
  std::string wanted = name.empty() ? proposed_name(step) : name;
  if (!step.purpose.empty()) {
    wanted += step.purpose;
  } else if (!name.empty() && !first) {
    wanted += purpose_of(step);
  }
  const auto slug = command::slug(wanted);
  return slug ? *slug : "change_schema";
}

std::string name_beside(std::set<std::string>& names, const std::string& name) {
  std::string free = name;
  for (int n = 2; !names.insert(free).second; ++n) {
    free = fmt::format("{}_{}", name, n);
  }
  return free;
}

std::vector<command::NewFile> files_of(const GenerateRequest& request,
                                       const SchemaPlan& plan,
                                       std::vector<std::string> existing) {
  std::vector<command::NewFile> files;
  const bool pairs =
      std::any_of(existing.begin(), existing.end(),
                  [](const auto& name) { return name.ends_with(".up.sql"); });
  const auto form = pairs ? command::Form::pair : command::Form::whole;
  std::set<std::string> names;
  for (const SchemaStep& step : plan.steps) {
    const std::string name =
        name_beside(names, name_of(step, request.name, names.empty()));
    const std::string version = command::next_version(
        existing, command::utc_timestamp(), request.timestamp);
    for (command::NewFile& file :
         command::sql_files(version, name, form,
                            written_halves(plan, step, request.dialect))) {
      existing.push_back(file.name);
      files.push_back(std::move(file));
    }
  }
  return files;
}

}  // namespace

Result<Generated> generate(const GenerateRequest& request) {
  if (request.zero_downtime && request.dialect == Dialect::sqlite) {
    return one_writer();
  }
  if (!request.name.empty()) {
    if (auto slug = command::slug(request.name); !slug) return slug.error();
  }
  auto wanted = wanted_by(request);
  if (!wanted) return std::move(wanted).error();
  auto plan = plan_between({.from = origin_of(request),
                            .to = *std::move(wanted),
                            .dialect = request.dialect,
                            .before = request.before,
                            .renames = request.renames,
                            .keeps = request.keeps,
                            .online = request.online,
                            .zero_downtime = request.zero_downtime,
                            .server = request.server,
                            .on_connect = on_connect_of_request(request),
                            .stop = request.stop});
  if (!plan) return std::move(plan).error();
  Generated generated{.plan = *std::move(plan)};
  if (request.from) return generated;
  auto existing = command::migration_files(request.directory);
  if (!existing) return std::move(existing).error();
  generated.files = files_of(request, generated.plan, *std::move(existing));
  return generated;
}

Result<std::vector<std::string>> write_files(
    const std::string& directory, const std::vector<command::NewFile>& files) {
  command::NewFiles written;
  std::vector<std::string> paths;
  for (const command::NewFile& file : files) {
    std::string path = (std::filesystem::path(directory) / file.name).string();
    if (auto done = written.write(path, file.text); !done) {
      return std::move(done).error();
    }
    paths.push_back(std::move(path));
  }
  written.keep();
  return paths;
}

}  // namespace godwit::generate
