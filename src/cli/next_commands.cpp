// SPDX-License-Identifier: BSL-1.0
#include "cli/next_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace godwit::cli {
namespace {

using Names = std::vector<std::string_view>;

bool has(const command::Statuses& statuses, MigrationState state) {
  return std::any_of(statuses.begin(), statuses.end(), [&](const auto& one) {
    return one.value.count(state) > 0;
  });
}

// What stands in the way comes first.
Names names_for(const command::Statuses& statuses) {
  using State = MigrationState;
  if (has(statuses, State::interrupted)) return {"up", "resolve", "mark"};
  if (has(statuses, State::edited) || has(statuses, State::missing)) {
    return {"verify", "redo", "repair"};
  }
  if (has(statuses, State::incomplete)) return {"verify", "mark"};
  if (has(statuses, State::out_of_order)) return {"verify", "rebase"};
  if (has(statuses, State::pending)) return {"plan", "up"};
  return {"create", "down", "history"};
}

}  // namespace

std::string next_commands(const command::Statuses& statuses,
                          const Program& program) {
  Names names = names_for(statuses);
  names.push_back("help");
  std::erase_if(names, [&](std::string_view name) {
    return find_command(name, program) == nullptr;
  });
  std::size_t width = 0;
  for (const std::string_view name : names)
    width = std::max(width, name.size());
  std::string text;
  for (const std::string_view name : names) {
    text +=
        fmt::format("{}  {} {:{}}  {}", text.empty() ? "" : "\n", program.name,
                    name, width, find_command(name, program)->description);
  }
  return text;
}

}  // namespace godwit::cli
