// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/server.h"

#include <fmt/format.h>

#include <utility>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/redaction.h"
#include "driver/libsql/server_error.h"

namespace godwit::driver::libsql {
namespace {

constexpr const char* pipeline = "/v3/pipeline";
constexpr std::chrono::milliseconds pause_between_attempts{50};
constexpr std::chrono::milliseconds longest_between_attempts{1000};
constexpr std::size_t longest_version = 100;
// To end a stream, for which nobody waits.
constexpr std::chrono::milliseconds moment{500};

// Of proxies, and of servers that start.
bool is_starting(const HttpAnswer& answer) {
  return answer.end == HttpAnswer::End::answered &&
         (answer.status == 502 || answer.status == 503 || answer.status == 504);
}

}  // namespace

Server::Server(Address address, std::string token,
               const ConnectOptions& options)
    : address_(std::move(address)),
      token_(std::move(token)),
      options_(options),
      http_(address_.origin, token_) {}

std::string Server::version(const Waiting& waiting) {
  const HttpAnswer answer = http_.get("/version", waiting);
  const bool answered =
      answer.end == HttpAnswer::End::answered && answer.status == 200;
  // A page of a proxy is no version.
  const bool is_line = answer.body.size() <= longest_version &&
                       answer.body.find_first_of("<\n") == std::string::npos;
  return answered && is_line ? answer.body : std::string();
}

void Server::forget(std::chrono::milliseconds patience) {
  reached_ = false;
  options_.patience = patience;
  options_.await_server = true;
  options_.on_retry = {};
  http_ = Http(address_.origin, token_);
}

bool Server::is_worth_another(const HttpAnswer& answer, Deadline deadline,
                              const Waiting& waiting) const {
  const bool waits = options_.patience.count() > 0 && !reached_;
  const bool may_pass =
      is_starting(answer) ||
      (options_.await_server && answer.end == HttpAnswer::End::unreachable);
  return waits && may_pass && !has_passed(deadline) &&
         !waiting.stop.stop_requested() && !options_.stop.stop_requested();
}

HttpAnswer Server::post(const std::string& body, const Waiting& waiting) {
  const Deadline deadline = deadline_after(options_.patience);
  Backoff backoff(pause_between_attempts, longest_between_attempts);
  while (true) {
    HttpAnswer answer = http_.post(pipeline, body, waiting);
    if (!is_worth_another(answer, deadline, waiting)) return answer;
    if (options_.on_retry) options_.on_retry(failure(answer).message);
    backoff.wait(deadline, waiting.stop);
  }
}

Error Server::failure(const HttpAnswer& answer) const {
  Error error = http_error(answer, address_, reached_);
  error.message = redact(error.message, token_);
  return error;
}

Result<std::vector<hrana::Answer>> Server::ask(
    const std::vector<hrana::Request>& requests, std::string& baton,
    const Waiting& waiting) {
  const HttpAnswer answer = post(hrana::encode(baton, requests), waiting);
  const bool answered =
      answer.end == HttpAnswer::End::answered && answer.status == 200;
  if (!answered) return failure(answer);
  auto decoded = hrana::decode(answer.body, requests.size());
  if (!decoded) return not_an_answer(address_, reached_);
  reached_ = true;
  baton = std::move(decoded->baton);
  return std::move(decoded->answers);
}

Result<std::vector<hrana::Answer>> Server::ask(hrana::Request request,
                                               const Waiting& waiting) {
  std::string baton;
  std::vector<hrana::Request> requests;
  requests.push_back(std::move(request));
  requests.emplace_back(hrana::Close());
  return ask(requests, baton, waiting);
}

Stream::~Stream() {
  if (baton_.empty()) return;
  static_cast<void>(server_.ask({hrana::Close()}, baton_,
                                {.deadline = deadline_after(moment)}));
}

Result<std::vector<hrana::Answer>> Stream::ask(
    const std::vector<hrana::Request>& requests, const Waiting& waiting) {
  auto answers = server_.ask(requests, baton_, waiting);
  if (!answers) abandon();
  return answers;
}

}  // namespace godwit::driver::libsql
