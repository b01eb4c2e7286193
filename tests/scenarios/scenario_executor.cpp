// SPDX-License-Identifier: BSL-1.0
//
// An executor whose sets are read when it starts instead of being embedded when
// it is built, so that a scenario needs no compiler. All else is the real
// thing.
//
//   SCENARIO_SETS         "dialect=directory" or "dialect=directory=name", or
//                         "dialect=directory=name=required,…" with names of
//                         sets before it; several separated by spaces; a set
//                         with a name has its history in <name>_history
//   SCENARIO_NEWER        "refuse": what the sets make of newer migrations
//   SCENARIO_DEFAULT_URL  of the first set
//   SCENARIO_PLACEHOLDERS  of the sets, a line each
//   SCENARIO_HARMLESS     anything: leave out the destructive commands
//   SCENARIO_PROTECTION   the reason by which it protects databases
//   GODWIT_KILL_AT        the step, counted from 1, at which the process kills
//                         itself with SIGKILL; see base/fail_point.h
//   GODWIT_KILL_AT_CALL   the same before a system call that writes, makes
//                         durable, cuts short, renames or removes a file
//   SCENARIO_CLOCK        seconds by which the clock of this machine is wrong
#include <fcntl.h>
#include <godwit/executor.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/fail_point.h"
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
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<EmbeddedFiles::File> files_in(const std::string& directory) {
  std::vector<EmbeddedFiles::File> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".sql") continue;
    files.emplace_back(entry.path().filename().string(), text_of(entry.path()));
  }
  return files;
}

// Beside the migrations of a set without a name, if they are there.
void add_part(const std::string& part, const std::string& directory,
              std::vector<EmbeddedFiles::File>& files) {
  if (!fs::is_directory(directory)) return;
  for (auto& [name, text] : files_in(directory)) {
    files.emplace_back(part + "/" + name, std::move(text));
  }
}

std::vector<EmbeddedFiles::File> files_of(
    const godwit::test::SetFields& fields) {
  auto files = files_in(fields.directory);
  add_part("hook", fields.hook_directory, files);
  add_part("repeatable", fields.repeatable_directory, files);
  add_part("seed", fields.seed_directory, files);
  std::sort(files.begin(), files.end());
  return files;
}

std::deque<EmbeddedFiles> carried;

template <std::size_t Index>
const godwit::EmbeddedData& data_of() noexcept {
  return carried[Index].data();
}

// What a set requires is reached through functions, as in a program.
template <std::size_t... Index>
godwit::EmbeddedDataAccessor accessor(std::size_t index,
                                      std::index_sequence<Index...> /*all*/) {
  constexpr godwit::EmbeddedDataAccessor all[] = {data_of<Index>...};
  return all[index];
}

std::vector<godwit::EmbeddedDataAccessor> required_of(const std::string& word) {
  std::vector<godwit::EmbeddedDataAccessor> result;
  std::istringstream parts(word);
  std::string names;
  for (int part = 0; part < 4; ++part) {
    names.clear();
    std::getline(parts, names, '=');
  }
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    for (std::size_t i = 0; i < carried.size(); ++i) {
      if (carried[i].set().name() != name) continue;
      result.push_back(accessor(i, std::make_index_sequence<8>()));
    }
  }
  return result;
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
          .history_table = named ? name + "_history" : "",
          .newer = environment("SCENARIO_NEWER") == "refuse"
                       ? godwit::NewerPolicy::refuse
                       : godwit::NewerPolicy::accept,
          .adopt_version = environment("SCENARIO_ADOPT_VERSION"),
          .snapshot_at = environment("SCENARIO_SNAPSHOT_AT"),
          .snapshot_text = environment("SCENARIO_SNAPSHOT"),
          .hook_directory = named ? "" : "hooks",
          .repeatable_directory = named ? "" : "repeatable",
          .seed_directory = named ? "" : "seeds",
          .placeholders = environment("SCENARIO_PLACEHOLDERS")};
}

long last_step = 0;
std::atomic<long> step = 0;

void kill_at_last_step() {
  if (++step == last_step) std::raise(SIGKILL);
}

long last_call = 0;
std::atomic<long> calls = 0;

