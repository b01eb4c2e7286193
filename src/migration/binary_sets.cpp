// SPDX-License-Identifier: BSL-1.0
#include "migration/binary_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/errors.h"

namespace godwit {
namespace {

// Without the number of the format, so that these bytes are no mark themselves
// where a program looks into its own file.
constexpr std::string_view mark = "Godwit migration set ";
constexpr std::string_view known_format = "1";

// What a set of any format begins with.
struct Opening {
  std::string_view format;
  std::string_view name;
};

bool belongs_to_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7F;
}

// Absent: these bytes only mention the mark.
std::optional<Opening> read_opening(std::string_view bytes) {
  bytes.remove_prefix(mark.size());
  const std::string_view format =
      bytes.substr(0, bytes.find_first_not_of("0123456789"));
  bytes.remove_prefix(format.size());
  if (format.empty() || !bytes.starts_with('\n')) return std::nullopt;
  bytes.remove_prefix(1);
  const auto end =
      std::find_if_not(bytes.begin(), bytes.end(), belongs_to_name);
  const std::string_view name(bytes.begin(), end);
  if (name.empty() || end == bytes.end() || *end != '\0') return std::nullopt;
  return Opening{.format = format, .name = name};
}

Error unknown_format(const Opening& opening, std::size_t offset) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the set '{}' at byte {} has the format {}, which this "
                  "program does not know",
                  opening.name, offset, opening.format),
      "inspect the file with a newer Godwit");
}

Error damaged_set(const Opening& opening, std::size_t offset, Error why) {
  why.message = fmt::format("the set '{}' at byte {} is damaged: {}",
                            opening.name, offset, why.message);
  why.hint = "build or copy the file again";
  return why;
}

class Search {
 public:
  explicit Search(std::string_view bytes) : bytes_(bytes) {}

  BinarySets run() {
    std::size_t at = bytes_.find(mark);
    while (at != std::string_view::npos) at = bytes_.find(mark, look_at(at));
    return std::move(found_);
  }

 private:
  // Where to go on. No stretch of bytes is hashed twice, however sets that were
  // made up lie in each other.
  std::size_t look_at(std::size_t offset) {
    const std::size_t behind_mark = offset + mark.size();
    const auto opening = read_opening(bytes_.substr(offset));
    if (!opening) return behind_mark;
    if (opening->format != known_format) {
      found_.problems.push_back(unknown_format(*opening, offset));
      return behind_mark;
    }
    auto set = read_binary_set(bytes_.substr(offset));
    if (!set) {
      add_problem(*opening, offset, std::move(set).error());
      return behind_mark;
    }
    const std::size_t end = offset + set->bytes.size();
    if (known_.insert(set->bytes).second) {
      add(*opening, offset, *std::move(set));
    }
    return end;
  }

  void add(const Opening& opening, std::size_t offset, BinarySet set) {
    if (auto good = check_contents(set.embedded()); !good) {
      add_problem(opening, offset, std::move(good).error());
    } else {
      found_.sets.push_back(std::move(set));
    }
  }

  void add_problem(const Opening& opening, std::size_t offset, Error why) {
    found_.problems.push_back(damaged_set(opening, offset, std::move(why)));
  }

  std::string_view bytes_;
  std::set<std::string_view> known_;
  BinarySets found_;
};

}  // namespace

BinarySets find_sets(std::string_view bytes) { return Search(bytes).run(); }

}  // namespace godwit
