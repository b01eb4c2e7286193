// SPDX-License-Identifier: BSL-1.0
#include "migration/binary_set.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/sha256.h"
#include "migration/layout.h"
#include "migration/set_data.h"

namespace godwit {
namespace {

// Offsets in EmbeddedEntry have 32 bits.
constexpr std::size_t largest_set = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t checksum_size = 64;

Error damage(std::string what) {
  return make_error(ErrorCode::invalid_migration, std::move(what));
}

Error cut_off() { return damage("the file ends within it"); }

Error unknown_dialect() { return damage("its dialect is unknown"); }

Error unknown_policy() {
  return damage("what it makes of newer migrations is unknown");
}

Error unknown_layout() { return damage("its layout is unknown"); }

Error malformed_number() { return damage("a number in it is malformed"); }

Error malformed_checksum(std::string_view file) {
  return damage(fmt::format("{} has no checksum", file));
}

Error unfinished_text(std::string_view file) {
  return damage(fmt::format("{} does not end where it should", file));
}

Error wrong_checksum(std::string_view file) {
  return damage(fmt::format("{} does not have its checksum", file));
}

Error wrong_digest() { return damage("its files do not have its digest"); }

class BinaryReader {
 public:
  explicit BinaryReader(std::string_view bytes)
      : bytes_(bytes.substr(0, largest_set)), at_(bytes.find('\n') + 1) {}

  Result<BinarySet> read() {
    for (const auto step : {&BinaryReader::read_head, &BinaryReader::read_files,
                            &BinaryReader::read_texts}) {
      if (auto done = (this->*step)(); !done) return std::move(done).error();
    }
    auto data = std::make_unique<const EmbeddedData>(
        EmbeddedData{.bytes = bytes_.data(),
                     .entries = entries_.data(),
                     .size = entries_.size(),
                     .required = nullptr,
                     .required_size = 0,
                     .code = nullptr,
                     .code_size = 0,
                     .on_connect = nullptr,
                     .expected_schema = nullptr,
                     .outline = nullptr});
    return BinarySet{.bytes = bytes_.substr(0, at_),
                     .entries = std::move(entries_),
                     .data = std::move(data)};
  }

 private:
  Result<std::string_view> next_field() {
    const std::size_t end = bytes_.find('\0', at_);
    if (end == std::string_view::npos) return cut_off();
    const std::string_view field = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return field;
  }

  Result<std::uint32_t> next_number() {
    const auto field = next_field();
    if (!field) return field.error();
    const auto number = parse_number<std::uint32_t>(*field);
    if (!number) return malformed_number();
    return *number;
  }

  Result<void> read_head() {
    constexpr std::size_t dialect_index = 1;
    constexpr std::size_t policy_index = 6;
    constexpr std::size_t layout_index = 8;
    constexpr std::size_t fields_before_count = 18;
    for (std::size_t i = 0; i < fields_before_count; ++i) {
      const auto field = next_field();
      if (!field) return field.error();
      const bool known = *field == "postgresql" || *field == "sqlite";
      if (i == dialect_index && !known) return unknown_dialect();
      const bool policy = *field == "accept" || *field == "refuse";
      if (i == policy_index && !policy) return unknown_policy();
      if (i == layout_index && *field != own_layout) return unknown_layout();
    }
    const auto count = next_number();
    if (!count) return count.error();
    count_ = *count;
    return {};
  }

  // The count is not to be trusted with an allocation: entries grow with what
  // is really there.
  Result<void> read_files() {
    while (entries_.size() < count_) {
      if (auto file = read_file(); !file) return file;
    }
    return {};
  }

  Result<void> read_file() {
    const std::size_t name_offset = at_;
    const auto name = next_field();
    if (!name) return name.error();
    const auto checksum = next_field();
    if (!checksum) return checksum.error();
    if (checksum->size() != checksum_size) return malformed_checksum(*name);
    const auto size = next_number();
    if (!size) return size.error();
    entries_.push_back({.name_offset = static_cast<std::uint32_t>(name_offset),
                        .name_size = static_cast<std::uint32_t>(name->size()),
                        .text_offset = 0,
                        .text_size = *size});
    return {};
  }

  Result<void> read_texts() {
    for (EmbeddedEntry& entry : entries_) {
      if (entry.text_size >= bytes_.size() - at_) return cut_off();
      entry.text_offset = static_cast<std::uint32_t>(at_);
      at_ += entry.text_size;
      if (bytes_[at_] != '\0') {
        return unfinished_text(
            bytes_.substr(entry.name_offset, entry.name_size));
      }
      ++at_;
    }
    return {};
  }

  std::string_view bytes_;
  std::size_t at_;
  std::uint32_t count_ = 0;
  std::vector<EmbeddedEntry> entries_;
};

}  // namespace

Result<BinarySet> read_binary_set(std::string_view bytes) {
  return BinaryReader(bytes).read();
}

Result<void> check_contents(EmbeddedSet set) {
  std::string names_and_checksums;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const std::string checksum = text_checksum(set.text(i));
    if (checksum != set.checksum(i)) return wrong_checksum(set.file_name(i));
    if (!is_brought_by_up(set.file_name(i))) continue;
    names_and_checksums.append(set.file_name(i)).append(1, '\0');
    names_and_checksums.append(checksum);
  }
  names_and_checksums += set.placeholders();
  if (sha256(names_and_checksums) != set.digest()) return wrong_digest();
  const bool intact =
      set.snapshot_at().empty() ||
      text_checksum(set.snapshot_text()) == set.snapshot_checksum();
  if (!intact) return wrong_checksum(set.snapshot_file());
  return {};
}

}  // namespace godwit
