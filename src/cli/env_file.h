// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>

#include "cli/environment.h"

namespace godwit::cli {

/// What lines NAME=value set, as far as somebody here listens to it: the
/// variables that name a database, those of libpq, GODWIT_ENVIRONMENT, and
/// those of placeholders. As dotenv files are written: `export` before a name,
/// comments, single and double quotes, also over several lines; in double
/// quotes \n, \r, \t, \", \\, \$ and \` are what they say. The last line of a
/// name counts. Nothing is put in the place of $NAME. No error shows anything
/// of the file: it holds secrets.
Result<Variables> parse_env_file(std::string_view text,
                                 const std::string& path);

/// The file `.env` of the working directory or, if a name is given, `.env.NAME`
/// instead, which then must be there. Empty where there is none.
Result<Variables> read_env_file(const std::string& name);

/// "`.env`" or "`.env.NAME`".
std::string env_file_name(const std::string& name);

/// For libpq, and for programs that this one starts: what the environment does
/// not have itself.
void hand_to_drivers(const Variables& variables);

}  // namespace godwit::cli
