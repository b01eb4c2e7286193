// SPDX-License-Identifier: BSL-1.0
#include "support/direct_libsql.h"

#include <curl/curl.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sql/statements.h"

namespace godwit::test {
namespace {

using Json = nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

struct Ports {
  std::string databases;
  std::string making;
};

Ports ports() {
  const char* folder = std::getenv("GODWIT_TEST_LIBSQL");
  if (folder == nullptr) {
    throw std::runtime_error(
        "GODWIT_TEST_LIBSQL is not set: run this test through ctest, which "
        "starts the server");
  }
  Ports found;
  std::ifstream(std::string(folder) + "/ports") >> found.databases >>
      found.making;
  return found;
}

// Empty: the server asks for none.
std::string token_of_server() {
  std::string token;
  std::ifstream(std::string(std::getenv("GODWIT_TEST_LIBSQL")) + "/token") >>
      token;
  return token;
}

std::size_t append(char* bytes, std::size_t one, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(bytes, one * size);
  return one * size;
}

std::string request(const char* method, const std::string& url,
                    const std::string& body) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(),
                                                    curl_easy_cleanup);
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"),
      curl_slist_free_all);
  std::string answer;
  if (const std::string token = token_of_server(); !token.empty()) {
    curl_slist_append(headers.get(),
                      ("Authorization: Bearer " + token).c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    throw std::runtime_error(std::string(method) + " " + url + ": " +
                             curl_easy_strerror(code));
  }
  return answer;
}

std::string administration() {
  return "http://127.0.0.1:" + ports().making + "/v1/namespaces/";
}

std::string text_of(const Json& value) {
  if (value.at("type") == "null") return "NULL";
  if (value.contains("base64")) return value.at("base64");
  const Json& content = value.at("value");
  return content.is_string() ? content.get<std::string>() : content.dump();
}

}  // namespace

std::string make_libsql_database(const std::string& name) {
  request("POST", administration() + name + "/create", "{}");
  return "http://" + name + ".localhost:" + ports().databases;
}

void remove_libsql_database(const std::string& name) {
  request("DELETE", administration() + name, "");
}

Rows libsql_rows(const std::string& url, std::string_view sql) {
  Json requests = Json::array();
  for (const auto& range : sql::split(sql, Dialect::sqlite).ranges) {
    const auto text = sql.substr(range.begin, range.end - range.begin);
    requests.push_back({{"type", "execute"}, {"stmt", {{"sql", text}}}});
  }
  requests.push_back({{"type", "close"}});
  const Json answer = Json::parse(request("POST", url + "/v3/pipeline",
                                          Json{{"requests", requests}}.dump()));
  Rows rows;
  for (const Json& result : answer.at("results")) {
    if (result.at("type") == "error") {
      throw std::runtime_error(result.at("error").at("message"));
    }
    const Json& response = result.at("response");
    if (response.at("type") != "execute") continue;
    rows.clear();
    for (const Json& row : response.at("result").at("rows")) {
      auto& texts = rows.emplace_back();
      for (const Json& value : row) texts.push_back(text_of(value));
    }
  }
  return rows;
}

}  // namespace godwit::test
