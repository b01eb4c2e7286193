// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/connect_hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/redaction.h"
#include "base/suggestion.h"
#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// Not shown, since nobody can tell where in it the password is.
Error unreadable_url() {
  return make_error(ErrorCode::invalid_argument,
                    "the database URL is malformed", encoding_hint);
}

std::vector<std::string> known_parameters() {
  std::vector<std::string> names;
  const OptionsHandle options(PQconndefaults());
  for (auto* option = options.get(); option != nullptr && option->keyword;
       ++option) {
    names.emplace_back(option->keyword);
  }
  return names;
}

// Prisma's, JDBC's and Go's own, by what they are for.
std::string hint_for_parameter(const std::string& name) {
  if (name == "schema" || name == "currentSchema" || name == "search_path") {
    return "write options=-csearch_path%3D<schema>, or name the history table "
           "with its schema";
  }
  const std::string near = suggestion(name, known_parameters());
  return near.empty() ? "remove it: it is one of another program" : near;
}

Error unknown_parameter(const std::string& name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("unknown parameter \"{}\" in the database URL", name),
      hint_for_parameter(name));
}

bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

// What libpq quotes first, in whatever language.
std::string quoted(std::string_view problem) {
  const std::size_t open = problem.find('"');
  if (open == problem.npos) return {};
  const std::string_view rest = problem.substr(open + 1);
  return std::string(rest.substr(0, std::min(rest.find('"'), rest.size())));
}

// Whether these are the name of a parameter, and surely no part of a password
// that was not encoded: those are hidden in what is shown, up to the last @;
// behind a secret parameter nothing is sure.
bool is_clear_name(const std::string& name, const std::string& url) {
  if (name.empty() ||
      !std::all_of(name.begin(), name.end(), is_host_character)) {
    return false;
  }
  const std::string shown = redact_url(url);
  const std::size_t at = shown.find(name + "=");
  return at != std::string::npos && at > 0 &&
         contains("?& \t\r\n", shown.substr(at - 1, 1)) &&
         !contains(shown.substr(0, at), "=***");
}

struct Hint {
  std::string_view reason;
  std::string_view hint;
};

constexpr std::string_view session_attributes =
    "target_session_attrs in the connection string asks for another kind of "
    "server than those that answered: list the hosts of all, or change it";

// The first that fits. The texts are those of libpq and of the server.
constexpr Hint hints[] = {
    {"authentication failed",
     "check user name and password, which can also come from the environment "
     "variable PGPASSWORD or the file ~/.pgpass"},
    {"session is read-only", session_attributes},
    {"session is not read-only", session_attributes},
    {"server is in hot standby mode", session_attributes},
    {"server is not in hot standby mode", session_attributes},
    {"server does not support SSL",
     "the server takes no TLS connections: switch it on there, or write "
     "sslmode=prefer, or sslmode=disable within one machine"},
    {"root certificate file",
     "put the certificate of the authority there, name another file by "
     "sslrootcert=, or write sslrootcert=system (libpq 16)"},
    {"certificate",
     "check sslmode, sslrootcert, sslcert, sslkey and the name of the host"},
    {"no pg_hba.conf entry",
     "the server's pg_hba.conf does not let this user connect to this database "
     "from here, or not without TLS (sslmode=require)"},
    {"pg_hba.conf rejects",
     "the server's pg_hba.conf does not let this user connect to this database "
     "from here, or not without TLS (sslmode=require)"},
    {"SSL", "check sslmode, and that the port is that of PostgreSQL"},
    {"too many",
     "try again when other connections have ended, or raise "
     "max_connections or the limit of the role or database"},
    {"remaining connection slots",
     "try again when other connections have ended, or raise max_connections"},
    {"starting up", "the server is not ready yet: try again in a moment"},
    {"shutting down", "the server is going down: try again when it is back"},
    {"could not translate host name", "check the name of the host"},
};

}  // namespace

const char* const encoding_hint =
    "in a URL write @ : / ? # % and spaces of names and passwords as %40 %3A "
    "%2F %3F %23 %25 %20; in key=value form put values in single quotes";

Error malformed_url(const std::string& url, std::string_view problem) {
  const std::string name = quoted(problem);
  const std::vector<std::string> known = known_parameters();
  const bool unknown =
      is_clear_name(name, url) &&
      std::find(known.begin(), known.end(), name) == known.end();
  return unknown ? unknown_parameter(name) : unreadable_url();
}

// libpq does not keep the code of an error that ends the attempt to connect, so
// the text has to do; in another language the hint is the general one.
std::string connect_hint(const PGconn* connection, std::string_view reason) {
  if (PQconnectionNeedsPassword(connection)) {
    return "give a password by the environment variable PGPASSWORD or the "
           "file ~/.pgpass";
  }
  if (contains(reason, "database") && contains(reason, "does not exist")) {
    return "create the database first, as create-database does, or correct its "
           "name";
  }
  if (contains(reason, "role") && contains(reason, "does not exist")) {
    return "create the role first, or correct the name of the user";
  }
  for (const Hint& each : hints) {
    if (contains(reason, each.reason)) return std::string(each.hint);
  }
  return "check host, port and user, and that the server is running";
}

}  // namespace godwit::driver::postgresql
