// SPDX-License-Identifier: BSL-1.0
#include "documents/page_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "base/errors.h"

namespace godwit::documents {
namespace {

namespace fs = std::filesystem;

Error not_made_here(const fs::path& path) {
  Error error = make_error(
      ErrorCode::io, "this file was not made by docs, which would overwrite it",
      "move it away, or name another directory with --out");
  error.location = {.file = path.string(), .line = 1, .column = 1};
  return error;
}

Error not_readable(const std::string& path) {
  return make_error(ErrorCode::io, fmt::format("cannot read {}", path),
                    "look at who may read it");
}

Error not_writable(const std::string& path) {
  return make_error(ErrorCode::io, fmt::format("cannot write {}", path),
                    "look at its directory, and at the room that is left");
}

// Absent: there is none that can be read.
std::optional<std::string> bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// A repository may give lines the ends of its system.
std::string with_plain_ends(std::string text) {
  std::erase(text, '\r');
  return text;
}

bool is_page(const fs::path& path) {
  const auto ending = path.extension();
  if (ending != ".md" && ending != ".svg") return false;
  const auto bytes = bytes_of(path);
  return bytes && with_plain_ends(*bytes).starts_with(page_mark);
}

bool comes_before(const Page& page, const std::string& name) {
  return page.name < name;
}

bool has_page(const std::vector<Page>& pages, const std::string& name) {
  const auto found =
      std::lower_bound(pages.begin(), pages.end(), name, comes_before);
  return found != pages.end() && found->name == name;
}

Result<void> write_page(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return not_writable(path.string());
  return {};
}

}  // namespace

Result<PageDifferences> compare_pages(const std::string& directory,
                                      const std::vector<Page>& pages) {
  PageDifferences found;
  for (const Page& page : pages) {
    const fs::path path = fs::path(directory) / page.name;
    const auto there = bytes_of(path);
    const std::string text = there ? with_plain_ends(*there) : "";
    if (there && !text.starts_with(page_mark)) return not_made_here(path);
    if (text != page.text) found.other.push_back(page.name);
  }
  std::error_code failure;
  if (!fs::exists(directory, failure)) return found;
  fs::directory_iterator files(directory, failure);
  if (failure) return not_readable(directory);
  for (const fs::directory_entry& file : files) {
    const std::string name = file.path().filename().string();
    if (!has_page(pages, name) && file.is_regular_file(failure) &&
        is_page(file.path())) {
      found.left_over.push_back(name);
    }
  }
  std::sort(found.left_over.begin(), found.left_over.end());
  return found;
}

Result<PageDifferences> write_pages(const std::string& directory,
                                    const std::vector<Page>& pages) {
  auto found = compare_pages(directory, pages);
  if (!found) return found;
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) return not_writable(directory);
  // Before the others: on some systems a name is also that of another one in
  // capitals.
  for (const std::string& name : found->left_over) {
    fs::remove(fs::path(directory) / name, failure);
    if (failure) return not_writable(name);
  }
  for (const Page& page : pages) {
    const auto& other = found->other;
    if (std::find(other.begin(), other.end(), page.name) == other.end()) {
      continue;
    }
    auto written = write_page(fs::path(directory) / page.name, page.text);
    if (!written) return std::move(written).error();
  }
  return found;
}

}  // namespace godwit::documents
