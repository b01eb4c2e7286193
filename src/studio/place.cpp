// SPDX-License-Identifier: BSL-1.0
#include "studio/place.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "driver/host.h"
#include "driver/session.h"

namespace godwit::studio {
namespace {

// A server in a container of this machine has an address of its own, and counts
// as another machine: to ask once too often is the better mistake.
constexpr const char* ask_postgresql =
    "SELECT current_database(), current_user, "
    "coalesce((SELECT rolsuper FROM pg_catalog.pg_roles "
    "WHERE rolname = current_user), false), "
    "coalesce(inet_server_addr() <<= inet '127.0.0.0/8' "
    "OR inet_server_addr() = inet '::1', true)";

Result<Place> postgresql_place(driver::Session& session) {
  const auto rows = session.query({.sql = ask_postgresql});
  if (!rows) return rows.error();
  const driver::Row& row = rows->front();
  return Place{.name = row[0].value_or(""),
               .user = row[1].value_or(""),
               .superuser = row[2] == "t",
               .local = row[3] == "t"};
}

// "host:port"; empty: it is a file.
std::string_view host_in(const driver::DatabaseUrl& url) {
  std::string_view rest = url.rest();
  if (!rest.starts_with("//")) return {};
  rest.remove_prefix(2);
  return rest.substr(0, rest.find_first_of("/?"));
}

Place sqlite_place(driver::Session& session, const driver::DatabaseUrl& url) {
  const std::string file = session.file();
  if (!file.empty()) {
    return {.name = std::filesystem::path(file).filename().string()};
  }
  const std::string_view host = host_in(url);
  if (!host.empty()) {
    return {.name = std::string(host), .local = is_this_machine(url)};
  }
  const std::string_view path = url.rest();
  return {.name = std::filesystem::path(path.substr(0, path.find('?')))
                      .filename()
                      .string()};
}

}  // namespace

bool is_this_machine(const driver::DatabaseUrl& url) {
  const std::string_view host = host_in(url);
  return host.empty() || driver::is_this_machine(host);
}

bool confirms(std::string_view typed, const Place& place) {
  return place.local || typed == place.name;
}

Result<Place> place_of(Connection& connection, const driver::DatabaseUrl& url) {
  driver::Session& session = connection.session();
  const bool postgresql = connection.dialect() == Dialect::postgresql;
  auto place = postgresql ? postgresql_place(session)
                          : Result<Place>(sqlite_place(session, url));
  if (!place) return place;
  const auto facts = session.facts();
  if (!facts) return facts.error();
  place->server = fmt::format("{} {}", postgresql ? "PostgreSQL" : "SQLite",
                              facts->version);
  return place;
}

}  // namespace godwit::studio
