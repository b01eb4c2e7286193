// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/connect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/redaction.h"
#include "driver/postgresql/connect_hints.h"
#include "driver/postgresql/notices.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using Parameter = std::pair<std::string, std::string>;

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
  return parameter.first.find("password") != std::string::npos;
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

ConnectionHandle connect(const std::vector<Parameter>& parameters,
                         bool expand_dbname) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  ConnectionHandle connection(
      PQconnectdbParams(keywords.data(), values.data(), expand_dbname));
  discard_notices(connection.get());
  return connection;
}

// What stands before the URL gives way to it.
std::vector<Parameter> parameters_for(const std::string& url) {
  std::vector<Parameter> parameters;
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) {
    parameters.emplace_back("connect_timeout", "10");
  }
  parameters.emplace_back("fallback_application_name", "godwit");
  parameters.emplace_back("dbname", url);
  parameters.emplace_back("client_encoding", "UTF8");
  return parameters;
}

// Of several hosts only the one that answered has the lock.
std::vector<Parameter> parameters_of(PGconn* connection) {
  std::vector<Parameter> parameters =
      given(OptionsHandle(PQconninfo(connection)));
  std::erase_if(parameters, [](const Parameter& parameter) {
    return parameter.first == "host" || parameter.first == "hostaddr" ||
           parameter.first == "port";
  });
  parameters.emplace_back("host", PQhost(connection));
  parameters.emplace_back("port", PQport(connection));
  return parameters;
}

}  // namespace

Result<ConnectionHandle> connect_to(const std::string& url) {
  std::string problem;
  if (!parse(url, &problem)) return malformed_url(url, problem);
  ConnectionHandle connection = connect(parameters_for(url), true);
  if (PQstatus(connection.get()) == CONNECTION_OK) return connection;
  return connection_failed(connection.get(), url);
}

Result<ConnectionHandle> connect_beside(PGconn* connection) {
  ConnectionHandle second = connect(parameters_of(connection), false);
  if (PQstatus(second.get()) == CONNECTION_OK) return second;
  const std::string reason =
      redact(one_line(PQerrorMessage(second.get())), PQpass(connection));
  return make_error(
      ErrorCode::connection_failed,
      fmt::format("cannot open the second connection that the lock needs "
                  "behind a pooler: {}",
                  reason),
      "allow the pooler two connections, or connect to the server itself");
}

std::string description_of(const PGconn* connection) {
  return fmt::format("PostgreSQL database {} at {}:{} as {}", PQdb(connection),
                     PQhost(connection), PQport(connection),
                     PQuser(connection));
}

}  // namespace godwit::driver::postgresql
