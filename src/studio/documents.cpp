// SPDX-License-Identifier: BSL-1.0
#include "studio/documents.h"

#include "studio/studio.h"

namespace godwit::studio {

report::Heading heading_of(std::string_view command,
                           const command::Database& database) {
  return {.command = std::string(command),
          .dialect = database.connection.dialect(),
          .database = database.connection.description()};
}

Json document_of(const std::string& text) { return Json::parse(text); }

Result<Json> status_document(const Call& call) {
  auto database = call.studio.open(call.stop);
  if (!database) return std::move(database).error();
  const auto statuses = command::status(*database);
  if (!statuses) return statuses.error();
  return document_of(
      report::status_json(heading_of("status", *database), *statuses));
}

}  // namespace godwit::studio
