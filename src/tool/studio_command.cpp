// SPDX-License-Identifier: BSL-1.0
#include "tool/studio_command.h"

#include "cli/options.h"
#include "tool/named_sets.h"
#if GODWIT_WITH_STUDIO
#include "tool/studio_session.h"
#else
#include "base/errors.h"
#endif

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

#if GODWIT_WITH_STUDIO
ExitCode run_studio(Invocation& invocation) { return open_studio(invocation); }
#else
ExitCode run_studio(Invocation& invocation) {
  return fail(
      invocation,
      make_error(ErrorCode::unsupported, "this godwit was built without studio",
                 "build Godwit with -DGODWIT_WITH_STUDIO=ON, which "
                 "needs cpp-httplib"),
      ExitCode::usage);
}
#endif

// Such as "localhost:8080", as browsers name it in their requests.
std::string check_host(const std::string& text) {
  constexpr const char* allowed = "abcdefghijklmnopqrstuvwxyz0123456789.:-_[]";
  const bool good =
      !text.empty() && text.find_first_not_of(allowed) == std::string::npos;
  return good
             ? ""
             : "'" + text +
                   "' is no host: name it as the address bar shows it, without "
                   "http:// and in small letters";
}

void declare_studio(cli::Options& options, Arguments& arguments) {
  cli::StudioArguments& studio = arguments.studio;
  declare_named_sets(options, arguments);
  const cli::Option write = options.flag(
      "--write", studio.write,
      "Rows may be changed, and migrations applied, undone and generated");
  options
      .flag("--production", studio.production,
            "With --write: also where the database is protected")
      .needs(write);
  options.value(
      "--port", "N", "Listen on this port of 127.0.0.1 (any that is free)",
      [&](const std::string& text) { studio.port = *cli::port(text); },
      cli::check_port);
  options.values(
      "--allow-host", "HOST",
      "A name under which a browser reaches the port by who forwards it, such "
      "as localhost:8080",
      [&](const std::string& text) { studio.forwarded_hosts.push_back(text); },
      check_host);
  options.flag("--no-browser", studio.no_browser,
               "Print the address, and open no browser");
  options.values(
      "--schema", "PATH", "A file or a directory of the declared schema",
      [&](const std::string& text) { studio.schema.push_back(text); });
  options.value(
      "--scratch", "URL",
      "A server on which a scratch database may be made (that of the "
      "database)",
      [&](const std::string& text) { arguments.replay.scratch = text; });
  options.flag(cli::arguments_from_environment,
               arguments.arguments_from_environment,
               "Take further arguments from GODWIT_ARGS, as the build target "
               "does");
}

}  // namespace

const cli::Command studio = {
    .name = "studio",
    .description = "Show a database and its migrations in a browser",
    .examples =
        "studio ./shop-migrate -d sqlite:shop.db\n"
        "studio migrations/postgresql -d postgresql:///shop --write\n"
        "studio ./shop-migrate --port 8080 --no-browser",
    .declare = declare_studio,
    .run = run_studio,
    .needs_database = false,
    .with_required = true,
};

}  // namespace godwit::tool