// None of them has more parameters, and a spare one is not looked at.
long change_file(long number, long a, long b = 0, long c = 0, long d = 0,
                 long e = 0) {
  if (++calls == last_call) std::raise(SIGKILL);
  return syscall(number, a, b, c, d, e);
}

template <typename Pointer>
long word(Pointer* pointer) {
  return reinterpret_cast<long>(pointer);
}

std::vector<godwit::EmbeddedSet> read_sets() {
  std::vector<godwit::EmbeddedSet> sets;
  std::string url = environment("SCENARIO_DEFAULT_URL");
  std::istringstream words(environment("SCENARIO_SETS"));
  for (std::string word; words >> word; url.clear()) {
    godwit::test::SetFields fields = fields_of(word);
    fields.default_url = url;
    carried.emplace_back(fields, files_of(fields), required_of(word));
    sets.push_back(carried.back().set());
  }
  return sets;
}

time_t clock_error() {
  static const char* const value = std::getenv("SCENARIO_CLOCK");
  return value == nullptr ? 0 : std::strtol(value, nullptr, 10);
}

}  // namespace

// In the place of those in the C library, for all of this program.
extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const auto code = syscall(SYS_clock_gettime, clock, now);
  if (code == 0 && clock == CLOCK_REALTIME) now->tv_sec += clock_error();
  return static_cast<int>(code);
}

extern "C" int gettimeofday(timeval* now, void* /*zone*/) noexcept {
  timespec precise = {};
  const int code = clock_gettime(CLOCK_REALTIME, &precise);
  *now = {precise.tv_sec, precise.tv_nsec / 1000};
  return code;
}

extern "C" time_t time(time_t* result) noexcept {
  timespec precise = {};
  clock_gettime(CLOCK_REALTIME, &precise);
  if (result != nullptr) *result = precise.tv_sec;
  return precise.tv_sec;
}

extern "C" ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  return change_file(SYS_pwrite64, file, word(data), static_cast<long>(size),
                     at);
}
extern "C" ssize_t pwrite64(int file, const void* data, size_t size,
                            off64_t at) {
  return change_file(SYS_pwrite64, file, word(data), static_cast<long>(size),
                     at);
}
extern "C" int fsync(int file) {
  return static_cast<int>(change_file(SYS_fsync, file));
}
extern "C" int fdatasync(int file) {
  return static_cast<int>(change_file(SYS_fdatasync, file));
}
extern "C" int ftruncate(int file, off_t size) noexcept {
  return static_cast<int>(change_file(SYS_ftruncate, file, size));
}
extern "C" int ftruncate64(int file, off64_t size) noexcept {
  return static_cast<int>(change_file(SYS_ftruncate, file, size));
}
extern "C" int unlink(const char* path) noexcept {
  return static_cast<int>(change_file(SYS_unlinkat, AT_FDCWD, word(path)));
}
extern "C" int rename(const char* from, const char* to) noexcept {
  return static_cast<int>(
      change_file(SYS_renameat2, AT_FDCWD, word(from), AT_FDCWD, word(to)));
}

#define GODWIT_COMMAND(name) &godwit::commands::name,
constexpr const godwit::cli::Command* all_commands[] = {
#include <godwit/commands.inc>
};

std::vector<const godwit::cli::Command*> chosen_commands() {
  std::vector commands(std::begin(all_commands), std::end(all_commands));
  if (environment("SCENARIO_HARMLESS").empty()) return commands;
  for (const auto* destructive :
       {&godwit::commands::down, &godwit::commands::reset,
        &godwit::commands::restore}) {
    std::erase(commands, destructive);
  }
  return commands;
}

int main(int argc, char** argv) {
  last_step = std::atol(environment("GODWIT_KILL_AT").c_str());
  last_call = std::atol(environment("GODWIT_KILL_AT_CALL").c_str());
  if (last_step > 0) godwit::set_fail_point(kill_at_last_step);
  std::vector<godwit::EmbeddedSet> sets;
  try {
    sets = read_sets();
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
  return godwit::run_executor(
      sets, chosen_commands(), argc, argv,
      {.protection = environment("SCENARIO_PROTECTION")});
}
