// SPDX-License-Identifier: BSL-1.0
#include "tool/test_command.h"

#include <fmt/format.h>
#include <godwit/connection.h>
#include <godwit/migration.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/errors.h"
#include "cli/option_values.h"
#include "command/binary.h"
#include "driver/confined.h"
#include "driver/scratch.h"
#include "migration/on_connect.h"
#include "migration/placeholders.h"
#include "trial/trial.h"

namespace godwit::tool {
namespace {

struct Request {
  std::string program;
  std::string set;
  std::vector<std::string> files;
  std::string what = "from-empty";
  std::string version;
  std::string on = "memory";
  std::string source_directory;
  std::string list;
  std::optional<Version> since;
};

// The set that is tested, and those in front of it.
struct Subject {
  std::optional<EmbeddedSet> set;
  std::vector<EmbeddedSet> before;
};

Error no_such_set(const Request& request) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no set {} in {}", request.set,
                                request.files.empty() ? request.program
                                                      : request.files.back()),
                    "build the library first");
}

Error no_database_url() {
  return make_error(ErrorCode::invalid_argument,
                    "DATABASE_URL does not name a database for this test",
                    "run the test by ctest");
}

Error cannot_write(const std::string& file) {
  Error error = make_error(ErrorCode::io, "cannot write this file");
  error.location.file = file;
  return error;
}

Result<Subject> find_subject(const Request& request,
                             std::deque<command::Binary>& binaries) {
  Subject subject;
  for (const std::string& file : request.files) {
    command::Binary& binary = binaries.emplace_back();
    if (auto read = command::read_binary(file, {}, binary); !read) {
      return std::move(read).error();
    }
    if (!binary.found.problems.empty()) return binary.found.problems.front();
    for (const BinarySet& found : binary.found.sets) {
      if (found.embedded().name() == request.set) {
        subject.set = found.embedded();
      } else {
        subject.before.push_back(found.embedded());
      }
    }
  }
  if (!subject.set) return no_such_set(request);
  return subject;
}

// Among the sets of the program itself.
Result<Subject> find_subject(const Request& request,
                             std::span<const EmbeddedSet> sets) {
  Subject subject;
  for (const EmbeddedSet set : with_required(sets)) {
    if (set.name() == request.set) {
      subject.set = set;
      return subject;
    }
    subject.before.push_back(set);
  }
  return no_such_set(request);
}

// Without what CMake would take for more than a part of a name.
std::string plain_name(const Migration& migration) {
  std::string name = migration.version.text();
  if (!migration.name.empty()) name += "_" + migration.name;
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) {
        return std::isalnum(c) == 0 && c != '_' && c != '-' && c != '.';
      },
      '_');
  return name;
}

std::string bracketed(std::string_view text) {
  return fmt::format(" [==[{}]==]", text);
}

// Of a set that is broken there are none: from-empty then says what is wrong.
std::string migrations(const Subject& subject, bool reversible,
                       const std::optional<Version>& since) {
  std::string names;
  const auto set = set_to_look_at(*subject.set);
  if (!set) return names;
  for (const Migration& migration : set->all()) {
    const bool old = since && migration.version <= *since;
    if (migration.reversible() == reversible && !old) {
      names += " " + plain_name(migration);
    }
  }
  return names;
}

bool has_snapshot(EmbeddedSet set) { return !set.snapshot_at().empty(); }

// In the language of CTest's own files: how a test is run, and for which
// migrations there are some.
Result<void> list(const Subject& subject, const Request& request) {
  std::ofstream file(request.list, std::ios::binary | std::ios::trunc);
  file << "set(runner" << bracketed(request.program) << " test"
       << bracketed(request.set);
  for (const std::string& carrier : request.files) file << bracketed(carrier);
  file << ")\nset(reversible" << migrations(subject, true, request.since)
       << ")\nset(irreversible" << migrations(subject, false, request.since)
       << ")\nset(with_snapshot " << (has_snapshot(*subject.set) ? "ON" : "OFF")
       << ")\n";
  file.close();
  if (!file) return cannot_write(request.list);
  return {};
}

/// A database for one test.
struct Place {
  std::string url = {};
  /// Empty: none.
  std::string file = {};
};

