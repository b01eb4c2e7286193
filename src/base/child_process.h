// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>
#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit {

/// A program that is looked for on PATH.
struct ChildCommand {
  /// The first one is its name. Whoever lists processes sees them all.
  std::vector<std::string> words = {};
  /// In place of, or beside, the variables of this process.
  std::vector<std::pair<std::string, std::string>> environment = {};
};

/// A program that runs beside this one, without a shell, in a process group of
/// its own. Where it still runs when the object goes, it is interrupted, so
/// that it can end what a server does for it, and killed a second later. Where
/// this process is killed, its input ends.
class ChildProcess {
 public:
  /// `unsupported`: there is no such program.
  static Result<ChildProcess> start(const ChildCommand& command,
                                    const StopToken& stop);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  /// Some of its output, which must be read. Empty: it has ended.
  Result<std::string> read();
  /// Once it does not read any more, that counts as written: it says why.
  Result<void> write(std::string_view bytes);
  void end_input();
  /// Waits for its end, whoever asks to stop. True: it says that it has done
  /// what it was asked to.
  bool succeeded();
  /// What it wrote to its standard error.
  std::string complaints() const;

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, CloseFile>;

  ChildProcess(pid_t process, int input, int output, File complaints,
               StopToken stop);
  bool ends_soon() const;
  /// False: somebody asks to stop.
  bool wait_for(int file, short events) const;

  pid_t process_;
  int input_;
  int output_;
  File complaints_;
  StopToken stop_;
};

}  // namespace godwit
