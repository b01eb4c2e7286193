// SPDX-License-Identifier: BSL-1.0

#include "report/log.h"
#include "studio/api.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

Json statement_object(const SentStatement& statement) {
  return {{"number", statement.number},
          {"at", report::log_time(statement.at)},
          {"sql", statement.sql},
          {"took_us", statement.took.count()},
          {"rows", statement.rows ? Json(*statement.rows) : Json()}};
}

Answer statements(const Call& call) {
  const auto since = optional_number_field(call.body, "since");
  if (!since) return since.error();
  Json list = Json::array();
  for (const SentStatement& one : call.studio.statements(since->value_or(0))) {
    list.push_back(statement_object(one));
  }
  return Json{{"statements", std::move(list)}};
}

Answer cancel(const Call& call) {
  const auto id = text_field(call.body, "id");
  if (!id) return id.error();
  return Json{{"cancelled", call.studio.cancel(*id)}};
}

constexpr Endpoint endpoints_of_calls[] = {
    {.name = "statements", .answer = statements},
    {.name = "cancel", .answer = cancel},
};

}  // namespace

std::span<const Endpoint> call_endpoints() { return endpoints_of_calls; }

}  // namespace godwit::studio
