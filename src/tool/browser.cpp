// SPDX-License-Identifier: BSL-1.0
#include "tool/browser.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

// Not every system has it in a header.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace godwit::tool {
namespace {

// The URL has nothing that HTML has a meaning for.
std::string page_that_leads_to(const std::string& url) {
  return "<!doctype html>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<meta http-equiv=\"refresh\" content=\"0; url=" +
         url + "\">\n<title>Godwit Studio</title>\n<p><a href=\"" + url +
         "\">Godwit Studio</a>\n";
}

bool write_whole(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file < 0) return false;
  const ssize_t written = write(file, text.data(), text.size());
  return close(file) == 0 && written == static_cast<ssize_t>(text.size());
}

// Empty: there is no such directory.
std::string own_directory() {
  std::error_code error;
  std::string name =
      (std::filesystem::temp_directory_path(error) / "godwit-studio-XXXXXX")
          .string();
  return !error && mkdtemp(name.data()) != nullptr ? name : std::string();
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

RedirectFile::RedirectFile(std::string directory, std::string path)
    : directory_(std::move(directory)), path_(std::move(path)) {}

RedirectFile::RedirectFile(RedirectFile&& other) noexcept
    : directory_(std::exchange(other.directory_, {})),
      path_(std::move(other.path_)) {}

RedirectFile::~RedirectFile() {
  if (directory_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
  std::filesystem::remove(directory_, ignored);
}

std::optional<RedirectFile> RedirectFile::make(const std::string& url) {
  std::string directory = own_directory();
  if (directory.empty()) return std::nullopt;
  std::string path = directory + "/studio.html";
  RedirectFile file(std::move(directory), std::move(path));
  if (!write_whole(file.path(), page_that_leads_to(url))) return std::nullopt;
  return file;
}

bool open_in_browser(const std::string& path) {
#ifdef __APPLE__
  std::string program = "open";
#else
  std::string program = "xdg-open";
#endif
  std::string file = path;
  char* words[] = {program.data(), file.data(), nullptr};
  // What a browser says on its way is nothing for this terminal, whose Ctrl+C
  // is not meant for it either.
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {0, 1, 2}) {
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  pid_t process = 0;
  const bool started = posix_spawnp(&process, program.c_str(), &actions,
                                    &attributes, words, environ) == 0;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  // It may run as long as the browser does.
  if (started)
    std::thread([process] { waitpid(process, nullptr, 0); }).detach();
  return started;
}

bool has_display() {
#ifdef __APPLE__
  return !is_set("SSH_CONNECTION");
#else
  return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
#endif
}

}  // namespace godwit::tool
