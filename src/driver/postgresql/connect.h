// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/deadline.h"
#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {

/// How long to go on trying to connect.
struct Insistence {
  /// In the past: one attempt.
  Deadline deadline = {};
  StopToken stop = {};
  /// When an attempt that is still going on is of no use any more.
  Deadline give_up = no_deadline;
  /// One that cannot be reached may be starting, at first or again.
  bool await_server = false;
  /// To connect to in the place of the one that the URL names. Empty: that.
  std::string database = {};
  /// Is told whether a server refused, where nobody was let in. May be null.
  bool* answered = nullptr;
  /// Hears why an attempt has failed, before the next one. Empty: nobody does.
  std::function<void(std::string_view)> on_retry = {};
};

/// As patient as the options are.
Insistence insistence_of(const ConnectOptions& options);

/// Whether libpq can read the URL. The error names a parameter that libpq does
/// not know, and shows nothing else of it.
Result<void> check_url(const std::string& url);

/// Connects to what the URL names, which libpq can read. No error holds a
/// password, also where the URL is so malformed that libpq takes a piece of one
/// for something else. Hears a request to stop at any time.
Result<ConnectionHandle> connect_to(const std::string& url,
                                    const Insistence& insistence);

/// Where a connection leads, and with what. Of several hosts only the one that
/// answered.
class ServerPlace {
 public:
  explicit ServerPlace(PGconn* connection);
  const std::vector<std::pair<std::string, std::string>>& parameters() const {
    return parameters_;
  }
  /// For programs of PostgreSQL, which are given the password on another way.
  std::string without_secrets() const;
  std::string password() const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// A second connection to where the first one leads.
Result<ConnectionHandle> connect_beside(const ServerPlace& place,
                                        const StopToken& stop);

/// The name of the database that a URL leads to, which the environment, a
/// service file or the name of the user may give. libpq can read the URL.
std::string database_of(const std::string& url);

/// For people: what a connection leads to, or to which it would with another
/// database.
std::string description_of(const PGconn* connection);
std::string description_of(const PGconn* connection,
                           const std::string& database);

}  // namespace godwit::driver::postgresql
