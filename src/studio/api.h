// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "report/json_document.h"

namespace godwit::studio {

// What the page asks for, by POST /api/NAME: see docs/studio.md.

using report::Json;

class Studio;

/// One thing that the page asks for. Calls come at the same time, on threads of
/// their own.
struct Call {
  Studio& studio;
  /// An object. Its members may be missing or of any type: see fields.h.
  const Json& body;
  /// Asked to stop where the browser has gone, where `cancel` names the call,
  /// and where studio ends.
  StopToken stop;
};

/// An Error becomes {"error": report::error_object(error)} and a status of its
/// own; so does an object that has `error` itself, for those who have more to
/// tell: see failure().
using Answer = Result<Json>;

/// Where the text of a stream goes.
class Sink {
 public:
  virtual ~Sink() = default;
  /// False: the browser has gone, and there is no use in going on.
  virtual bool write(std::string_view text) = 0;
};

/// An answer that is written bit by bit.
struct Stream {
  /// Such as "text/csv"; `lines` for JSON documents of one line each.
  std::string content_type = {};
  /// Called once, after the endpoint has returned; what the Call refers to is
  /// there until it returns. An error is the last of the lines; other text is
  /// broken off, so that the browser takes it for the failure that it is.
  std::function<Result<void>(Sink&)> write = {};
};

inline constexpr std::string_view lines = "application/x-ndjson";

/// What goes into a stream of lines for a document: one line of it, with its
/// end.
std::string line_of(const Json& document);

struct Endpoint {
  /// As in /api/NAME.
  std::string_view name;
  /// One of the two is null.
  Answer (*answer)(const Call&) = nullptr;
  Result<Stream> (*stream)(const Call&) = nullptr;
  /// Refused without --write. What writes only sometimes asks
  /// Studio::check_write itself.
  bool writes = false;
};

/// The object of an error, with more in it, such as {"column": "email"}.
Json failure(const Error& error, const Json& more);

// Each part of studio gives its own: a function here, and its line in
// endpoints.cpp.
std::span<const Endpoint> overview_endpoints();
std::span<const Endpoint> migration_endpoints();
std::span<const Endpoint> run_endpoints();
std::span<const Endpoint> schema_endpoints();
std::span<const Endpoint> row_endpoints();
std::span<const Endpoint> edit_endpoints();
std::span<const Endpoint> statement_endpoints();
std::span<const Endpoint> call_endpoints();

/// Null: there is none of that name.
const Endpoint* find_endpoint(std::string_view name);

}  // namespace godwit::studio
