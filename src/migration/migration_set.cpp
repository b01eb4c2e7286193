// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "migration/set_reader.h"

namespace godwit {

Result<MigrationSet> MigrationSet::from(EmbeddedSet embedded,
                                        const PlaceholderValues& values) {
  auto placeholders = Placeholders::of(embedded, values);
  if (!placeholders) return std::move(placeholders).error();
  return only_good(
      MigrationSetReader(embedded, *std::move(placeholders)).read());
}

Result<MigrationSet> read_from(EmbeddedSet embedded, const SetPosition& from) {
  return only_good(MigrationSetReader(embedded, from).read());
}

Result<MigrationSet> only_good(ReadSet read) {
  if (read.errors.empty()) return std::move(read.set);
  Error first = std::move(read.errors.front());
  if (read.errors.size() > 1) {
    first.notes.push_back(
        fmt::format("the first of {} errors", read.errors.size()));
  }
  return first;
}

bool Migration::is_or_was(std::string_view recorded) const noexcept {
  return recorded == checksum || std::find(formerly.begin(), formerly.end(),
                                           recorded) != formerly.end();
}

const Migration* MigrationSet::find(const Version& version) const& noexcept {
  const std::size_t place = position(version);
  const bool known =
      place < migrations_.size() && migrations_[place].version == version;
  return known ? &migrations_[place] : nullptr;
}

const Migration* MigrationSet::find_repeatable(
    std::string_view name) const& noexcept {
  const auto found =
      std::find_if(repeatable_.begin(), repeatable_.end(),
                   [&](const Migration& one) { return one.name == name; });
  return found == repeatable_.end() ? nullptr : &*found;
}

const std::string& MigrationSet::keep(std::string text) {
  if (!texts_) texts_ = std::make_shared<std::deque<std::string>>();
  return texts_->emplace_back(std::move(text));
}

const Script* MigrationSet::hook(HookPoint point,
                                 Direction direction) const& noexcept {
  const auto found =
      std::find_if(hooks_.begin(), hooks_.end(),
                   [&](const Hook& hook) { return hook.point == point; });
  if (found == hooks_.end()) return nullptr;
  if (direction == Direction::up) return &found->up;
  return found->down ? &*found->down : nullptr;
}

std::size_t MigrationSet::position(const Version& version) const noexcept {
  const auto place =
      std::lower_bound(migrations_.begin(), migrations_.end(), version,
                       [](const Migration& migration, const Version& wanted) {
                         return migration.version < wanted;
                       });
  return static_cast<std::size_t>(place - migrations_.begin());
}

}  // namespace godwit
