// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/connect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/platform.h"
#include "base/redaction.h"
#include "base/stop_callback.h"
#include "driver/errors.h"
#include "driver/postgresql/connect_hints.h"
#include "driver/postgresql/notices.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using Parameter = std::pair<std::string, std::string>;

constexpr std::chrono::milliseconds first_pause_between_tries{200};
constexpr std::chrono::milliseconds longest_pause_between_tries{3000};

OptionsHandle parse(const std::string& url, std::string* why = nullptr) {
  char* problem = nullptr;
  OptionsHandle options(PQconninfoParse(url.c_str(), &problem));
  if (why != nullptr && problem != nullptr) *why = problem;
  PQfreemem(problem);
  return options;
}

std::vector<Parameter> given(const OptionsHandle& options) {
  std::vector<Parameter> found;
  for (auto* option = options.get(); option != nullptr && option->keyword;
       ++option) {
    if (option->val) found.emplace_back(option->keyword, option->val);
  }
  return found;
}

bool is_secret(const Parameter& parameter) {
  return is_secret_name(parameter.first);
}

std::vector<Parameter> given_openly(const std::string& url) {
  std::vector<Parameter> found = given(parse(url));
  std::erase_if(found, is_secret);
  return found;
}

// A password that is not percent-encoded is partly a host, a port or a database
// to libpq, and then in its messages. It is not where hiding what looks like
// the password leaves everything else the same.
bool password_is_clear(const std::string& url) {
  return given_openly(url) == given_openly(redact_url(url));
}

Error connection_failed_unclearly(const std::string& url) {
  return make_error(ErrorCode::connection_failed,
                    fmt::format("cannot connect with the database URL \"{}\"",
                                redact_url(url)),
                    encoding_hint);
}

// libpq says one line for each host and indents its advice, for which there is
// a hint.
std::string without_advice(std::string_view message) {
  std::string result;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    const std::string_view line = message.substr(0, end);
    if (!line.starts_with('\t')) {
      result.append(result.empty() ? "" : "; ").append(line);
    }
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return result;
}

std::string reason_of(const PGconn* connection, const std::string& url) {
  std::string reason = one_line(without_advice(PQerrorMessage(connection)));
  for (const Parameter& parameter : given(parse(url))) {
    if (is_secret(parameter)) reason = redact(reason, parameter.second);
  }
  return reason;
}

Error connection_failed(const PGconn* connection, const std::string& url) {
  if (!password_is_clear(url)) return connection_failed_unclearly(url);
  const std::string reason = reason_of(connection, url);
  return make_error(ErrorCode::connection_failed,
                    fmt::format("cannot connect to the database: {}", reason),
                    connect_hint(connection, reason));
}

Error no_answer(const std::string& url) {
  return make_error(ErrorCode::connection_failed,
                    fmt::format("cannot connect to the database: no answer in "
                                "time from \"{}\"",
                                redact_url(url)),
                    "check host and port, and what stands between");
}

/// An attempt to connect, by a thread of its own, since nothing ends libpq's
/// look-up of a name, and only its blocking way goes from host to host. Nobody
/// waits for a thread whose caller has gone; it closes what it has made.
class Attempt {
 public:
  static std::shared_ptr<Attempt> start(std::vector<Parameter> parameters,
                                        bool expand_dbname) {
    auto attempt = std::make_shared<Attempt>();
    attempt->parameters_ = std::move(parameters);
    attempt->expand_dbname_ = expand_dbname;
    std::thread([attempt] { attempt->carry_out(); }).detach();
    return attempt;
  }

  /// False: a stop was requested before it was over, or it took too long.
  bool wait(const StopToken& stop, Deadline give_up = no_deadline) {
    const StopCallback wake(stop, [this] {
      const std::lock_guard lock(mutex_);
      changed_.notify_all();
    });
    std::unique_lock lock(mutex_);
    const auto ended = [&] { return over_ || stop.stop_requested(); };
    if (give_up == no_deadline) {
      changed_.wait(lock, ended);
    } else {
      changed_.wait_until(lock, give_up, ended);
    }
    return over_;
  }

