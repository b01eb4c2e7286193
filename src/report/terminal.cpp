// SPDX-License-Identifier: BSL-1.0
#include "report/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace godwit::report {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::size_t columns(std::FILE* stream, std::size_t otherwise) {
  winsize size{};
  const bool known =
      ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : otherwise;
}

}  // namespace

Terminal inspect_terminal(std::FILE* stream, bool colour_wanted) {
  Terminal terminal;
  // A terminal that cannot move its cursor is treated like a file.
  const std::string_view kind = environment("TERM");
  if (isatty(fileno(stream)) == 0 || kind == "dumb") return terminal;
  terminal.interactive = true;
  terminal.colour = colour_wanted && environment("NO_COLOR").empty();
  terminal.width = columns(stream, terminal.width);
  return terminal;
}

}  // namespace godwit::report
