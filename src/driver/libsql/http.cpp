// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace godwit::driver::libsql {
namespace {

// What sqld answers at most is 10 MB, in JSON.
constexpr std::size_t largest_answer = std::size_t{256} << 20;
constexpr long connect_timeout_ms = 10'000;

struct EndTransfer {
  void operator()(CURL* transfer) const { curl_easy_cleanup(transfer); }
};
struct EndTransfers {
  void operator()(CURLM* transfers) const { curl_multi_cleanup(transfers); }
};
struct FreeHeaders {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};
using Headers = std::unique_ptr<curl_slist, FreeHeaders>;

void initialise_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

void add_header(Headers& headers, const std::string& header) {
  curl_slist* longer = curl_slist_append(headers.get(), header.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(headers.release());
  headers.reset(longer);
}

Headers headers_with(const std::string& token) {
  Headers headers;
  add_header(headers, "Content-Type: application/json");
  // Else curl waits a second for a "100 Continue" before it sends much.
  add_header(headers, "Expect:");
  if (!token.empty()) add_header(headers, "Authorization: Bearer " + token);
  return headers;
}

std::size_t take_part(char* bytes, std::size_t one, std::size_t size,
                      void* body) {
  auto* text = static_cast<std::string*>(body);
  if (text->size() + one * size > largest_answer) return 0;
  text->append(bytes, one * size);
  return one * size;
}

// Before a byte of the request was sent.
bool is_before_sending(CURLcode code) {
  return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
         code == CURLE_COULDNT_RESOLVE_PROXY ||
         code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_PEER_FAILED_VERIFICATION ||
         code == CURLE_SSL_CACERT_BADFILE;
}

}  // namespace

struct Http::Handles {
  std::unique_ptr<CURLM, EndTransfers> transfers;
  std::unique_ptr<CURL, EndTransfer> transfer;
  Headers headers;
  std::array<char, CURL_ERROR_SIZE> why = {};

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(transfer.get(), option, value);
  }

  CURLcode result() {
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(transfers.get(), &left);
    return message == nullptr ? CURLE_RECV_ERROR : message->data.result;
  }

  std::string reason(CURLcode code) const {
    if (code == CURLE_WRITE_ERROR) return "the answer is too large";
    return why[0] != '\0' ? why.data() : curl_easy_strerror(code);
  }
};

Http::Http(std::string origin, std::string token)
    : origin_(std::move(origin)), handles_(std::make_unique<Handles>()) {
  initialise_once();
  handles_->transfers.reset(curl_multi_init());
  handles_->transfer.reset(curl_easy_init());
  if (!handles_->transfers || !handles_->transfer) throw std::bad_alloc();
  handles_->headers = headers_with(token);
  handles_->set(CURLOPT_HTTPHEADER, handles_->headers.get());
  handles_->set(CURLOPT_ERRORBUFFER, handles_->why.data());
  handles_->set(CURLOPT_WRITEFUNCTION, &take_part);
  handles_->set(CURLOPT_NOSIGNAL, 1L);
  handles_->set(CURLOPT_FOLLOWLOCATION, 0L);
  handles_->set(CURLOPT_PROTOCOLS_STR, "http,https");
  handles_->set(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  handles_->set(CURLOPT_TCP_KEEPALIVE, 1L);
  handles_->set(CURLOPT_TCP_KEEPIDLE, 10L);
  handles_->set(CURLOPT_TCP_KEEPINTVL, 5L);
  handles_->set(CURLOPT_USERAGENT, "godwit");
}

Http::~Http() = default;
Http::Http(Http&&) noexcept = default;
Http& Http::operator=(Http&&) noexcept = default;

HttpAnswer Http::post(std::string_view path, const std::string& body,
                      const Waiting& waiting) {
  handles_->set(CURLOPT_POSTFIELDS, body.data());
  handles_->set(CURLOPT_POSTFIELDSIZE_LARGE,
                static_cast<curl_off_t>(body.size()));
  return request(path, waiting);
}

HttpAnswer Http::get(std::string_view path, const Waiting& waiting) {
  handles_->set(CURLOPT_HTTPGET, 1L);
  return request(path, waiting);
}

HttpAnswer Http::request(std::string_view path, const Waiting& waiting) {
  Handles& own = *handles_;
  HttpAnswer answer;
  const std::string url = fmt::format("{}{}", origin_, path);
  own.why[0] = '\0';
  own.set(CURLOPT_URL, url.c_str());
  own.set(CURLOPT_WRITEDATA, &answer.body);
  curl_multi_add_handle(own.transfers.get(), own.transfer.get());
  std::optional<Deadline> stopped;
  int running = 1;
  while (running != 0) {
    curl_multi_perform(own.transfers.get(), &running);
    if (running == 0) break;
    if (waiting.meanwhile) waiting.meanwhile();
    if (!stopped && waiting.stop.stop_requested()) {
      stopped = deadline_after(waiting.grace);
    }
    if (stopped && has_passed(*stopped)) answer.end = HttpAnswer::End::stopped;
    if (has_passed(waiting.deadline)) answer.end = HttpAnswer::End::late;
    if (answer.end != HttpAnswer::End::answered) break;
    curl_multi_poll(own.transfers.get(), nullptr, 0,
                    static_cast<int>(hearing_interval.count()), nullptr);
  }
  const CURLcode code = running == 0 ? own.result() : CURLE_OK;
  // This closes the connection in the middle of an answer, by which the server
  // sees that nobody waits for it.
  curl_multi_remove_handle(own.transfers.get(), own.transfer.get());
  if (code != CURLE_OK) {
    answer.end = is_before_sending(code) ? HttpAnswer::End::unreachable
                                         : HttpAnswer::End::lost;
    answer.why = own.reason(code);
  }
  curl_easy_getinfo(own.transfer.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace godwit::driver::libsql