  // After it is over.
  ConnectionHandle& connection() { return connection_; }
  /// What a server says that nobody can connect to.
  PGPing ping() const { return ping_; }

 private:
  void carry_out() {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : parameters_) {
      keywords.push_back(keyword.c_str());
      values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    const int expand = expand_dbname_ ? 1 : 0;
    ConnectionHandle connection(
        PQconnectdbParams(keywords.data(), values.data(), expand));
    discard_notices(connection.get());
    const bool failed = PQstatus(connection.get()) != CONNECTION_OK;
    // libpq does not keep the code of an error that ends the attempt.
    const PGPing ping =
        failed ? PQpingParams(keywords.data(), values.data(), expand)
               : PQPING_OK;
    const std::lock_guard lock(mutex_);
    connection_ = std::move(connection);
    ping_ = ping;
    over_ = true;
    changed_.notify_all();
  }

  std::vector<Parameter> parameters_;
  bool expand_dbname_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  ConnectionHandle connection_;
  PGPing ping_ = PQPING_OK;
};

bool is_given(const std::vector<Parameter>& parameters,
              std::string_view keyword) {
  return std::any_of(
      parameters.begin(), parameters.end(),
      [&](const Parameter& one) { return one.first == keyword; });
}

// By the URL, the environment or a service file. What makes libpq give up
// before it does anything is the option.
std::vector<Parameter> given_anywhere(const std::string& url) {
  constexpr std::array<const char*, 3> keywords = {"dbname", "sslmode",
                                                   nullptr};
  const std::array<const char*, 3> values = {url.c_str(), "none", nullptr};
  const ConnectionHandle untried(
      PQconnectStartParams(keywords.data(), values.data(), 1));
  return given(OptionsHandle(PQconninfo(untried.get())));
}

// A connection that a network forgets is noticed within half a minute, whether
// something was sent on it (the user time-out) or not (keepalives).
constexpr std::array<std::pair<const char*, const char*>, 6> defaults = {
    {{"connect_timeout", "10"},
     {"keepalives", "1"},
     {"keepalives_idle", "10"},
     {"keepalives_interval", "5"},
     {"keepalives_count", "4"},
     {"tcp_user_timeout", "30000"}}};

// What stands before the URL gives way to it.
std::vector<Parameter> parameters_for(const std::string& url,
                                      const std::string& database) {
  const std::vector<Parameter> theirs = given_anywhere(url);
  std::vector<Parameter> parameters;
  for (const auto& [keyword, value] : defaults) {
    if (!is_given(theirs, keyword)) parameters.emplace_back(keyword, value);
  }
  parameters.emplace_back("fallback_application_name",
                          "godwit/" + this_program());
  parameters.emplace_back("dbname", url);
  // The first one is expanded, the last one counts.
  if (!database.empty()) parameters.emplace_back("dbname", database);
  parameters.emplace_back("client_encoding", "UTF8");
  return parameters;
}

// A server that accepts connections may have begun to only after the attempt,
// but once: else the reason is another one, such as a password.
bool is_worth_another(PGPing ping, PGPing before,
                      const Insistence& insistence) {
  if (ping == PQPING_REJECT) return true;
  if (!insistence.await_server) return false;
  return ping == PQPING_NO_RESPONSE ||
         (ping == PQPING_OK && before != PQPING_OK);
}

}  // namespace

Insistence insistence_of(const ConnectOptions& options) {
  const Deadline deadline = options.patience.count() > 0
                                ? deadline_after(options.patience)
                                : Deadline{};
  // However short the patience, a server that is there answers in that time.
  const Deadline give_up =
      options.await_server
          ? std::max(deadline, deadline_after(std::chrono::seconds(2)))
          : no_deadline;
  return {.deadline = deadline,
          .stop = options.stop,
          .give_up = give_up,
          .await_server = options.await_server,
          .on_retry = options.on_retry};
}

