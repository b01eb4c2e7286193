// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/libsql/hrana.h"
#include "driver/libsql/lease.h"
#include "driver/libsql/server.h"
#include "driver/session.h"

namespace godwit::driver::libsql {

/// A statement of Godwit's own with its values.
hrana::Statement own_statement(const Query& query);

/// What a step of a message is for.
enum class Duty : std::uint8_t {
  prepare,  ///< settings, BEGIN
  fence,
  script,  ///< a statement of a script
  record,
  count,  ///< whether the record has changed as many rows as it must
  keys,   ///< whether foreign keys point to rows that exist
  commit,
};

/// Where a message has stopped, with all undone that it had not committed.
struct StepFailure {
  Duty duty = Duty::prepare;
  std::size_t task = 0;
  /// Of a script.
  std::size_t statement = 0;
  /// In the statement, in bytes. Absent: not known.
  std::optional<std::size_t> offset = {};
  Error error = {};
  /// The server could not read the message, and has carried out none of it.
  bool unread = false;
};

/// Many statements in one message, in a transaction or in several. One that
/// fails ends it.
class Message {
 public:
  /// Foreign keys are not looked at from here on, since what SQLite cannot
  /// alter is made anew.
  void switch_keys_off(std::size_t task = 0);
  /// Begins a transaction of tasks, the first of which is this.
  void open(const hrana::Statement& fence, std::size_t task = 0);
  void statement(std::size_t task, std::size_t number, std::string_view sql,
                 hrana::When when = hrana::When::inside);
  void records(std::size_t task, const std::vector<Query>& records,
               const Lease& lease);
  void look_at_keys(std::size_t task);
  void commit(std::size_t task);
  /// Undoes what is open where a statement has failed.
  void end(std::size_t task);
  /// Both, of the only transaction.
  void close();

  std::size_t size() const noexcept { return batch_.steps.size(); }

  /// A failure of the result is one of `Server::ask`, which leaves open what
  /// became of it. `transaction_ended`: a statement of the script has.
  Result<std::optional<StepFailure>> send(Stream& stream,
                                          const Waiting& waiting) const;
  /// The same on a stream that ends with it, which saves a round trip.
  Result<std::optional<StepFailure>> send(Server& server,
                                          const Waiting& waiting) const;

 private:
  struct Place {
    Duty duty = Duty::prepare;
    std::size_t task = 0;
    std::size_t statement = 0;
  };

  void add(hrana::Statement statement, hrana::When when, Place place);
  StepFailure failure_at(std::size_t step, const hrana::Failure& why) const;
  std::optional<StepFailure> ended_before(std::size_t step) const;
  std::optional<StepFailure> first_failure(const hrana::Answer& answer) const;
  StepFailure unreadable(const std::vector<hrana::Answer>& looks,
                         const hrana::Failure& why) const;
  std::vector<hrana::Request> looks() const;
  Result<std::optional<StepFailure>> outcome(
      const Result<std::vector<hrana::Answer>>& answers, Stream& stream,
      const Waiting& waiting) const;

  hrana::Batch batch_;
  std::vector<Place> places_;
};

}  // namespace godwit::driver::libsql
