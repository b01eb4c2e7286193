// SPDX-License-Identifier: BSL-1.0
#include "tool/scratch_server.h"

#include <utility>

#include "cli/aim.h"
#include "driver/driver.h"

namespace godwit::tool {

MaybeUrl parsed_url(const std::string& text) {
  std::optional<driver::DatabaseUrl> url;
  if (text.empty()) return url;
  auto found = driver::DatabaseUrl::parse(text);
  if (!found) return std::move(found).error();
  url = *std::move(found);
  return url;
}

MaybeUrl scratch_server(cli::Invocation& invocation, Dialect dialect,
                        const std::string& option, cli::Sets sets) {
  std::optional<driver::DatabaseUrl> server;
  if (!option.empty()) return parsed_url(option);
  if (driver::scratch_driver(dialect) != nullptr) return server;
  auto url = cli::configured_url(invocation, sets, sets);
  if (!url) {
    Error error = std::move(url).error();
    error.notes.emplace_back(
        "scratch databases are made on its server; --scratch names another");
    return error;
  }
  server = *std::move(url);
  return server;
}

}  // namespace godwit::tool
