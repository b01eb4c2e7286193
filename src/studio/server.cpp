// SPDX-License-Identifier: BSL-1.0
#include "studio/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include "studio/connection.h"

namespace godwit::studio {
namespace {

using namespace std::chrono_literals;

// A browser opens six to a server.
constexpr std::size_t most_connections = 16;
// How soon it is noticed that a browser has gone, or that studio is to end.
constexpr std::chrono::milliseconds tick = 100ms;

/// A connection that is being served on a thread of its own.
class Visit {
 public:
  Visit(Socket socket, const Served& served)
      : socket_(std::move(socket)), thread_([this, &served] {
          serve(socket_, served, stop_.token());
          socket_.end_answer();
          over_ = true;
        }) {}
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() {
    end();
    thread_.join();
  }

  bool is_over() const noexcept { return over_; }
  void end() { stop_.request_stop(); }
  void end_if_gone() {
    if (socket_.has_gone()) end();
  }

 private:
  Socket socket_;
  StopSource stop_;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

class Visits {
 public:
  explicit Visits(const Served& served) : served_(served) {}
  ~Visits() {
    // All first, so that they end at the same time.
    for (Visit& visit : visits_) visit.end();
  }

  bool is_full() const { return visits_.size() >= most_connections; }
  void begin(Socket socket) {
    visits_.emplace_back(std::move(socket), served_);
  }
  void look_after() {
    visits_.remove_if([](const Visit& visit) { return visit.is_over(); });
    for (Visit& visit : visits_) visit.end_if_gone();
  }

 private:
  const Served& served_;
  std::list<Visit> visits_;
};

// Each would be a line where somebody tries tokens.
bool is_round(std::size_t count) {
  while (count % 10 == 0) count /= 10;
  return count == 1;
}

}  // namespace

Server::Server(Studio& studio, ServerOptions options, Listener listener,
               std::unique_ptr<Sessions> sessions)
    : studio_(studio),
      options_(std::move(options)),
      listener_(std::move(listener)),
      sessions_(std::move(sessions)),
      hosts_{fmt::format("127.0.0.1:{}", listener_.port())} {
  hosts_.insert(hosts_.end(), options_.forwarded_hosts.begin(),
                options_.forwarded_hosts.end());
}

Result<std::unique_ptr<Server>> Server::open(Studio& studio,
                                             ServerOptions options) {
  auto listener = Listener::open(options.port);
  if (!listener) return std::move(listener).error();
  auto sessions = Sessions::begin();
  if (!sessions) return std::move(sessions).error();
  return std::unique_ptr<Server>(new Server(
      studio, std::move(options), *std::move(listener), *std::move(sessions)));
}

std::string Server::url() const {
  return fmt::format("http://{}/#once={}", host(), sessions_->one_time_token());
}

void Server::run(const StopToken& stop) {
  std::mutex remarking;
  std::size_t wrong_tokens = 0;
  const Served served{
      .studio = studio_,
      .sessions = *sessions_,
      .hosts = hosts_,
      .wrong_token =
          [&] {
            const std::lock_guard lock(remarking);
            const std::size_t count = ++wrong_tokens;
            if (!options_.remark || !is_round(count)) return;
            options_.remark(fmt::format(
                "refused {} that came with a wrong token",
                count == 1 ? "a request" : fmt::format("{} requests", count)));
          },
      .entered =
          [&] {
            if (options_.entered) options_.entered();
          }};
  Visits visits(served);
  while (!stop.stop_requested()) {
    if (visits.is_full()) {
      std::this_thread::sleep_for(5ms);
    } else if (auto socket = listener_.accept(tick)) {
      visits.begin(*std::move(socket));
    }
    visits.look_after();
  }
}

}  // namespace godwit::studio
