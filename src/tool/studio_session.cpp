// SPDX-License-Identifier: BSL-1.0
#include "tool/studio_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <sstream>
#include <utility>

#include "base/errors.h"
#include "base/platform.h"
#include "cli/aim.h"
#include "cli/own_words.h"
#include "report/printable.h"
#include "report/text.h"
#include "studio/server.h"
#include "tool/browser.h"
#include "tool/generate_command.h"
#include "tool/named_sets.h"
#include "tool/scratch_server.h"
#include "tool/studio_command.h"

namespace godwit::tool {
namespace {

using cli::ExitCode;
using cli::Invocation;

Error protected_from_studio(const std::string& why) {
  return make_error(
      ErrorCode::protected_database,
      fmt::format("the database is protected ({}), and --write would let "
                  "studio change it",
                  why),
      "leave --write out, or give --production, too");
}

// Why it is not to be written to. Empty: nothing stands against it.
Result<std::string> protection(command::Database& database) {
  const char* environment = std::getenv("GODWIT_ENV");
  if (environment != nullptr && std::string_view(environment) == "production") {
    return std::string("GODWIT_ENV=production");
  }
  const auto statuses = command::status(database, {.settled = 0});
  if (!statuses) return statuses.error();
  for (const auto& [set, status] : *statuses) {
    if (!status.protection.empty()) return status.protection;
  }
  return std::string();
}

// Says before anything is served what would fail with each call.
Result<void> look_at_database(Invocation& invocation) {
  const cli::StudioArguments& arguments = invocation.arguments.studio;
  auto database =
      cli::open_database(invocation, {.read_only = true, .create = false});
  if (!database) return std::move(database).error();
  if (!arguments.write || arguments.production) return {};
  const auto why = protection(*database);
  if (!why) return why.error();
  if (!why->empty()) return protected_from_studio(*why);
  return {};
}

/// `generate` of the one set, into the directory that it was built from.
using Generate = decltype(studio::StudioOptions::generate);

// Of a directory that was named it is that one.
Generate generator(const Invocation& invocation,
                   const command::LintSubject& subject) {
  if (invocation.arguments.studio.schema.empty()) return {};
  std::string directory;
  if (!subject.folders.empty()) directory = invocation.arguments.files.front();
  return [&invocation, directory](const studio::GenerateOrder& order,
                                  const StopToken& stop) {
    Invocation own = invocation;
    own.stop = stop;
    own.heading = {.command = "generate"};
    own.arguments.dry_run = order.dry_run;
    own.arguments.generate = {.name = order.name,
                              .schema = invocation.arguments.studio.schema,
                              .directory = directory,
                              .dialect = invocation.target->url.dialect(),
                              .scratch = invocation.arguments.replay.scratch};
    return generated_document(own);
  };
}

bool is_same(EmbeddedSet one, EmbeddedSet other) {
  if (one.name() != other.name() || one.size() != other.size()) return false;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one.file_name(i) != other.file_name(i)) return false;
    if (one.text(i) != other.text(i)) return false;
  }
  return true;
}

// What cannot be read any more has changed, too. A folder is read, and a
// program that is built again may have the same migrations: what counts is what
// they say.
bool files_changed(Invocation& invocation, const command::LintSubject& before,
                   const StopToken& stop) {
  Invocation own = invocation;
  own.stop = stop;
  const auto now = named_sets(own);
  if (!now) return !stop.stop_requested();
  return !std::equal(before.sets.begin(), before.sets.end(), now->sets.begin(),
                     now->sets.end(), is_same);
}

