// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "check/lint/rule.h"

namespace godwit::check {
namespace {

constexpr std::string_view search_path = "search_path";
constexpr std::string_view all = "";

// Of its own, or of all.
bool reset_later(const Half& half, const Fact& fact, const Setting& setting) {
  for (const std::string_view name : {std::string_view(setting.name), all}) {
    const auto& resets = half.lookup.about<Setting>({{}, std::string(name)});
    if (!resets.empty() && resets.back()->offset > fact.offset) return true;
  }
  return false;
}

// Null: not a setting that outlives the script.
const Setting* left_changed(const Half& half, const Fact& fact) {
  const auto* setting = as<Setting>(fact);
  if (setting == nullptr || setting->reset || setting->local) return nullptr;
  return reset_later(half, fact, *setting) ? nullptr : setting;
}

const char* remedy(const Half& half) {
  return half.script.transactional
             ? "write SET LOCAL, which ends with the transaction"
             : "RESET it at the end of the script";
}

void session_setting(const Half& half, const Fact& fact, Report& report) {
  const Setting* setting = left_changed(half, fact);
  if (setting == nullptr || setting->name == search_path) return;
  report.add(
      fact.offset,
      fmt::format("\"{}\" stays changed after the script", setting->name),
      remedy(half));
}

void search_path_changed(const Half& half, const Fact& fact, Report& report) {
  const Setting* setting = left_changed(half, fact);
  if (setting == nullptr || setting->name != search_path) return;
  report.add(fact.offset,
             "search_path stays changed: names without a schema mean other "
             "tables from here on, also after the script",
             half.script.transactional
                 ? "write schemas before names, or SET LOCAL search_path"
                 : "write schemas before names");
}

void set_local(const Half& half, const Fact& fact, Report& report) {
  const auto* setting = as<Setting>(fact);
  if (setting == nullptr || !setting->local) return;
  if (half.in_transaction(fact)) return;
  report.add(fact.offset,
             fmt::format("\"{}\" is set for a transaction, and this script "
                         "has none, so it has no effect",
                         setting->name),
             "write SET without LOCAL, and RESET it at the end");
}

void commit_in_block(const Half& half, const Fact& fact, Report& report) {
  if (!half.script.transactional) return;
  std::string what;
  const auto* end = as<EndTransaction>(fact);
  if (end != nullptr && fact.in_block) {
    what = fmt::format("{} in a DO block", end->command);
  }
  const auto* call = as<CallProcedure>(fact);
  if (call != nullptr && half.schema.ends_transactions(call->procedure)) {
    what = fmt::format("the COMMIT or ROLLBACK in \"{}\"",
                       to_string(call->procedure));
  }
  if (what.empty()) return;
  report.add(
      fact.offset,
      fmt::format("{} fails in the transaction that the script runs in", what),
      "mark the script -- godwit: no-transaction, and put what must "
      "stay whole into another file");
}

void until_commit(const Half& half, const Fact& fact, Report& report) {
  const auto* command = as<UntilCommit>(fact);
  if (command == nullptr || half.in_transaction(fact)) return;
  report.add(fact.offset,
             fmt::format("{} holds until the end of its transaction, and this "
                         "script has none, so it has no effect",
                         command->command),
             "put it, and what it is for, between BEGIN and COMMIT");
}

}  // namespace

std::span<const Rule> session_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"commit-in-block", postgresql, RuleLevel::warning,
        "a DO block or a procedure ends the transaction of the script"},
       commit_in_block,
       nullptr,
       Halves::both},
      {{"session-setting", postgresql, RuleLevel::off,
        "a setting of the session stays changed"},
       session_setting,
       nullptr,
       Halves::both},
      {{"search-path", postgresql, RuleLevel::off, "search_path stays changed"},
       search_path_changed,
       nullptr,
       Halves::both},
      {{"set-local", postgresql, RuleLevel::warning,
        "SET LOCAL without a transaction has no effect"},
       set_local,
       nullptr,
       Halves::both},
      {{"lost-at-commit", postgresql, RuleLevel::warning,
        "LOCK or SET TRANSACTION without a transaction has no effect"},
       until_commit,
       nullptr,
       Halves::both},
  };
  return rules;
}

}  // namespace godwit::check
