// SPDX-License-Identifier: BSL-1.0
#include "migration/outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <span>
#include <utility>

#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::size_t digits_of_a_checksum = 64;

std::string outline_head(std::string_view digest) {
  return fmt::format("outline {} {}\n", GODWIT_VERSION, digest);
}

// Empty: there is none of this set, or it is of another version of Godwit.
std::string_view lines_of(EmbeddedSet embedded) {
  std::string_view text = embedded.outline();
  const std::string head = outline_head(embedded.digest());
  return text.starts_with(head) ? text.substr(head.size()) : "";
}

bool is_of_version(std::string_view file_name, std::string_view version) {
  return file_name.starts_with(version) &&
         file_name.substr(version.size()).starts_with('_');
}

/// Reads the lines of an outline, which is of this build or not read at all, so
/// that a mistake in it ends the reading and is not told.
class OutlineReader {
 public:
  explicit OutlineReader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }

  std::optional<OutlinedMigration> migration() {
    OutlinedMigration result;
    if (text_.size() < digits_of_a_checksum) return std::nullopt;
    result.checksum = text_.substr(0, digits_of_a_checksum);
    text_.remove_prefix(digits_of_a_checksum);
    result.up = half();
    if (text_.starts_with(' ')) result.down = half();
    if (!text_.starts_with('\n')) return std::nullopt;
    text_.remove_prefix(1);
    return result;
  }

 private:
  OutlinedHalf half() {
    OutlinedHalf half{.file = number<std::size_t>(),
                      .begin = number<std::size_t>(),
                      .end = number<std::size_t>(),
                      .first_line = number<std::uint32_t>()};
    const std::size_t count = number<std::size_t>();
    half.statements.reserve(std::min(count, text_.size() / 2));
    for (std::size_t i = 0; i < count && text_.starts_with(' '); ++i) {
      const auto begin = number<std::size_t>();
      half.statements.push_back({.begin = begin, .end = number<std::size_t>()});
    }
    return half;
  }

  // With a space in front.
  template <typename Number>
  Number number() {
    Number result = 0;
    if (text_.empty()) return result;
    const char* end = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data() + 1, end, result);
    text_.remove_prefix(static_cast<std::size_t>(read.ptr - text_.data()));
    return result;
  }

  std::string_view text_;
};

/// Finds the file that a text is a view of.
class FileFinder {
 public:
  explicit FileFinder(EmbeddedSet embedded) : embedded_(embedded) {
    for (std::size_t i = 0; i < embedded.size(); ++i) {
      begins_.emplace_back(embedded.text(i).data(), i);
    }
    std::ranges::sort(begins_);
  }

  std::size_t file_of(std::string_view text) const {
    const auto behind =
        std::upper_bound(begins_.begin(), begins_.end(), text.data(),
                         [](const char* at, const auto& file) {
                           return std::less<const char*>()(at, file.first);
                         });
    return std::prev(behind)->second;
  }

  std::string half(const Script& script) const {
    const std::size_t file = file_of(script.text);
    const std::string_view all = without_byte_order_mark(embedded_.text(file));
    const auto begin =
        static_cast<std::size_t>(script.text.data() - all.data());
    std::string text =
        fmt::format(" {} {} {} {} {}", file, begin, begin + script.text.size(),
                    script.first_line, script.statements.size());
    for (const StatementRange& range : script.statements) {
      text += fmt::format(" {} {}", range.begin, range.end);
    }
    return text;
  }

 private:
  EmbeddedSet embedded_;
  std::vector<std::pair<const char*, std::size_t>> begins_;
};

bool is_plain(const Script& script) {
  return script.language == Language::sql && script.transactional &&
         script.requirements.empty() && script.allowed.empty();
}

bool is_plain(const Migration& migration) {
  return is_plain(migration.up) &&
         (!migration.down || is_plain(*migration.down)) &&
         migration.irreversible.empty() && !migration.breaking &&
         migration.formerly.empty() && migration.replaces.empty() &&
         migration.rebuilds.empty();
}

}  // namespace

OutlineWalk::OutlineWalk(EmbeddedSet embedded)
    : embedded_(embedded), text_(lines_of(embedded)) {}

bool OutlineWalk::go_on(std::string_view version, std::string_view checksum) {
  if (checksum.size() != digits_of_a_checksum || !text_.starts_with(checksum)) {
    return false;
  }
  const std::size_t end = text_.find('\n');
  if (end == text_.npos) return false;
  std::size_t file = 0;
  std::from_chars(text_.data() + digits_of_a_checksum + 1, text_.data() + end,
                  file);
  if (file >= embedded_.size() ||
      !is_of_version(embedded_.file_name(file), version)) {
    return false;
  }
  // The way down of a pair stands before its way up.
  const bool pair =
      file == position_.files + 1 &&
      is_of_version(embedded_.file_name(position_.files), version);
  if (file != position_.files && !pair) return false;
  position_ = {.migrations = position_.migrations + 1,
               .files = file + 1,
               .outline = position_.outline + end + 1};
  text_.remove_prefix(end + 1);
  return true;
}

Outline Outline::of(EmbeddedSet embedded, const SetPosition& from) {
  Outline outline;
  std::string_view text = lines_of(embedded);
  if (text.empty()) return outline;
  text.remove_prefix(from.outline);
  outline.by_file_.resize(embedded.size());
  for (OutlineReader reader(text); !reader.at_end();) {
    auto migration = reader.migration();
    if (!migration || migration->up.file >= embedded.size()) return {};
    const std::size_t file = migration->up.file;
    outline.by_file_[file] = std::move(migration);
  }
  return outline;
}

OutlinedMigration* Outline::find(std::size_t file) noexcept {
  if (file >= by_file_.size() || !by_file_[file]) return nullptr;
  return &*by_file_[file];
}

std::string outline_of(const MigrationSet& set, EmbeddedSet embedded) {
  std::string text = outline_head(embedded.digest());
  // The texts are not those of the files then.
  if (!embedded.placeholders().empty()) return text;
  const FileFinder files(embedded);
  for (const Migration& one : set.all()) {
    if (!is_plain(one)) continue;
    text += one.checksum + files.half(one.up);
    if (one.down) text += files.half(*one.down);
    text += '\n';
  }
  return text;
}

}  // namespace godwit
