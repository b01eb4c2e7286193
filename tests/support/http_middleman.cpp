// SPDX-License-Identifier: BSL-1.0
#include "support/http_middleman.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace godwit::test {
namespace {

sockaddr_in loopback(const std::string& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  return address;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// False: there is no more.
bool receive_some(int socket, std::string& text) {
  std::array<char, 65536> part = {};
  const ssize_t size = recv(socket, part.data(), part.size(), 0);
  if (size <= 0) return false;
  text.append(part.data(), static_cast<std::size_t>(size));
  return true;
}

std::size_t length_of(const std::string& head) {
  const std::string name = "content-length: ";
  std::string small = head;
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const std::size_t at = small.find(name);
  return at == small.npos ? 0 : std::stoul(small.substr(at + name.size()));
}

// Empty: the client has gone.
std::string read_request(int client) {
  std::string text;
  while (text.find("\r\n\r\n") == text.npos) {
    if (!receive_some(client, text)) return {};
  }
  const std::size_t body = text.find("\r\n\r\n") + 4;
  const std::size_t size = body + length_of(text.substr(0, body));
  while (text.size() < size) {
    if (!receive_some(client, text)) return {};
  }
  return text;
}

std::string ask_server(const std::string& port, std::string request) {
  request.insert(request.find("\r\n") + 2, "Connection: close\r\n");
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  std::string answer;
  if (connect(server, reinterpret_cast<const sockaddr*>(&address),
              sizeof address) == 0) {
    send_all(server, request);
    while (receive_some(server, answer)) {
    }
  }
  close(server);
  return answer;
}

}  // namespace

HttpMiddleman::HttpMiddleman(const std::string& server,
                             std::function<Deed(int, const std::string&)> deed,
                             std::string canned)
    : server_port_(server.substr(server.rfind(':') + 1)),
      deed_(std::move(deed)),
      canned_(std::move(canned)),
      listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback("0");
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    throw std::runtime_error("cannot listen");
  }
  url_ = server.substr(0, server.rfind(':') + 1) +
         std::to_string(ntohs(address.sin_port));
  thread_ = std::thread([this] { serve(); });
}

HttpMiddleman::~HttpMiddleman() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  for (std::thread& handler : handlers_) handler.join();
}

void HttpMiddleman::serve() {
  while (true) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    handlers_.emplace_back([this, client] {
      handle(client);
      close(client);
    });
  }
}

void HttpMiddleman::handle(int client) {
  const std::string request = read_request(client);
  if (request.empty()) return;
  Deed deed = Deed::pass;
  {
    const std::lock_guard guard(mutex_);
    deed = deed_(requests_++, request);
  }
  if (deed == Deed::drop) return;
  if (deed == Deed::answer_canned) return send_all(client, canned_);
  const std::string answer = ask_server(server_port_, request);
  if (deed == Deed::pass) send_all(client, answer);
  if (deed == Deed::halve_answer) {
    send_all(client, answer.substr(0, answer.size() / 2));
  }
}

}  // namespace godwit::test
