// SPDX-License-Identifier: BSL-1.0
//
// An executor whose sets are read when it starts instead of being embedded when
// it is built, so that a scenario needs no compiler. All else is the real
// thing.
//
//   SCENARIO_SETS         "dialect=directory", several separated by spaces
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

struct CarriedSet {
  CarriedSet(const std::string& dialect_name, std::string directory_name,
             std::string url)
      : name("shop_" + dialect_name),
        directory(std::move(directory_name)),
        default_url(std::move(url)),
        files(dialect_name == "sqlite" ? godwit::Dialect::sqlite
                                       : godwit::Dialect::postgresql,
              files_in(directory)),
        set(files.set()) {
    set.name = name;
    set.directory = directory;
    set.default_url = default_url;
  }

  std::string name, directory, default_url;
  EmbeddedFiles files;
  godwit::EmbeddedSet set;
};

}  // namespace

int main(int argc, char** argv) {
  std::deque<CarriedSet> carried;
  std::vector<const godwit::EmbeddedSet*> sets;
  std::string url = environment("SCENARIO_DEFAULT_URL");
  std::istringstream words(environment("SCENARIO_SETS"));
  for (std::string word; words >> word; url.clear()) {
    const std::size_t sign = word.find('=');
    carried.emplace_back(word.substr(0, sign), word.substr(sign + 1), url);
    sets.push_back(&carried.back().set);
  }
  return godwit::run_executor(sets, argc, argv,
                              {.without_destructive_commands =
                                   !environment("SCENARIO_HARMLESS").empty()});
}
