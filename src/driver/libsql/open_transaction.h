// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "driver/libsql/run_state.h"

namespace godwit::driver::libsql {

/// What a message has failed with: at a step of its own, or on the way.
struct SendFailure {
  std::optional<StepFailure> at = {};
  Error error = {};
};

/// A stream on which statements are carried out one by one, which takes a round
/// trip for each.
class OpenTransaction {
 public:
  explicit OpenTransaction(RunState& state)
      : state_(state), stream_(state.server()) {}

  Stream& stream() noexcept { return stream_; }

  /// Foreign keys are off from then on, as they are for a file.
  Result<void> begin();
  /// `ended`: the transaction is over with it, whether it failed or not.
  struct Executed {
    hrana::Done done = {};
    std::optional<hrana::Failure> failure = {};
    bool ended = false;
  };
  /// A failure of the result is one of the way.
  Result<Executed> execute(hrana::Statement statement, const Waiting& waiting);
  /// Writes the records and commits, which is settled where the answer does not
  /// come.
  Result<void> keep(std::size_t task, const std::vector<Query>& records);
  /// Writes them only.
  Result<void> write(std::size_t task, const std::vector<Query>& records);
  Result<void> commit();
  void roll_back();
  Rows rows(const Query& query);

 private:
  Result<void> send(const Message& message, bool commits);

  RunState& state_;
  Stream stream_;
};

}  // namespace godwit::driver::libsql