Result<void> check_url(const std::string& url) {
  std::string problem;
  if (!parse(url, &problem)) return malformed_url(url, problem);
  return {};
}

Result<ConnectionHandle> connect_to(const std::string& url,
                                    const Insistence& insistence) {
  Backoff backoff(first_pause_between_tries, longest_pause_between_tries);
  PGPing before = PQPING_NO_ATTEMPT;
  while (true) {
    const auto attempt =
        Attempt::start(parameters_for(url, insistence.database), true);
    if (!attempt->wait(insistence.stop, insistence.give_up)) {
      return insistence.stop.stop_requested() ? cancelled() : no_answer(url);
    }
    ConnectionHandle& connection = attempt->connection();
    if (PQstatus(connection.get()) == CONNECTION_OK) {
      return std::move(connection);
    }
    const PGPing ping = attempt->ping();
    if (insistence.answered != nullptr) {
      *insistence.answered = ping == PQPING_OK;
    }
    if (!is_worth_another(ping, std::exchange(before, ping), insistence) ||
        has_passed(insistence.deadline)) {
      return connection_failed(connection.get(), url);
    }
    if (insistence.on_retry) {
      insistence.on_retry(connection_failed(connection.get(), url).message);
    }
    backoff.wait(insistence.deadline, insistence.stop);
    if (insistence.stop.stop_requested()) return cancelled();
  }
}

ServerPlace::ServerPlace(PGconn* connection)
    : parameters_(given(OptionsHandle(PQconninfo(connection)))) {
  std::erase_if(parameters_, [](const Parameter& parameter) {
    return parameter.first == "host" || parameter.first == "hostaddr" ||
           parameter.first == "port";
  });
  parameters_.emplace_back("host", PQhost(connection));
  parameters_.emplace_back("port", PQport(connection));
}

std::string ServerPlace::without_secrets() const {
  std::string text;
  for (const Parameter& parameter : parameters_) {
    if (is_secret(parameter)) continue;
    text += fmt::format("{}{}='", text.empty() ? "" : " ", parameter.first);
    for (const char c : parameter.second) {
      if (c == '\\' || c == '\'') text += '\\';
      text += c;
    }
    text += '\'';
  }
  return text;
}

std::string ServerPlace::password() const {
  for (const auto& [name, value] : parameters_) {
    if (name == "password") return value;
  }
  return {};
}

Result<ConnectionHandle> connect_beside(const ServerPlace& place,
                                        const StopToken& stop) {
  const auto attempt = Attempt::start(place.parameters(), false);
  if (!attempt->wait(stop)) return cancelled();
  ConnectionHandle& second = attempt->connection();
  if (PQstatus(second.get()) == CONNECTION_OK) return std::move(second);
  std::string reason = one_line(PQerrorMessage(second.get()));
  for (const Parameter& parameter : place.parameters()) {
    if (is_secret(parameter)) reason = redact(reason, parameter.second);
  }
  return make_error(
      ErrorCode::connection_failed,
      fmt::format("cannot open the second connection that the lock needs "
                  "behind a pooler: {}",
                  reason),
      "allow the pooler two connections, or connect to the server itself");
}

std::string database_of(const std::string& url) {
  for (const auto& [keyword, value] : given_anywhere(url)) {
    if (keyword == "dbname") return value;
  }
  return {};
}

std::string description_of(const PGconn* connection) {
  return description_of(connection, PQdb(connection));
}

std::string description_of(const PGconn* connection,
                           const std::string& database) {
  return fmt::format("PostgreSQL database {} at {}:{} as {}", database,
                     PQhost(connection), PQport(connection),
                     PQuser(connection));
}

}  // namespace godwit::driver::postgresql
