// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/canceller.h"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::chrono::seconds moment{2};

void send(PGcancel* cancel) {
  std::array<char, 256> reason{};
  PQcancel(cancel, reason.data(), static_cast<int>(reason.size()));
}

}  // namespace

void Canceller::ask() {
  if (request_) {
    const std::lock_guard lock(request_->mutex);
    if (!request_->done) return;
  }
  CancelHandle cancel(PQgetCancel(connection_));
  if (!cancel) return;
  request_ = std::make_shared<Request>();
  std::thread([request = request_, cancel = std::move(cancel)] {
    send(cancel.get());
    const std::lock_guard lock(request->mutex);
    request->done = true;
    request->changed.notify_all();
  }).detach();
}

Canceller::~Canceller() {
  if (!request_) return;
  std::unique_lock lock(request_->mutex);
  // Where the connection is gone there is no next statement.
  if (PQstatus(connection_) != CONNECTION_OK) return;
  request_->changed.wait_for(lock, moment, [&] { return request_->done; });
}

}  // namespace godwit::driver::postgresql
