// SPDX-License-Identifier: BSL-1.0
#include "studio/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "base/ascii.h"

namespace godwit::test {
namespace {

sockaddr_in address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

int connected(const std::string& address, std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const sockaddr_in to = address_of(address, port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) !=
      0) {
    ::close(socket);
    return -1;
  }
  return socket;
}

std::string joined_pieces(std::string_view body) {
  std::string whole;
  while (true) {
    const std::size_t end = body.find("\r\n");
    if (end == std::string_view::npos) throw std::runtime_error("broken off");
    const std::string length(body.substr(0, end));
    const std::size_t size = std::strtoul(length.c_str(), nullptr, 16);
    if (size == 0) return whole;
    whole += body.substr(end + 2, size);
    body.remove_prefix(end + 2 + size + 2);
  }
}

}  // namespace

RawConnection::RawConnection(std::uint16_t port)
    : socket_(connected("127.0.0.1", port)) {
  if (socket_ < 0) throw std::runtime_error("cannot connect");
}

RawConnection::~RawConnection() { ::close(socket_); }

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

Reply RawConnection::reply() {
  Reply reply;
  char bytes[8192];
  while (true) {
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size < 0 && errno == EAGAIN) throw std::runtime_error("no answer");
    if (size <= 0) break;
    reply.raw.append(bytes, static_cast<std::size_t>(size));
  }
  const std::size_t end = reply.raw.find("\r\n\r\n");
  if (end == std::string::npos) return reply;
  std::istringstream head(reply.raw.substr(0, end));
  std::string version;
  head >> version >> reply.status;
  std::string line;
  std::getline(head, line);
  while (std::getline(head, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t colon = line.find(": ");
    reply.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  reply.body = reply.raw.substr(end + 4);
  if (reply.headers.count("transfer-encoding") > 0) {
    reply.body = joined_pieces(reply.body);
  }
  return reply;
}

Reply ask(std::uint16_t port, std::string_view request) {
  RawConnection connection(port);
  connection.send(request);
  return connection.reply();
}

bool listens(const std::string& address, std::uint16_t port) {
  const int socket = connected(address, port);
  if (socket >= 0) ::close(socket);
  return socket >= 0;
}

}  // namespace godwit::test
