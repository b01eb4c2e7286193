// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The values of Hrana 3, the protocol of libSQL servers, and their JSON:
/// https://github.com/tursodatabase/libsql/blob/main/docs/HRANA_3_SPEC.md.
namespace godwit::driver::libsql::hrana {

struct Blob {
  std::string bytes = {};
};
using Content =
    std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

/// One statement. The server takes no value that it does not name.
struct Statement {
  std::string sql = {};
  /// With their names, such as "$1".
  std::vector<std::pair<std::string, Content>> values = {};
  bool wants_rows = false;
};

/// What a step of a batch needs in order to be carried out.
enum class When : std::uint8_t {
  always,
  after,      ///< the step before it went well
  inside,     ///< and it has left a transaction open
  left_open,  ///< a transaction is open, whatever went well
};

struct Step {
  Statement statement = {};
  When when = When::after;
};

struct Batch {
  std::vector<Step> steps = {};
};
/// Only looks at a statement.
struct Describe {
  std::string sql = {};
};
struct GetAutocommit {};
struct Close {};
using Request = std::variant<Statement, Batch, Describe, GetAutocommit, Close>;

struct Failure {
  std::string message = {};
  std::string code = {};
};

struct Column {
  /// Empty: it has none.
  std::string name = {};
  /// As it is declared. Empty: it is not.
  std::string type = {};
};

struct Done {
  std::vector<Column> columns = {};
  std::vector<std::vector<Content>> rows = {};
  std::int64_t changed = 0;
};

/// Neither: the step was not carried out.
struct StepResult {
  std::optional<Done> done = {};
  std::optional<Failure> failure = {};
};

/// What came of one request.
struct Answer {
  /// Of the request as a whole.
  std::optional<Failure> failure = {};
  /// Of a batch one for each step, of a statement one.
  std::vector<StepResult> steps = {};
  /// Of Describe: whether it reads only. Of GetAutocommit: whether there is no
  /// transaction.
  bool yes = false;
};

struct Answers {
  /// The stream goes on with this. Empty: it is closed.
  std::string baton = {};
  std::vector<Answer> answers = {};
};

/// `baton`: empty: a new stream.
std::string encode(std::string_view baton,
                   const std::vector<Request>& requests);

/// Absent: it is no whole answer to so many requests.
std::optional<Answers> decode(std::string_view json, std::size_t requests);

/// What a server writes that refuses a message. Both empty: nothing that is
/// understood.
Failure decode_refusal(std::string_view body);

/// As SQLite would write it. Absent: NULL.
std::optional<std::string> text_of(const Content& content);

}  // namespace godwit::driver::libsql::hrana
