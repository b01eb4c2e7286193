// SPDX-License-Identifier: BSL-1.0
#include "report/terminal.h"

#include <cstdlib>
#include <string_view>

#ifdef _WIN32
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace godwit::report {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_terminal(std::FILE* stream) {
#ifdef _WIN32
  return _isatty(_fileno(stream)) != 0;
#else
  return isatty(fileno(stream)) != 0;
#endif
}

std::size_t columns(std::FILE* stream, std::size_t otherwise) {
#ifdef _WIN32
  static_cast<void>(stream);
#else
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
#endif
  return otherwise;
}

}  // namespace

Terminal inspect_terminal(std::FILE* stream, bool colour_wanted) {
  Terminal terminal;
  // A terminal that cannot move its cursor is treated like a file.
  const std::string_view kind = environment("TERM");
  if (!is_terminal(stream) || kind == "dumb") return terminal;
  terminal.interactive = true;
  terminal.colour = colour_wanted && environment("NO_COLOR").empty();
  terminal.width = columns(stream, terminal.width);
  return terminal;
}

}  // namespace godwit::report
