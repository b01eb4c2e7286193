// SPDX-License-Identifier: BSL-1.0
#include "tool/shown_schema.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <utility>

#include "base/errors.h"
#include "cli/aim.h"
#include "history/history_table.h"
#include "run/live_schema.h"
#include "tool/replayed_set.h"

namespace godwit::tool {
namespace {

Result<ShownSchema> replayed(cli::Invocation& invocation, bool with_history,
                             bool& usage) {
  const auto set = replayed_set(invocation);
  usage = !set;
  if (!set) return set.error();
  if (!with_history) {
    auto schema = generate::replayed_schema(set->request);
    if (!schema) return std::move(schema).error();
    return ShownSchema{.model = std::move(schema->made.model)};
  }
  auto history = generate::schema_history(set->request);
  if (!history) return std::move(history).error();
  ShownSchema shown{.model = history->end};
  shown.history = *std::move(history);
  return shown;
}

// A database that is yet to be made has no schema that anybody wants to see.
Error no_such_file(const std::string& shown) {
  return make_error(
      ErrorCode::connection_failed, fmt::format("there is no {}", shown),
      "look at the path, or name a directory of migrations instead");
}

Result<ShownSchema> live(cli::Invocation& invocation, bool& usage) {
  const auto url =
      cli::configured_url(invocation, invocation.sets, invocation.carried);
  usage = !url;
  if (!url) {
    Error error = url.error();
    error.notes.emplace_back(
        "a directory of migrations, or a library that has them, will do, too");
    return error;
  }
  invocation.heading.dialect = url->dialect();
  invocation.heading.database = url->shown();
  const auto history = history::HistoryTable::named(
      invocation.arguments.history_table, url->dialect());
  usage = !history;
  if (!history) return history.error();
  auto connection =
      connect(url->text(), {.read_only = true,
                            .stop = invocation.stop,
                            .on_connect = invocation.program.on_connect});
  if (!connection) return std::move(connection).error();
  if (!connection->session().is_there()) return no_such_file(url->shown());
  auto model =
      run::live_schema(connection->session(), run::tables_of_history(*history));
  if (!model) return std::move(model).error();
  return ShownSchema{.model = *std::move(model)};
}

}  // namespace

Result<ShownSchema> shown_schema(cli::Invocation& invocation, bool with_history,
                                 bool& usage) {
  usage = false;
  return invocation.arguments.files.empty()
             ? live(invocation, usage)
             : replayed(invocation, with_history, usage);
}

}  // namespace godwit::tool
