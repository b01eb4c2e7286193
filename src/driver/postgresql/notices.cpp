// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/notices.h"

#include <fmt/format.h>

#include "driver/postgresql/handles.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

void discard(void*, const PGresult*) {}

void tell(void* observer, const PGresult* notice) {
  static_cast<Observer*>(observer)->notice(
      fmt::format("{}: {}", field(notice, PG_DIAG_SEVERITY),
                  field(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

PQnoticeReceiver receiver_of(PGconn* connection) {
  return PQsetNoticeReceiver(connection, nullptr, nullptr);
}

// That of a connection that nobody has touched; the option makes libpq give up
// before it does anything.
PQnoticeReceiver default_receiver() {
  const ConnectionHandle untouched(PQconnectStart("sslmode=none"));
  return receiver_of(untouched.get());
}

}  // namespace

NoticesTo::NoticesTo(PGconn* connection, Observer& observer)
    : connection_(connection),
      previous_(receiver_of(connection)),
      replaced_(previous_ == discard || previous_ == default_receiver()) {
  if (replaced_) PQsetNoticeReceiver(connection_, tell, &observer);
}

NoticesTo::~NoticesTo() {
  if (replaced_) PQsetNoticeReceiver(connection_, previous_, nullptr);
}

void discard_notices(PGconn* connection) {
  PQsetNoticeReceiver(connection, discard, nullptr);
}

}  // namespace godwit::driver::postgresql
