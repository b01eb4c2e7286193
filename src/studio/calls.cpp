// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "studio/api.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

std::string moment_of(std::chrono::system_clock::time_point at) {
  using std::chrono::milliseconds;
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  const auto since =
      std::chrono::duration_cast<milliseconds>(at.time_since_epoch()) %
      std::chrono::seconds(1);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32] = {};
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:03}Z", text, since.count());
}

Json statement_object(const SentStatement& statement) {
  return {{"number", statement.number},
          {"at", moment_of(statement.at)},
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
