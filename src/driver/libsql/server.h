// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <string>
#include <vector>

#include "driver/libsql/address.h"
#include "driver/libsql/hrana.h"
#include "driver/libsql/http.h"

namespace godwit::driver::libsql {

/// A server and the token that it lets us in by. What it is asked for the first
/// time waits until it is there, as the options say; nothing is sent before.
class Server {
 public:
  Server(Address address, std::string token, const ConnectOptions& options);

  const std::string& shown() const noexcept { return address_.shown; }
  const Address& address() const noexcept { return address_; }
  /// Empty: none is sent.
  const std::string& token() const noexcept { return token_; }
  /// What it says it is, such as "sqld 0.24.32 (…)". Empty: nothing.
  std::string version(const Waiting& waiting);

  /// One round trip. `connection_failed` while the server was never reached, or
  /// where it does not let us in; `connection_lost` where it may have carried
  /// out what it was asked, as may one that was `cancelled` or `timed_out`.
  /// A statement that it refuses is no failure here. `baton`: of the stream,
  /// and what it goes on with; empty: a new one.
  Result<std::vector<hrana::Answer>> ask(
      const std::vector<hrana::Request>& requests, std::string& baton,
      const Waiting& waiting);
  /// On a stream of its own that ends with it.
  Result<std::vector<hrana::Answer>> ask(hrana::Request request,
                                         const Waiting& waiting);

  /// Waits for it anew, as for a new connection.
  void forget(std::chrono::milliseconds patience);

 private:
  HttpAnswer post(const std::string& body, const Waiting& waiting);
  bool is_worth_another(const HttpAnswer& answer, Deadline deadline,
                        const Waiting& waiting) const;
  Error failure(const HttpAnswer& answer) const;

  Address address_;
  std::string token_;
  ConnectOptions options_;
  Http http_;
  bool reached_ = false;
};

/// A stream of a server: what a session is elsewhere. The server forgets one
/// that is silent for ten seconds, and undoes its transaction.
class Stream {
 public:
  explicit Stream(Server& server) : server_(server) {}
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  Result<std::vector<hrana::Answer>> ask(
      const std::vector<hrana::Request>& requests, const Waiting& waiting);
  /// After a failure that leaves open what the server made of it.
  void abandon() { baton_.clear(); }

 private:
  Server& server_;
  std::string baton_;
};

}  // namespace godwit::driver::libsql
