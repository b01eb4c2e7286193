// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/notices.h"

#include <fmt/format.h>

#include <utility>

#include "driver/postgresql/handles.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

void discard(void*, const PGresult*) {}

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
      replaced_(previous_ == discard || previous_ == default_receiver()),
      observer_(observer) {
  if (replaced_) PQsetNoticeReceiver(connection_, keep, this);
}

NoticesTo::~NoticesTo() {
  if (replaced_) PQsetNoticeReceiver(connection_, previous_, nullptr);
}

void NoticesTo::keep(void* notices, const PGresult* notice) {
  static_cast<NoticesTo*>(notices)->kept_.push_back(
      fmt::format("{}: {}", field(notice, PG_DIAG_SEVERITY),
                  field(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

void NoticesTo::deliver() {
  for (const std::string& text : std::exchange(kept_, {})) {
    observer_.notice(text);
  }
}

void discard_notices(PGconn* connection) {
  PQsetNoticeReceiver(connection, discard, nullptr);
}

}  // namespace godwit::driver::postgresql
