// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "history/history_table.h"
#include "studio/api.h"
#include "studio/raw_client.h"
#include "studio/server.h"
#include "studio/studio.h"
#include "support/embedded_files.h"
#include "support/ephemeral_database.h"

namespace godwit::test {

using studio::Json;

/// A studio of an empty database, which serves as long as it lives.
class OpenStudio {
 public:
  OpenStudio(Driver driver, const std::vector<EmbeddedFiles::File>& files,
             bool write = false)
      : database_(EphemeralDatabase::create(driver)),
        files_(dialect_of(driver), files),
        studio_(options_of(write)),
        server_(
            studio::Server::open(studio_, {.remark =
                                               [this](std::string_view text) {
                                                 remarks_.emplace_back(text);
                                               }})
                .value()),
        thread_([this] { server_->run(stop_.token()); }) {}
  ~OpenStudio() { end(); }

  const EphemeralDatabase& database() const { return database_; }
  /// What it carries. To be changed before anything is asked.
  EmbeddedFiles& files() { return files_; }
  studio::Studio& studio() { return studio_; }
  std::uint16_t port() const { return server_->port(); }
  std::string host() const { return server_->host(); }
  std::string url() const { return server_->url(); }
  std::string one_time_token() const {
    const std::string address = url();
    return address.substr(address.find("#once=") + 6);
  }
  /// What it has said on the terminal. To be read when it has ended.
  const std::vector<std::string>& remarks() const { return remarks_; }

  /// No thread of it is left behind.
  void end() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

  /// As the page asks.
  std::string request(std::string_view name, const std::string& body) const {
    return "POST /api/" + std::string(name) + " HTTP/1.1\r\nHost: " + host() +
           "\r\nOrigin: http://" + host() +
           "\r\nSec-Fetch-Site: same-origin\r\n"
           "Content-Type: application/json\r\nAuthorization: Bearer " +
           token_ + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  void enter() {
    const Reply reply = ask(
        port(), request("exchange", "{\"once\":\"" + one_time_token() + "\"}"));
    token_ = Json::parse(reply.body)["token"].get<std::string>();
  }

  Reply call(std::string_view name, const Json& body = Json::object()) {
    if (token_.empty()) enter();
    return ask(port(), request(name, body.dump()));
  }
  /// What is answered, whatever the status.
  Json json(std::string_view name, const Json& body = Json::object()) {
    const Reply reply = call(name, body);
    EXPECT_FALSE(reply.body.empty()) << reply.raw;
    return Json::parse(reply.body);
  }
  /// Of a stream.
  std::vector<Json> lines(std::string_view name, const Json& body) {
    std::vector<Json> all;
    std::string text = call(name, body).body;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      all.push_back(Json::parse(text.substr(0, end)));
      text.erase(0, end + 1);
    }
    return all;
  }
  const std::string& token() const { return token_; }

 private:
  studio::StudioOptions options_of(bool write) const {
    const auto table = history::HistoryTable::named("", database_.dialect());
    const auto url = driver::DatabaseUrl::parse(database_.url()).value();
    return {.url = url,
            .sets = {{.embedded = files_.set(),
                      .history_table = table.value().name()}},
            .carried = {files_.set()},
            .scratch = url,
            .write = write};
  }

  EphemeralDatabase database_;
  EmbeddedFiles files_;
  std::vector<std::string> remarks_;
  studio::Studio studio_;
  std::unique_ptr<studio::Server> server_;
  std::string token_;
  StopSource stop_;
  std::thread thread_;
};

}  // namespace godwit::test
