// SPDX-License-Identifier: BSL-1.0
//
// The one source that includes cpp-httplib, which reads requests and writes
// answers. Sockets, limits and deadlines are ours: of these it has some that
// are fixed where it was compiled, and some not at all.
#include "studio/connection.h"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "base/platform.h"
#include "studio/answer.h"
#include "studio/gate.h"
#include "studio/page_files.h"

// Where it is not known, cpp-httplib has the whole process ignore the signal.
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

namespace godwit::studio {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds time_for_head = 5s;
constexpr std::chrono::milliseconds time_for_body = 30s;
// In which a browser takes something of a long answer.
constexpr std::chrono::milliseconds time_for_piece = 30s;
// How often a wait looks up.
constexpr std::chrono::milliseconds pace = 100ms;
// So that tokens cannot be tried as fast as they can be sent.
constexpr std::chrono::milliseconds pause_after_wrong_token = 300ms;

constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

/// The bytes of a connection, as cpp-httplib asks for them. What is late, too
/// long or unwanted looks like the end of the connection.
class Wire final : public httplib::Stream {
 public:
  Wire(const Socket& socket, StopToken stop)
      : socket_(socket.descriptor()), stop_(std::move(stop)) {}

  // Those that Stream has in all of its versions; each has some of them, so
  // that none can say what it overrides.
  // NOLINTBEGIN(modernize-use-override)
  bool is_readable() const { return true; }
  bool is_writable() const { return !broken_ && !stop_.stop_requested(); }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return is_writable(); }
  time_t duration() const { return 0; }
  socket_t socket() const { return socket_; }
  void get_remote_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
  }

  ssize_t read(char* bytes, std::size_t size) {
    if (next_ == end_ && !fill()) return -1;
    const std::size_t count = std::min(size, end_ - next_);
    std::copy_n(buffer_.data() + next_, count, bytes);
    next_ += count;
    taken_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) {
    std::size_t sent = 0;
    Clock::time_point deadline = Clock::now() + time_for_piece;
    while (sent < size && !broken_) {
      const ssize_t count =
          ::send(socket_, bytes + sent, size - sent, MSG_NOSIGNAL);
      if (count > 0) {
        sent += static_cast<std::size_t>(count);
        deadline = Clock::now() + time_for_piece;
      } else {
        broken_ =
            !may_pass() || Clock::now() > deadline || stop_.stop_requested();
        if (!broken_) wait_for_input_or_room(socket_, pace);
      }
    }
    return broken_ ? -1 : static_cast<ssize_t>(size);
  }
  // NOLINTEND(modernize-use-override)
  using httplib::Stream::write;

  /// The head was read, and the body has a limit of its own.
  void expect_body() {
    deadline_ = Clock::now() + time_for_body;
    limit_ = taken_ + largest_body;
  }
  bool is_late() const { return late_; }
  bool is_too_long() const { return too_long_; }

 private:
  static bool may_pass() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  }

  bool fill() {
    too_long_ = taken_ >= limit_;
    while (!too_long_ && !stop_.stop_requested()) {
      const std::size_t room = std::min(buffer_.size(), limit_ - taken_);
      const ssize_t count = ::recv(socket_, buffer_.data(), room, 0);
      if (count > 0) {
        next_ = 0;
        end_ = static_cast<std::size_t>(count);
        return true;
      }
      if (count == 0 || !may_pass()) return false;
      late_ = Clock::now() > deadline_;
      if (late_) return false;
      wait_for_input(socket_, pace);
    }
    return false;
  }

  int socket_;
  StopToken stop_;
  std::array<char, 4096> buffer_{};
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::size_t taken_ = 0;
  std::size_t limit_ = largest_head;
  Clock::time_point deadline_ = Clock::now() + time_for_head;
  bool late_ = false;
  bool too_long_ = false;
  bool broken_ = false;
};

std::optional<std::string> header(const httplib::Request& request,
                                  const char* name) {
  const std::size_t count = request.get_header_value_count(name);
  if (count == 0) return std::nullopt;
  std::string value = request.get_header_value(name);
  for (std::size_t i = 1; i < count; ++i) {
    value += ", " + request.get_header_value(name, i);
  }
  return value;
}

RequestHead head_of(const httplib::Request& request) {
  return {.method = request.method,
          .path = request.path,
          .host = header(request, "Host"),
          .origin = header(request, "Origin"),
          .fetch_site = header(request, "Sec-Fetch-Site"),
          .fetch_mode = header(request, "Sec-Fetch-Mode"),
          .fetch_destination = header(request, "Sec-Fetch-Dest"),
          .content_type = header(request, "Content-Type"),
          .content_length = header(request, "Content-Length"),
          .encoded = request.has_header("Content-Encoding") ||
                     request.has_header("Transfer-Encoding"),
          .authorization = header(request, "Authorization")};
}

/// Where a stream goes on its way to a browser.
class ChunkSink final : public Sink {
 public:
  ChunkSink(httplib::DataSink& sink, const StopToken& stop)
      : sink_(sink), stop_(stop) {}
  bool write(std::string_view text) override {
    // An empty piece would be the end.
    if (text.empty()) return !stop_.stop_requested();
    return !stop_.stop_requested() && sink_.write(text.data(), text.size());
  }

