// SPDX-License-Identifier: BSL-1.0
#include "cli/own_words.h"

#include <array>
#include <string>
#include <utility>

namespace godwit::cli {
namespace {

constexpr std::array words = std::to_array<OwnWord>({
    {"MigratorOptions::history_table", "--history-table"},
    {"MigratorOptions::lock_timeout", "--lock-timeout"},
    {"MigratorOptions::statement_timeout", "--statement-timeout"},
    {"MigratorOptions::table_lock_timeout", "--table-lock-timeout"},
    {"MigratorOptions::placeholders", "--placeholder NAME=VALUE"},
    {"UpRequest::to", "--to"},
    {"UpRequest::steps", "--steps"},
    {"Migrator::run", "up --plan"},
    {"UpRequest::allow_out_of_order", "--allow-out-of-order"},
    {"NewerPolicy::accept", "--newer accept"},
    {"TransactionMode::each", "--transaction each"},
    {"Migrator::resolve for", "'resolve'"},
    {"Migrator::status", "'status'"},
    {"Migrator::repair", "'repair'"},
    {"Migrator::baseline", "'baseline'"},
    {"BaselineRequest::reason", "--reason"},
    {"MarkRequest::reason", "--reason"},
    {"Migrator::kept", "forget without a name"},
    {"Migrator::mark", "'mark'"},
    {"Migrator::protect", "'protect'"},
    {"ProtectRequest::reason", "--reason"},
    {"ProtectRequest::off", "--off"},
    {"CheckRequest::scratch_database", "--database-url and --scratch"},
    {"ReplayRequest::scratch", "--scratch"},
    {"DriftSearch::scratch", "--scratch"},
    {"LintRequest::dialect", "--dialect"},
    {"CreateRequest::directories", "--directory"},
    {"CreateRequest::sets", "--set"},
    {"RebaseRequest::onto", "--onto"},
    {"SquashRequest::to", "--to"},
    {"SquashRequest::name", "--name"},
    {"SquashRequest::beside", "--database-url"},
    {"Resolution::done", "--done"},
    {"Resolution::again", "--again"},
});

void replace(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::span<const OwnWord> own_words() { return words; }

Error in_own_words(Error error) {
  error.hint = in_own_words(std::move(error.hint));
  return error;
}

std::string in_own_words(std::string advice) {
  for (const auto& [in_library, here] : words) {
    replace(advice, in_library, here);
  }
  return advice;
}

}  // namespace godwit::cli
