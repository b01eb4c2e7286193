// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <string>
#include <vector>

namespace godwit::command {

/// Which migrations are to come after all others.
struct RebaseRequest {
  std::string directory = {};
  /// Paths of their files.
  std::vector<std::string> files = {};
  /// Those, too, that git does not have in the directory at this commit. Empty:
  /// git is not asked.
  std::string onto = {};
  StopToken stop = {};
};

/// A file and its new name, without the directory.
struct Renaming {
  std::string from = {};
  std::string to = {};
};

/// New numbers for these migrations, in the order that they have among
/// themselves. Empty: they are after all others already.
Result<std::vector<Renaming>> plan_rebase(const RebaseRequest& request);

/// All of them, or none. Overwrites nothing.
Result<void> rename_files(const std::string& directory,
                          const std::vector<Renaming>& renamings);

}  // namespace godwit::command
