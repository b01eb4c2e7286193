// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "check/lint/statement_readers.h"

namespace godwit::check {
namespace {

// These are commands of their own that only begin like settings, or settings
// that cannot outlive a transaction. Empty: none of them.
std::string_view other_command(const Cursor& cursor) {
  if (cursor.at("CONSTRAINTS")) return "SET CONSTRAINTS";
  return cursor.at("TRANSACTION") ? "SET TRANSACTION" : "";
}

std::optional<std::string> setting_name(Cursor& cursor) {
  if (cursor.take("TIME ZONE")) return "timezone";
  if (cursor.take("SESSION AUTHORIZATION")) return "session_authorization";
  cursor.take("SESSION");
  if (cursor.take("CHARACTERISTICS AS TRANSACTION")) {
    return "default_transaction_isolation";
  }
  const auto name = cursor.name();
  if (!name) return std::nullopt;
  std::string text = lower(to_string(*name));
  return text == "schema" ? "search_path" : text;
}

std::string read_value(Cursor cursor) {
  if (auto string = cursor.string()) return lower(*string);
  return lower(cursor.expression({}).text);
}

std::optional<Setting> read_call(Cursor& cursor) {
  if (!cursor.take("(")) return std::nullopt;
  auto name = cursor.string();
  if (!name || !cursor.next_in_list()) return std::nullopt;
  std::string value = read_value(cursor);
  if (!cursor.next_in_list()) return std::nullopt;
  return Setting{.name = lower(*name),
                 .value = std::move(value),
                 .local = cursor.at("TRUE")};
}

}  // namespace

void read_set(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts) {
  Setting setting{.local = cursor.take("LOCAL")};
  if (const auto command = other_command(cursor); !command.empty()) {
    facts.push_back({begin, UntilCommit{std::string(command)}});
    return;
  }
  auto name = setting_name(cursor);
  if (!name) return;
  setting.name = std::move(*name);
  if (!cursor.take("TO")) cursor.take("=");
  // SET name TO DEFAULT, SET ROLE NONE, …
  setting.reset = cursor.at("DEFAULT") || cursor.at("NONE");
  setting.value = read_value(cursor);
  facts.push_back({begin, std::move(setting)});
}

void read_reset(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts) {
  Setting setting{.reset = true};
  if (!cursor.at("ALL")) setting.name = setting_name(cursor).value_or("");
  facts.push_back({begin, std::move(setting)});
}

void read_set_config(Cursor cursor, std::vector<Fact>& facts) {
  if (cursor.at("CREATE")) return;  // the body of a function runs elsewhere
  while (!cursor.done()) {
    const std::size_t offset = cursor.here().offset;
    if (!cursor.at("SET_CONFIG (")) {
      cursor.step();
      continue;
    }
    cursor.step();
    auto setting = read_call(cursor);
    if (setting) facts.push_back({offset, std::move(*setting)});
  }
}

void read_pragma(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts) {
  const auto name = cursor.name();
  if (!name) return;
  Pragma pragma{.name = name->name};
  if (cursor.take("=") || cursor.take("(")) {
    pragma.value = cursor.expression({}).text;
  }
  facts.push_back({begin, std::move(pragma)});
}

}  // namespace godwit::check
