// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/confinement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"
#include "base/reach_error.h"

namespace godwit::driver::sqlite {
namespace {

// Of SQLite's shell and of its extensions, which a library may be built with.
constexpr std::array<std::string_view, 5> functions = {
    "edit", "fts3_tokenizer", "load_extension", "readfile", "writefile"};
constexpr std::array<std::string_view, 4> modules = {"csv", "fsdir", "vsv",
                                                     "zipfile"};
// They say where this process, or SQLite on macOS, makes other files.
constexpr std::array<std::string_view, 3> pragmas = {
    "data_store_directory", "lock_proxy_file", "temp_store_directory"};

template <typename Names>
bool contains(const Names& names, const char* name) {
  if (name == nullptr) return false;
  return std::find(names.begin(), names.end(), lower(std::string_view(name))) !=
         names.end();
}

// VACUUM itself attaches "" for a while, which is a file without a name.
bool is_private(std::string_view file) {
  return file.empty() || file == ":memory:";
}

// SQLite knows the file where it is a plain string. VACUUM INTO attaches, too.
std::string attached(const char* file) {
  if (file == nullptr) return "ATTACH of a file that is computed";
  if (is_private(file)) return {};
  return fmt::format("ATTACH or VACUUM INTO of \"{}\"", file);
}

}  // namespace

Confinement::Confinement(sqlite3* db) {
  sqlite3_set_authorizer(db, authorize, this);
}

Error Confinement::error() const { return reaches_outside(refused_); }

int Confinement::authorize(void* self, int action, const char* first,
                           const char* second, const char*, const char*) {
  std::string found = reached(action, first, second);
  if (found.empty()) return SQLITE_OK;
  static_cast<Confinement*>(self)->refused_ = std::move(found);
  return SQLITE_DENY;
}

std::string Confinement::reached(int action, const char* first,
                                 const char* second) {
  switch (action) {
    case SQLITE_ATTACH:
      return attached(first);
    case SQLITE_FUNCTION:
      return contains(functions, second) ? fmt::format("{}()", second) : "";
    case SQLITE_CREATE_VTABLE:
      return contains(modules, second)
                 ? fmt::format("a virtual table of \"{}\"", second)
                 : "";
    case SQLITE_PRAGMA:
      return contains(pragmas, first) ? fmt::format("PRAGMA {}", first) : "";
    default:
      return {};
  }
}

}  // namespace godwit::driver::sqlite
