// SPDX-License-Identifier: BSL-1.0
#include "base/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "base/errors.h"

extern char** environ;

namespace godwit {
namespace {

Error cannot_start(const std::string& program, int reason) {
  return make_error(
      reason == ENOENT ? ErrorCode::unsupported : ErrorCode::io,
      reason == ENOENT
          ? fmt::format("the program {} is not found on PATH", program)
          : fmt::format("cannot start the program {}: {}", program,
                        std::generic_category().message(reason)));
}

void close_if_open(int& file) {
  if (file >= 0) close(std::exchange(file, -1));
}

/// Two ends, neither of which other programs get.
struct Pipe {
  int reads = -1;
  int writes = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
    reads = ends[0];
    writes = ends[1];
  }
  ~Pipe() {
    close_if_open(reads);
    close_if_open(writes);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
};

std::vector<std::string> environment_of(const ChildCommand& command) {
  std::vector<std::string> all;
  for (const auto& [name, value] : command.environment) {
    all.push_back(name + "=" + value);
  }
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view variable = *one;
    bool replaced = false;
    for (const auto& [name, value] : command.environment) {
      replaced = replaced || variable.starts_with(name + "=");
    }
    if (!replaced) all.emplace_back(variable);
  }
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    // What this process blocks and ignores is its own affair.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK |
                                               POSIX_SPAWN_SETSIGDEF |
                                               POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

class Files {
 public:
  Files(int input, int output, int complaints) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, complaints, STDERR_FILENO);
  }
  ~Files() { posix_spawn_file_actions_destroy(&actions_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A write to a program that is gone must be an error and no end of ours.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec none{};
    if (sigismember(&before_, SIGPIPE) == 0) {
      sigtimedwait(&pipe_, nullptr, &none);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildCommand& command,
                                         const StopToken& stop) {
  const std::string& program = command.words.front();
  Pipe input;
  Pipe output;
  // A file, since a pipe that nobody reads would stop it.
  File complaints(std::tmpfile());
  if (input.reads < 0 || output.reads < 0 || !complaints) {
    return cannot_start(program, errno);
  }
  fcntl(fileno(complaints.get()), F_SETFD, FD_CLOEXEC);
  fcntl(input.writes, F_SETFL, O_NONBLOCK);
  std::vector<std::string> words = command.words;
  std::vector<std::string> environment = environment_of(command);
  const Attributes attributes;
  const Files files(input.reads, output.writes, fileno(complaints.get()));
  pid_t process = -1;
  const int failed =
      posix_spawnp(&process, program.c_str(), files.get(), attributes.get(),
                   pointers_to(words).data(), pointers_to(environment).data());
  if (failed != 0) return cannot_start(program, failed);
  return ChildProcess(process, std::exchange(input.writes, -1),
                      std::exchange(output.reads, -1), std::move(complaints),
                      stop);
}

ChildProcess::ChildProcess(pid_t process, int input, int output,
                           File complaints, StopToken stop)
    : process_(process),
      input_(input),
      output_(output),
      complaints_(std::move(complaints)),
      stop_(std::move(stop)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      input_(std::exchange(other.input_, -1)),
      output_(std::exchange(other.output_, -1)),
      complaints_(std::move(other.complaints_)),
      stop_(std::move(other.stop_)) {}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    kill(process_, SIGINT);
    if (!ends_soon()) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
  }
  close_if_open(input_);
  close_if_open(output_);
}

bool ChildProcess::ends_soon() const {
  for (int i = 0; i < 100; ++i) {
    if (waitpid(process_, nullptr, WNOHANG) != 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

bool ChildProcess::wait_for(int file, short events) const {
  constexpr int milliseconds = 100;
  pollfd wanted = {.fd = file, .events = events, .revents = 0};
  while (!stop_.stop_requested()) {
    if (poll(&wanted, 1, milliseconds) > 0) return true;
  }
  return false;
}

Result<std::string> ChildProcess::read() {
  if (!wait_for(output_, POLLIN)) return cancelled();
  std::string bytes(65536, '\0');
  ssize_t size = -1;
  do {
    size = ::read(output_, bytes.data(), bytes.size());
  } while (size < 0 && errno == EINTR);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

Result<void> ChildProcess::write(std::string_view bytes) {
  const NoBrokenPipe no_broken_pipe;
  while (!bytes.empty() && input_ >= 0) {
    if (!wait_for(input_, POLLOUT)) return cancelled();
    const ssize_t size = ::write(input_, bytes.data(), bytes.size());
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno != EAGAIN && errno != EINTR) {
      end_input();
    }
  }
  return {};
}

void ChildProcess::end_input() { close_if_open(input_); }

bool ChildProcess::succeeded() {
  end_input();
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string ChildProcess::complaints() const {
  std::string text(8192, '\0');
  const ssize_t size =
      pread(fileno(complaints_.get()), text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

}  // namespace godwit
