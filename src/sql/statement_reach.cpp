// SPDX-License-Identifier: BSL-1.0
#include "sql/statement_reach.h"

#include <algorithm>
#include <array>

#include "sql/calls.h"
#include "sql/option_list.h"
#include "sql/statements.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

// COPY t FROM 'file', COPY (SELECT …) TO PROGRAM 'command'
std::string_view copies(Words words) {
  std::size_t depth = 0;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (text == "(") ++depth;
    if (text == ")" && depth > 0) --depth;
    const bool to = words.at_word() && is_word(text, "TO");
    const bool from = words.at_word() && is_word(text, "FROM");
    if (depth > 0 || (!to && !from)) continue;
    text = words.next();
    if (words.at_string()) {
      return to ? "COPY TO a file of the server"
                : "COPY FROM a file of the server";
    }
    if (!is_word(text, "PROGRAM")) return {};
    return to ? "COPY TO PROGRAM" : "COPY FROM PROGRAM";
  }
  return {};
}

// Without a path it is one of those that the server was installed with.
bool is_path(std::string_view string) {
  const auto content = StringContent::of(string, 0);
  if (!content) return false;
  const std::string& text = content->text();
  return text.find('/') != text.npos && !text.starts_with("$libdir/");
}

std::string_view loads(Words words) {
  return is_path(words.next()) ? "LOAD of a file of the server" : "";
}

// CREATE FUNCTION f() … AS '/lib/f' LANGUAGE c
std::string_view loads_function(Words words) {
  bool path = false;
  bool c = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (words.at_word() && is_word(text, "AS")) path = is_path(words.next());
    if (!words.at_word() || !is_word(text, "LANGUAGE")) continue;
    text = words.next();
    c = is_word(text, "C") || is_word(text, "'C'") || is_word(text, "\"C\"");
  }
  return c && path ? "a function in a file of the server" : "";
}

std::string_view subscribes(Words words) {
  const bool connects = with_option(words, "CONNECT").value_or(true);
  return connects ? "CREATE SUBSCRIPTION" : "";
}

// s ENABLE, s REFRESH …, s SET PUBLICATION p
std::string_view wakes_subscription(Words words) {
  words.next();
  const std::string_view verb = words.next();
  const bool connects = is_word(verb, "ENABLE") || is_word(verb, "REFRESH") ||
                        is_word(words.next(), "PUBLICATION");
  return connects && with_option(words, "REFRESH").value_or(true)
             ? "ALTER SUBSCRIPTION"
             : "";
}

// By the habit that their names end so: plperlu, plpython3u, pltclu.
std::string_view runs_untrusted(Words words) {
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (!words.at_word() || !is_word(text, "LANGUAGE")) continue;
    std::string_view language = words.next();
    const bool quoted = language.ends_with('\'') || language.ends_with('"');
    if (quoted) language.remove_suffix(1);
    return language.ends_with('u') || language.ends_with('U')
               ? "DO in a language that is not trusted"
               : "";
  }
  return {};
}

struct Command {
  std::string_view head;
  /// What of it reaches outside; empty: it does not. Null: all of it does.
  std::string_view (*what)(Words words) = nullptr;
};

constexpr Command commands[] = {
    {"COPY", copies},
    {"LOAD", loads},
    {"CREATE FUNCTION", loads_function},
    {"CREATE OR REPLACE FUNCTION", loads_function},
    {"DO", runs_untrusted},
    {"ALTER SYSTEM"},
    {"CREATE TABLESPACE"},
    {"DROP TABLESPACE"},
    {"ALTER TABLESPACE"},
    {"CREATE DATABASE"},
    {"ALTER DATABASE"},
    {"DROP DATABASE"},
    {"CREATE SUBSCRIPTION", subscribes},
    {"ALTER SUBSCRIPTION", wakes_subscription},
    // It drops the slot of the other server.
    {"DROP SUBSCRIPTION"},
    {"CREATE SERVER"},
    {"ALTER SERVER"},
    {"IMPORT FOREIGN SCHEMA"},
};

std::string_view command_outside(std::string_view statement) {
  for (const Command& command : commands) {
    Words words(statement, Dialect::postgresql);
    if (!begins_with(words, command.head)) continue;
    const auto what =
        command.what == nullptr ? command.head : command.what(words);
    if (!what.empty()) return what;
  }
  return {};
}

constexpr std::array<std::string_view, 17> functions = {
    "DBLINK",
    "LO_EXPORT",
    "LO_IMPORT",
    "PG_CANCEL_BACKEND",
    "PG_COPY_LOGICAL_REPLICATION_SLOT",
    "PG_COPY_PHYSICAL_REPLICATION_SLOT",
    "PG_CREATE_LOGICAL_REPLICATION_SLOT",
    "PG_CREATE_PHYSICAL_REPLICATION_SLOT",
    "PG_DROP_REPLICATION_SLOT",
    "PG_LOGDIR_LS",
    "PG_PROMOTE",
    "PG_READ_BINARY_FILE",
    "PG_READ_FILE",
    "PG_RELOAD_CONF",
    "PG_ROTATE_LOGFILE",
    "PG_STAT_FILE",
    "PG_TERMINATE_BACKEND",
};
constexpr std::array<std::string_view, 3> families = {"DBLINK_", "PG_FILE_",
                                                      "PG_LS_"};

bool function_outside(std::string_view name) {
  const std::size_t quote = name.starts_with('"') ? 1 : 0;
  const auto begins = [&](std::string_view family) {
    return is_word(name.substr(quote, family.size()), family);
  };
  return std::any_of(families.begin(), families.end(), begins) ||
         std::any_of(
             functions.begin(), functions.end(),
             [&](std::string_view known) { return is_function(name, known); });
}

}  // namespace

std::optional<Outside> reach_outside(std::string_view statement) {
  std::optional<Outside> found;
  const auto is_command = [&](std::string_view rest, std::size_t offset) {
    const std::string_view what = command_outside(rest);
    if (!what.empty()) found = Outside{std::string(what), offset};
    return found.has_value();
  };
  const auto is_call = [&](std::string_view name, std::size_t offset) {
    if (function_outside(name))
      found = Outside{std::string(name) + "()", offset};
    return found.has_value();
  };
  visit_calls(statement, {.statement = is_command, .call = is_call});
  return found;
}

}  // namespace godwit::sql
