// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "driver/session.h"

namespace godwit::driver::postgresql {

/// Hands what the server says beside its answers to an observer, for as long as
/// this lives; not while libpq is at work, which neither expects exceptions nor
/// that its connection is used. A receiver that the application has put on its
/// own connection stays and hears it instead: libpq does not tell with which
/// argument to put it back.
class NoticesTo {
 public:
  NoticesTo(PGconn* connection, Observer& observer);
  ~NoticesTo();
  NoticesTo(const NoticesTo&) = delete;
  NoticesTo& operator=(const NoticesTo&) = delete;

  /// To be called outside of libpq: tells what has come since the last time.
  void deliver();

 private:
  static void keep(void* notices, const PGresult* notice);

  PGconn* connection_;
  PQnoticeReceiver previous_;
  bool replaced_;
  Observer& observer_;
  std::vector<std::string> kept_;
};

/// Nothing of Godwit's connections goes to stderr, where libpq writes.
void discard_notices(PGconn* connection);

}  // namespace godwit::driver::postgresql