 private:
  httplib::DataSink& sink_;
  const StopToken& stop_;
};

/// One request, on its way through cpp-httplib.
class Exchange final : private httplib::Server {
 public:
  Exchange(const Socket& socket, const Served& served, const StopToken& stop)
      : served_(served), stop_(stop), wire_(socket, stop) {
    // Not for listening: what answers in pieces takes a server without a socket
    // for one that is ending.
    svr_sock_ = socket.descriptor();
    set_payload_max_length(largest_body);
    set_default_headers({{"Content-Security-Policy", policy},
                         {"X-Content-Type-Options", "nosniff"},
                         {"Referrer-Policy", "no-referrer"},
                         {"Cross-Origin-Opener-Policy", "same-origin"},
                         {"Cross-Origin-Resource-Policy", "same-origin"},
                         {"Cache-Control", "no-store"}});
    set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          return let_through(request, response) ? HandlerResponse::Unhandled
                                                : HandlerResponse::Handled;
        });
    Get(".*", [](const httplib::Request& request, httplib::Response& response) {
      answer_file(request, response);
    });
    Post(".*",
         [this](const httplib::Request& request, httplib::Response& response) {
           answer_call(request, response);
         });
    set_error_handler(HandlerWithResponse(
        [this](const httplib::Request&, httplib::Response& response) {
          name_limit(response);
          return HandlerResponse::Unhandled;
        }));
  }

  void run() { process(*this); }

 private:
  // Has another shape since 0.16, where addresses are asked for beforehand.
  template <typename Self>
  void process(Self& self) {
    bool closed = false;
    const std::function<void(httplib::Request&)> look =
        [this](httplib::Request& request) { take_head(request); };
    const std::string nowhere;
    if constexpr (requires {
                    self.process_request(wire_, nowhere, 0, nowhere, 0, true,
                                         closed, look);
                  }) {
      self.process_request(wire_, nowhere, 0, nowhere, 0, true, closed, look);
    } else {
      self.process_request(wire_, true, closed, look);
    }
  }

  // What is of no use on this machine, and costs time there or is a risk.
  void take_head(httplib::Request& request) {
    wire_.expect_body();
    request.headers.erase("Accept-Encoding");
    request.headers.erase("Range");
    request.ranges.clear();
  }

  bool let_through(const httplib::Request& request,
                   httplib::Response& response) {
    const auto refused =
        refusal(head_of(request), served_.hosts, served_.sessions);
    if (!refused) return true;
    if (refused->status == 401) {
      note_wrong_token(request.has_header("Authorization"));
    }
    if (refused->status == 405) {
      response.set_header(
          "Allow", request.path.starts_with(api_prefix) ? "POST" : "GET, HEAD");
    }
    response.status = refused->status;
    response.set_content(std::string(refused->why) + "\n",
                         "text/plain; charset=utf-8");
    return false;
  }

  void note_wrong_token(bool given) {
    if (!given) return;
    const Clock::time_point end = Clock::now() + pause_after_wrong_token;
    while (Clock::now() < end && !stop_.stop_requested()) {
      std::this_thread::sleep_for(20ms);
    }
    served_.wrong_token();
  }

  static void answer_file(const httplib::Request& request,
                          httplib::Response& response) {
    const PageFile* file = find_page_file(request.path);
    if (file == nullptr) {
      response.status = 404;
      response.set_content("there is no such file\n",
                           "text/plain; charset=utf-8");
      return;
    }
    response.set_content(std::string(file->bytes),
                         std::string(file->content_type));
  }

  void answer_call(const httplib::Request& request,
                   httplib::Response& response) {
    const std::string_view name =
        std::string_view(request.path).substr(api_prefix.size());
    if (name == exchange_name) {
      exchange(request, response);
      return;
    }
    auto prepared =
        std::make_shared<CallAnswer>(served_.studio, name, request.body, stop_);
    response.status = prepared->status();
    if (!prepared->is_stream()) {
      response.set_content(prepared->text(), "application/json");
      return;
    }
    response.set_chunked_content_provider(
        prepared->content_type(),
        [this, prepared](std::size_t, httplib::DataSink& sink) {
          ChunkSink chunks(sink, stop_);
          if (!prepared->write(chunks)) return false;
          sink.done();
          return true;
        });
  }

  void exchange(const httplib::Request& request, httplib::Response& response) {
    auto answer = exchanged(served_.sessions, request.body);
    if (answer.status == 401) note_wrong_token(true);
    if (answer.status == 200) served_.entered();
    response.status = answer.status;
    response.set_content(answer.text, "application/json");
  }

  // cpp-httplib knows neither, and sees a request that breaks off.
  void name_limit(httplib::Response& response) const {
    if (wire_.is_late()) response.status = 408;
    if (wire_.is_too_long()) response.status = 431;
  }

  const Served& served_;
  const StopToken& stop_;
  Wire wire_;
};

}  // namespace

void serve(const Socket& socket, const Served& served, const StopToken& stop) {
  try {
    Exchange(socket, served, stop).run();
  } catch (const std::exception&) {
    // The connection ends without an answer, which the page takes for a server
    // that has gone. Calls answer for what they throw themselves.
  }
}

}  // namespace godwit::studio
