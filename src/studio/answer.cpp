// SPDX-License-Identifier: BSL-1.0
#include "studio/answer.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/errors.h"
#include "base/stop_callback.h"
#include "studio/fields.h"

namespace godwit::studio {
namespace {

Error no_json() {
  return make_error(ErrorCode::invalid_argument,
                    "the request is no JSON object",
                    "reload the page; another program finds in docs/studio.md "
                    "what to send");
}

Error no_such_endpoint(std::string_view name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is nothing to ask for called '{}'", name),
      "reload the page: it may be of another version");
}

// What is thrown is our mistake, and has no code of its own.
Json thrown(const std::exception& exception) {
  return {{"error",
           {{"code", "internal"},
            {"message", exception.what()},
            {"hint", "this is a mistake of Godwit: please report it"}}}};
}

PlainAnswer error_answer(const Error& error) {
  return {.status = status_of(error.code),
          .text = line_of({{"error", report::error_object(error)}})};
}

int status_of_document(const Json& answer) {
  const auto error = answer.find("error");
  if (error == answer.end()) return 200;
  return error->value("code", "") == to_string(ErrorCode::invalid_argument)
             ? 400
             : 422;
}

}  // namespace

int status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::read_only:
    case ErrorCode::protected_database:
      return 403;
    case ErrorCode::plan_outdated:
    case ErrorCode::locked:
      return 409;
    case ErrorCode::connection_failed:
    case ErrorCode::connection_lost:
      return 503;
    default:
      return 422;
  }
}

CallAnswer::CallAnswer(Studio& studio, std::string_view name,
                       std::string_view body, const StopToken& gone)
    : studio_(studio),
      passed_on_(std::make_shared<StopCallback>(
          gone, [source = source_]() mutable { source.request_stop(); })) {
  try {
    run(name, body);
  } catch (const std::exception& exception) {
    stream_.reset();
    plain_ = {.status = 500, .text = line_of(thrown(exception))};
  }
}

void CallAnswer::run(std::string_view name, std::string_view body) {
  const Endpoint* endpoint = find_endpoint(name);
  if (endpoint == nullptr) {
    fail(no_such_endpoint(name));
    plain_.status = 404;
    return;
  }
  body_ = Json::parse(body, nullptr, false);
  if (!body_.is_object()) {
    fail(no_json());
    return;
  }
  auto id = optional_text_field(body_, "id");
  if (!id) {
    fail(id.error());
    return;
  }
  // Else `cancel` would cancel itself.
  if (*id && endpoint->name != "cancel") {
    cancellable_.emplace(studio_, **std::move(id), source_);
  }
  call(*endpoint);
}

void CallAnswer::call(const Endpoint& endpoint) {
  if (endpoint.writes) {
    if (auto may = studio_.check_write(); !may) {
      fail(may.error());
      return;
    }
  }
  const Call call{.studio = studio_, .body = body_, .stop = source_.token()};
  if (endpoint.answer != nullptr) {
    take(endpoint.answer(call));
    return;
  }
  auto stream = endpoint.stream(call);
  if (stream) {
    stream_ = *std::move(stream);
  } else {
    fail(stream.error());
  }
}

void CallAnswer::take(Answer answer) {
  if (!answer) {
    fail(answer.error());
    return;
  }
  plain_ = {.status = status_of_document(*answer), .text = line_of(*answer)};
}

void CallAnswer::fail(const Error& error) {
  const auto& words = studio_.options().words;
  plain_ = error_answer(words ? words(error) : error);
}

bool CallAnswer::write(Sink& sink) {
  const bool tells = stream_->content_type == lines;
  try {
    const Result<void> written = stream_->write(sink);
    if (written) return true;
    if (!tells) return false;
    fail(written.error());
    return sink.write(plain_.text);
  } catch (const std::exception& exception) {
    return tells && sink.write(line_of(thrown(exception)));
  }
}

PlainAnswer exchanged(Sessions& sessions, std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return error_answer(no_json());
  const auto once = text_field(json, "once");
  if (!once) return error_answer(once.error());
  const auto token = sessions.exchange(*once);
  if (token) return {.text = line_of({{"token", *token}})};
  PlainAnswer answer = error_answer(
      make_error(ErrorCode::invalid_argument,
                 "this address was used already, or is that of another studio",
                 "start studio again, and open the address that it prints"));
  answer.status = 401;
  return answer;
}

}  // namespace godwit::studio
