// SPDX-License-Identifier: BSL-1.0
#include "generate/summaries.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace godwit::generate {
namespace {

constexpr std::string_view drops = "drop ";
constexpr std::string_view creates = "create ";

// By their labels.
std::set<std::string, std::less<>> said_with(
    const change::Operations& operations, std::string_view verb) {
  std::set<std::string, std::less<>> found;
  for (const change::Operation& one : operations) {
    if (one.summary.starts_with(verb)) {
      found.insert(one.summary.substr(verb.size()));
    }
  }
  return found;
}

}  // namespace

void join_summaries(change::Operations& operations, const schema::Model& from,
                    const schema::Model& to) {
  const auto dropped = said_with(operations, drops);
  const auto created = said_with(operations, creates);
  std::set<std::string, std::less<>> changed;
  for (const schema::Difference& one : schema::differences(from, to)) {
    changed.insert(schema::label(one.id()));
  }
  for (change::Operation& one : operations) {
    for (const std::string_view verb : {drops, creates}) {
      if (!one.summary.starts_with(verb)) continue;
      const std::string what = one.summary.substr(verb.size());
      if (!dropped.contains(what) || !created.contains(what)) break;
      const bool told = verb == creates && changed.contains(what);
      one.summary = told ? "change " + what : "";
      break;
    }
  }
}

}  // namespace godwit::generate
