// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace godwit::test {

/// Stands between a client and a libSQL server and does as a test says, with
/// one request on each connection.
class HttpMiddleman {
 public:
  enum class Deed : std::uint8_t {
    pass,           ///< hand it on, and the answer back
    drop,           ///< hand on nothing, and close the connection
    drop_answer,    ///< hand it on, and close the connection when it is done
    halve_answer,   ///< hand back the first half only
    answer_canned,  ///< hand on nothing, and answer `canned`
  };

  /// `server`: a URL of a database. `deed`: asked for each request, counted
  /// from 0, with its text.
  HttpMiddleman(const std::string& server,
                std::function<Deed(int, const std::string&)> deed,
                std::string canned = {});
  ~HttpMiddleman();
  HttpMiddleman(const HttpMiddleman&) = delete;
  HttpMiddleman& operator=(const HttpMiddleman&) = delete;

  /// Leads to the same database, through this.
  const std::string& url() const noexcept { return url_; }
  int requests() const noexcept { return requests_; }

 private:
  void serve();
  void handle(int client);

  std::string server_port_;
  std::function<Deed(int, const std::string&)> deed_;
  std::string canned_;
  std::string url_;
  std::atomic<int> requests_ = 0;
  int listener_ = -1;
  std::mutex mutex_;
  std::vector<std::thread> handlers_;
  std::thread thread_;
};

}  // namespace godwit::test