// What an earlier test of the same name left behind when it was killed is in
// the way.
void remove_database(const std::string& file) {
  if (file.empty()) return;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(file + suffix, ignored);
  }
}

Result<Place> place(const Request& request) {
  if (request.on == "memory") return Place{.url = "sqlite::memory:"};
  if (request.on == "disk") {
    const std::string file =
        fmt::format("{}.{}.{}.db", request.set, request.version, request.what);
    return Place{.url = "sqlite:" + file, .file = file};
  }
  const char* url = std::getenv("DATABASE_URL");
  if (url == nullptr) return no_database_url();
  return Place{.url = url};
}

void print(const trial::TrialReport& report, const Subject& subject,
           const Request& request) {
  for (const std::string& note : report.notes) {
    std::fputs(fmt::format("note: {}\n", note).c_str(), stdout);
  }
  if (!report.error) return;
  Error error = *report.error;
  command::move_to(request.source_directory, *subject.set, error.location);
  std::fputs(fmt::format("{}\n{}", to_string(error), report.difference).c_str(),
             stdout);
}

// As the first one is, what a fixture has put into it included, and so made
// before anybody connects to that.
Result<driver::Scratch> second_database(const std::string& url,
                                        const ConnectOptions& options) {
  const auto first = driver::DatabaseUrl::parse(url);
  if (!first) return first.error();
  return driver::copy_to_scratch(*first, options);
}

Result<bool> test(const Subject& subject, const Request& request) {
  const auto chosen = place(request);
  if (!chosen) return chosen.error();
  remove_database(chosen->file);
  trial::TrialReport report;
  {
    std::vector<EmbeddedSet> sets = subject.before;
    sets.push_back(*subject.set);
    const ConnectOptions options{.on_connect = on_connect_of(sets)};
    const trial::Case what = *trial::case_named(request.what);
    std::optional<driver::Scratch> second;
    if (what == trial::Case::snapshot_equals_migrations) {
      auto made = second_database(chosen->url, options);
      if (!made) return std::move(made).error();
      second = *std::move(made);
    }
    auto connection = driver::connect_confined(chosen->url, options);
    if (!connection) return connection.error();
    report = trial::run_trial(
        *connection, {.set = *subject.set,
                      .before = subject.before,
                      .what = what,
                      .version = request.version,
                      .second = second ? &second->connection : nullptr});
  }
  remove_database(chosen->file);
  print(report, subject, request);
  return !report.error;
}

Result<bool> perform(std::span<const EmbeddedSet> sets,
                     const Request& request) {
  std::deque<command::Binary> binaries;
  const auto subject = request.files.empty() ? find_subject(request, sets)
                                             : find_subject(request, binaries);
  if (!subject) return subject.error();
  if (request.list.empty()) return test(*subject, request);
  if (auto done = list(*subject, request); !done) return done.error();
  return true;
}

std::string check_case(const std::string& text) {
  return trial::case_named(text) ? "" : fmt::format("no case '{}'", text);
}

void declare(CLI::App& app, Request& request) {
  app.name("godwit test");
  app.description(
      "Runs one test of a set; godwit_add_migration_tests() makes them");
  app.add_option("SET", request.set)->required();
  app.add_option("FILE...", request.files);
  app.add_option("--case", request.what)->check(check_case);
  app.add_option("--migration", request.version);
  app.add_option("--on", request.on)
      ->check(CLI::IsMember({"memory", "disk", "postgresql"}));
  app.add_option("--source-directory", request.source_directory);
  app.add_option("--list", request.list);
  app.add_option_function<std::string>("--since",
                                       [&](const std::string& text) {
                                         request.since =
                                             Version::parse(text).value();
                                       })
      ->check(cli::check_version);
}

}  // namespace

int run_test(std::span<const EmbeddedSet> sets, int argc,
             const char* const* argv) {
  Request request;
  request.program = argv[0];
  CLI::App app;
  declare(app, request);
  CLI11_PARSE(app, argc - 1, argv + 1);
  const auto passed = perform(sets, request);
  if (!passed) {
    std::fputs((to_string(passed.error()) + "\n").c_str(), stderr);
  }
  return passed && *passed ? 0 : 1;
}

}  // namespace godwit::tool
