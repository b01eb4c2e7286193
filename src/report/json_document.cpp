// SPDX-License-Identifier: BSL-1.0
#include "report/json_document.h"

namespace godwit::report {
namespace {

Json difference_object(const schema::ObjectDifference& difference) {
  return {{"object", difference.object},
          {"in_replay", difference.was_there},
          {"in_database", difference.is_there},
          {"lines", difference.lines}};
}

}  // namespace

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json or_null(std::uint32_t number) {
  return number == 0 ? Json() : Json(number);
}

Json document(const Heading& heading, bool ok) {
  Json json;
  json["godwit"] = json_format;
  json["command"] = or_null(heading.command);
  json["ok"] = ok;
  json["exit_code"] = heading.exit_code;
  if (heading.dialect) {
    json["dialect"] = to_string(*heading.dialect);
    json["database"] = or_null(heading.database);
    if (!heading.backup.empty()) json["backup"] = heading.backup;
  }
  if (heading.differences) {
    json["differences"] = Json::array();
    for (const auto& one : *heading.differences) {
      json["differences"].push_back(difference_object(one));
    }
  }
  return json;
}

std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json error_object(const Error& error) {
  Json json;
  json["code"] = to_string(error.code);
  json["message"] = error.message;
  json["hint"] = or_null(error.hint);
  json["file"] = or_null(error.location.file);
  json["line"] = or_null(error.location.line);
  json["column"] = or_null(error.location.column);
  json["sqlstate"] = or_null(error.sqlstate);
  json["notes"] = error.notes;
  if (error.code == ErrorCode::binary_too_old) {
    json["binary_version"] = or_null(error.binary_version);
    json["database_version"] = or_null(error.database_version);
  }
  return json;
}

}  // namespace godwit::report
