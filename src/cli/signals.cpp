// SPDX-License-Identifier: BSL-1.0
#include "cli/signals.h"

#include <unistd.h>

#include "cli/exit_code.h"

namespace godwit::cli {

Interruption::Interruption() {
  // A reader that goes away is an error of writing, not our end.
  ::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this] { listen(); });
}

Interruption::~Interruption() {
  over_ = true;
  pthread_kill(thread_.native_handle(), SIGINT);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interruption::listen() {
  int signal = 0;
  while (sigwait(&signals_, &signal) == 0 && !over_) {
    if (!stop_.request_stop()) _exit(static_cast<int>(ExitCode::interrupted));
  }
}

}  // namespace godwit::cli
