// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/hrana.h"

#include <fmt/format.h>

#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "base/encoded_bytes.h"
#include "base/number.h"

namespace godwit::driver::libsql::hrana {
namespace {

using Json = nlohmann::json;

Json json_of(const Content& content) {
  return std::visit(
      [](const auto& value) -> Json {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::monostate>) {
          return {{"type", "null"}};
        } else if constexpr (std::is_same_v<Type, std::int64_t>) {
          return {{"type", "integer"}, {"value", std::to_string(value)}};
        } else if constexpr (std::is_same_v<Type, double>) {
          return {{"type", "float"}, {"value", value}};
        } else if constexpr (std::is_same_v<Type, Blob>) {
          return {{"type", "blob"}, {"base64", base64_of(value.bytes)}};
        } else {
          return {{"type", "text"}, {"value", value}};
        }
      },
      content);
}

Json json_of(const Statement& statement) {
  Json values = Json::array();
  for (const auto& [name, content] : statement.values) {
    values.push_back({{"name", name}, {"value", json_of(content)}});
  }
  return {{"sql", statement.sql},
          {"named_args", std::move(values)},
          {"want_rows", statement.wants_rows}};
}

Json condition_of(When when, std::size_t step) {
  const Json open = {{"type", "not"}, {"cond", {{"type", "is_autocommit"}}}};
  if (when == When::left_open) return open;
  const Json went_well = {{"type", "ok"}, {"step", step - 1}};
  if (when == When::after) return went_well;
  return {{"type", "and"}, {"conds", Json::array({went_well, open})}};
}

Json json_of(const Batch& batch) {
  Json steps = Json::array();
  for (std::size_t i = 0; i < batch.steps.size(); ++i) {
    Json step = {{"stmt", json_of(batch.steps[i].statement)}};
    const When when = batch.steps[i].when;
    if (when != When::always) step["condition"] = condition_of(when, i);
    steps.push_back(std::move(step));
  }
  return {{"steps", std::move(steps)}};
}

Json json_of(const Request& request) {
  return std::visit(
      [](const auto& one) -> Json {
        using Type = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Type, Statement>) {
          return {{"type", "execute"}, {"stmt", json_of(one)}};
        } else if constexpr (std::is_same_v<Type, Batch>) {
          return {{"type", "batch"}, {"batch", json_of(one)}};
        } else if constexpr (std::is_same_v<Type, Describe>) {
          return {{"type", "describe"}, {"sql", one.sql}};
        } else if constexpr (std::is_same_v<Type, GetAutocommit>) {
          return {{"type", "get_autocommit"}};
        } else {
          return {{"type", "close"}};
        }
      },
      request);
}

// The functions below throw for whatever is not as the protocol has it.

Content content_of(const Json& json) {
  const auto& type = json.at("type").get_ref<const std::string&>();
  if (type == "integer") {
    return parse_number<std::int64_t>(
               json.at("value").get_ref<const std::string&>())
        .value_or(0);
  }
  if (type == "float") return json.at("value").get<double>();
  if (type == "text") return json.at("value").get<std::string>();
  if (type == "blob") {
    return Blob{bytes_of_base64(json.at("base64").get_ref<const std::string&>())
                    .value()};
  }
  return std::monostate();
}

Failure failure_of(const Json& json) {
  Failure failure{.message = json.at("message").get<std::string>()};
  const auto code = json.find("code");
  if (code != json.end() && code->is_string()) failure.code = *code;
  return failure;
}

// Servers leave out what there is not, or say null.
std::string text_at(const Json& json, const char* name) {
  const auto text = json.find(name);
  if (text == json.end() || !text->is_string()) return {};
  return text->get<std::string>();
}

Done done_of(const Json& json) {
  Done done{.changed = json.at("affected_row_count").get<std::int64_t>()};
  for (const Json& column : json.at("cols")) {
    done.columns.push_back(
        {text_at(column, "name"), text_at(column, "decltype")});
  }
  for (const Json& row : json.at("rows")) {
    auto& values = done.rows.emplace_back();
    for (const Json& value : row) values.push_back(content_of(value));
  }
  return done;
}

std::vector<StepResult> steps_of(const Json& json) {
  const Json& results = json.at("step_results");
  const Json& failures = json.at("step_errors");
  std::vector<StepResult> steps(results.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!results[i].is_null()) steps[i].done = done_of(results[i]);
    if (!failures.at(i).is_null()) steps[i].failure = failure_of(failures[i]);
  }
  return steps;
}

Answer answer_of(const Json& json) {
  Answer answer;
  if (json.at("type") != "ok") {
    answer.failure = failure_of(json.at("error"));
    return answer;
  }
  const Json& response = json.at("response");
  const auto& type = response.at("type").get_ref<const std::string&>();
  if (type == "execute") {
    answer.steps.push_back({.done = done_of(response.at("result"))});
  } else if (type == "batch") {
    answer.steps = steps_of(response.at("result"));
  } else if (type == "describe") {
    answer.yes = response.at("result").at("is_readonly").get<bool>();
  } else if (type == "get_autocommit") {
    answer.yes = response.at("is_autocommit").get<bool>();
  }
  return answer;
}

// SQLite writes a whole one with ".0" behind it.
std::string text_of_number(double number) {
  std::string text = fmt::format("{:.15g}", number);
  if (text.find_first_not_of("-0123456789") == text.npos) text += ".0";
  return text;
}

}  // namespace

std::string encode(std::string_view baton,
                   const std::vector<Request>& requests) {
  Json list = Json::array();
  for (const Request& request : requests) list.push_back(json_of(request));
  Json message = {{"requests", std::move(list)}};
  if (!baton.empty()) message["baton"] = baton;
  // SQL that is no UTF-8 is refused by the database then, and not here.
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Answers> decode(std::string_view json, std::size_t requests) {
  try {
    const Json message = Json::parse(json);
    Answers answers;
    const Json& baton = message.at("baton");
    if (baton.is_string()) answers.baton = baton.get<std::string>();
    for (const Json& result : message.at("results")) {
      answers.answers.push_back(answer_of(result));
    }
    if (answers.answers.size() != requests) return std::nullopt;
    return answers;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Failure decode_refusal(std::string_view body) {
  const Json message = Json::parse(body, nullptr, false);
  Failure failure;
  if (!message.is_object()) return failure;
  for (const char* name : {"message", "error"}) {
    const auto text = message.find(name);
    if (text != message.end() && text->is_string()) failure.message = *text;
  }
  const auto code = message.find("code");
  if (code != message.end() && code->is_string()) failure.code = *code;
  return failure;
}

std::optional<std::string> text_of(const Content& content) {
  return std::visit(
      [](const auto& value) -> std::optional<std::string> {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::monostate>) {
          return std::nullopt;
        } else if constexpr (std::is_same_v<Type, std::int64_t>) {
          return std::to_string(value);
        } else if constexpr (std::is_same_v<Type, double>) {
          return text_of_number(value);
        } else if constexpr (std::is_same_v<Type, Blob>) {
          return value.bytes;
        } else {
          return value;
        }
      },
      content);
}

}  // namespace godwit::driver::libsql::hrana