Result<studio::StudioOptions> studio_options(
    Invocation& invocation, const command::LintSubject& subject) {
  const cli::Arguments& arguments = invocation.arguments;
  studio::StudioOptions options{
      .url = invocation.target->url,
      .sets = invocation.aimed,
      .carried = {invocation.carried.begin(), invocation.carried.end()},
      .on_connect = invocation.program.on_connect,
      .migrate = cli::migrator_options(invocation),
      .generate = generator(invocation, subject),
      .postgresql_parser = invocation.program.postgresql_parser,
      .files_changed =
          [&](const StopToken& stop) {
            return files_changed(invocation, subject, stop);
          },
      .write = arguments.studio.write,
      .production = arguments.studio.production,
      .words = [](const Error& error) { return cli::in_own_words(error); }};
  auto scratch = scratch_server(invocation, options.url.dialect(),
                                arguments.replay.scratch, invocation.sets);
  if (!scratch) return std::move(scratch).error();
  options.scratch = *std::move(scratch);
  if (arguments.verbose) {
    options.on_statement =
        [&output = invocation.output](const studio::SentStatement& statement) {
          output.message(report::printable_lines(statement.sql));
        };
  }
  return options;
}

// What has to be run elsewhere, where studio runs on a machine that somebody
// has come to by ssh. Empty: nobody has.
std::string tunnel_command(std::uint16_t port) {
  const char* connection = std::getenv("SSH_CONNECTION");
  if (connection == nullptr) return {};
  std::istringstream words(connection);
  std::string client;
  std::string client_port;
  std::string server;
  std::string server_port;
  words >> client >> client_port >> server >> server_port;
  if (server_port.empty()) return {};
  return fmt::format("ssh -N -L {0}:127.0.0.1:{0}{1} {2}@{3}", port,
                     server_port == "22" ? "" : " -p " + server_port,
                     operating_system_user(), server);
}

/// Leads the browser to studio, once.
class Usher {
 public:
  explicit Usher(Invocation& invocation) : invocation_(invocation) {}

  void show_the_way(const studio::Server& server) {
    const std::string url = server.url();
    cli::Output& output = invocation_.output;
    if (output.options().json) {
      output.result(report::studio_json(invocation_.heading, url));
      return;
    }
    cli::name_database(invocation_);
    output.result(url);
    const std::string tunnel = tunnel_command(server.port());
    if (!tunnel.empty()) {
      output.remark("from the machine with the browser: " +
                    report::printable(tunnel));
    } else if (is_watched()) {
      open(url);
    }
    output.remark("the address works once; Ctrl+C ends studio");
  }

  // The file is of no use any more.
  void let_go() {
    const std::lock_guard lock(mutex_);
    file_.reset();
  }

 private:
  bool is_watched() const {
    return !invocation_.arguments.studio.no_browser && has_display() &&
           invocation_.output.results().interactive;
  }

  void open(const std::string& url) {
    const std::lock_guard lock(mutex_);
    if (auto file = RedirectFile::make(url)) file_.emplace(*std::move(file));
    if (file_ && open_in_browser(file_->path())) return;
    file_.reset();
    invocation_.output.remark("no browser could be opened");
  }

  Invocation& invocation_;
  std::mutex mutex_;
  std::optional<RedirectFile> file_;
};

ExitCode serve(Invocation& invocation, studio::Studio& studio) {
  Usher usher(invocation);
  auto server = studio::Server::open(
      studio,
      {.port = invocation.arguments.studio.port,
       .forwarded_hosts = invocation.arguments.studio.forwarded_hosts,
       .remark =
           [&](std::string_view text) { invocation.output.message(text); },
       .entered = [&] { usher.let_go(); }});
  if (!server) return fail(invocation, server.error());
  usher.show_the_way(**server);
  (*server)->run(invocation.stop);
  return ExitCode::done;
}

}  // namespace

ExitCode open_studio(Invocation& invocation) {
  const auto subject = named_sets(invocation);
  if (!subject) return fail(invocation, subject.error(), ExitCode::usage);
  const auto aimed = aim_at(invocation, *subject, studio);
  if (!aimed) return fail(invocation, aimed.error(), ExitCode::usage);
  if (!*aimed) return cli::skip(invocation);
  if (auto looked = look_at_database(invocation); !looked) {
    return fail(invocation, looked.error());
  }
  auto options = studio_options(invocation, *subject);
  if (!options) return fail(invocation, options.error(), ExitCode::usage);
  studio::Studio opened(*std::move(options));
  return serve(invocation, opened);
}

}  // namespace godwit::tool
