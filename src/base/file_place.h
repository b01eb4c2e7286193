// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit {

/// The folder that a file lies in; "." for a name alone.
std::string folder_of(const std::string& file);

/// Whether this process may write the file, or make files in the folder.
bool may_write(const std::string& path);

/// What kind of network file system the folder is on, such as "NFS". Empty:
/// none, or the system does not tell.
std::string network_file_system(const std::string& folder);

}  // namespace godwit
