// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::cli {

/// What `create` is asked to do.
struct CreateRequest {
  std::string name = {};
  bool pair = false;
  bool timestamp = false;
  /// "DIR" or "SET=DIR".
  std::vector<std::string> directories = {};
};

/// A command line, understood.
struct Arguments {
  /// Empty: none was given.
  std::string command = {};
  bool help = false;
  bool version = false;

  std::optional<std::string> database_url = {};
  /// Only this set. Empty: all that there are.
  std::string set = {};
  std::string history_table = {};
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_colour = false;

  UpRequest up = {};
  DownRequest down = {};
  CreateRequest create = {};
  bool dry_run = false;
  bool yes = false;
  bool exit_code = false;
  /// What `inspect` looks into.
  std::vector<std::string> files = {};
  /// Which command `help` is about. Empty: all.
  std::string topic = {};
};

/// How the executor that is being run presents itself.
struct Program {
  /// What people call it by, such as "shop-migrate".
  std::string name = {};
  bool without_destructive_commands = false;
};

/// Fails with invalid_argument for everything that is not on the list, with a
/// hint where something near it is.
Result<Arguments> parse_arguments(std::vector<std::string> words,
                                  const Program& program);

/// Help on one command, or on all for an empty topic. Fails where there is no
/// such command.
Result<std::string> help_text(std::string_view topic, const Program& program);

}  // namespace godwit::cli
