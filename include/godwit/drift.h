// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// How an object of a database is not as migrations make it.
enum class DriftKind : std::uint8_t {
  missing,     ///< migrations make it, and it is not there
  unexpected,  ///< it is there, and no migration makes it
  different,   ///< it is there, and is another one
};

/// The name of the enumerator, such as "unexpected".
std::string_view to_string(DriftKind kind) noexcept;

/// One object that is not as migrations make it.
struct DriftedObject {
  DriftKind kind = DriftKind::different;
  /// Such as "column public.person.email".
  std::string object = {};
  /// What it consists of that differs, as the database prints it. None unless
  /// `different`.
  struct Aspect {
    /// Such as "type" or "default".
    std::string name = {};
    /// Empty: it should have none, or it has none.
    std::string expected = {};
    std::string found = {};
  };
  std::vector<Aspect> aspects = {};
};

struct DriftRequest {
  /// Objects that somebody else makes on purpose: "person", "audit.entry", or
  /// all that begins so, "audit.*". With them goes what is a part of them.
  std::vector<std::string> ignore = {};
};

/// How a live database differs from what the migrations of a set make.
struct Drift {
  /// What is a part of an object that is missing or unexpected is not named
  /// beside it.
  std::vector<DriftedObject> objects = {};
  /// SQL that makes the database what migrations make, and SQL that makes of
  /// what they make what the database is. Each may lose rows and values. Empty:
  /// nothing differs, or `unplanned` says why.
  std::string revert = {};
  std::string adopt = {};
  /// Why there is no SQL for one of them: an object of which it is not known
  /// how it is changed.
  std::string unplanned = {};
  /// The server is of another major version than the one that the expected
  /// schema comes from, such as "15.6", and may print the same otherwise.
  /// Empty: it is not.
  std::string expected_of_server = {};

  bool none() const noexcept { return objects.empty(); }
};

}  // namespace godwit
