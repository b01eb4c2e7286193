// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <string>
#include <string_view>

#include "driver/session.h"
#include "run/limited.h"

namespace godwit::run {

/// Of a database to a file or from one, which listeners hear of as `copying`
/// `to`. The arguments must outlive it, but for the file.
inline driver::Transfer transfer(std::string file, std::string_view to,
                                 const MigratorOptions& options,
                                 const Limited& limited) {
  driver::Transfer transfer{.file = std::move(file), .stop = limited.stop()};
  if (options.on_event) {
    transfer.progress = [&options, to](std::uint64_t done,
                                       std::uint64_t total) {
      options.on_event({.kind = Event::Kind::copying,
                        .text = to,
                        .done = done,
                        .total = total});
    };
  }
  return transfer;
}

}  // namespace godwit::run
