// SPDX-License-Identifier: BSL-1.0
//
// An executor whose sets are read when it starts instead of being embedded when
// it is built, so that a scenario needs no compiler. All else is the real
// thing.
//
//   SCENARIO_SETS         "dialect=directory" or "dialect=directory=name",
//                         several separated by spaces; a set with a name has
//                         its history in <name>_history
//   SCENARIO_DEFAULT_URL  of the first set
//   SCENARIO_HARMLESS     anything: leave out the destructive commands
#include <godwit/executor.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "support/embedded_files.h"

namespace {

namespace fs = std::filesystem;
using godwit::test::EmbeddedFiles;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<EmbeddedFiles::File> files_in(const std::string& directory) {
  std::vector<EmbeddedFiles::File> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".sql") continue;
    files.emplace_back(entry.path().filename().string(), text_of(entry.path()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

godwit::test::SetFields fields_of(const std::string& word) {
  std::istringstream parts(word);
  std::string dialect, directory, name;
  std::getline(parts, dialect, '=');
  std::getline(parts, directory, '=');
  std::getline(parts, name, '=');
  const bool named = !name.empty();
  return {.name = named ? name : "shop_" + dialect,
          .dialect = dialect == "sqlite" ? godwit::Dialect::sqlite
                                         : godwit::Dialect::postgresql,
          .directory = directory,
          .default_url = {},
          .history_table = named ? name + "_history" : ""};
}

}  // namespace

int main(int argc, char** argv) {
  std::deque<EmbeddedFiles> carried;
  std::vector<godwit::EmbeddedSet> sets;
  std::string url = environment("SCENARIO_DEFAULT_URL");
  std::istringstream words(environment("SCENARIO_SETS"));
  for (std::string word; words >> word; url.clear()) {
    godwit::test::SetFields fields = fields_of(word);
    fields.default_url = url;
    carried.emplace_back(fields, files_in(fields.directory));
    sets.push_back(carried.back().set());
  }
  return godwit::run_executor(sets, argc, argv,
                              {.without_destructive_commands =
                                   !environment("SCENARIO_HARMLESS").empty()});
}
