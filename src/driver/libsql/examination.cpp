// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/examination.h"

#include <fmt/format.h>

#include <utility>

#include "driver/libsql/token.h"
#include "driver/sqlite_dialect/examination.h"

namespace godwit::driver::libsql {
namespace {

// In which a new one is easily forgotten.
constexpr std::chrono::hours soon{7 * 24};

constexpr const char* make_token =
    "make another one, as with `turso db tokens create <database>`";

Observation of_token(Weight weight, std::string what, std::string remedy = {}) {
  return {weight, "token", std::move(what), std::move(remedy)};
}

std::string text_of(std::chrono::sys_seconds time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  return fmt::format(
      "{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      clock.hours().count(), clock.minutes().count());
}

Observation no_token(bool this_machine) {
  if (this_machine) return of_token(Weight::ok, "none");
  return of_token(Weight::warning,
                  "none: whoever reaches the server may read and change all",
                  "have the server ask for tokens, and set "
                  "DATABASE_AUTH_TOKEN");
}

Observation expiry(const TokenFacts& facts, std::chrono::sys_seconds now) {
  if (!facts.expires) {
    return of_token(Weight::note, "it does not expire",
                    "give production one that does, and a new one in time");
  }
  const std::string when = text_of(*facts.expires);
  if (*facts.expires <= now) {
    return of_token(Weight::error, fmt::format("it has expired on {}", when),
                    make_token);
  }
  const bool near = *facts.expires - now < soon;
  return of_token(near ? Weight::warning : Weight::ok,
                  fmt::format("it expires on {}", when),
                  near ? make_token : "");
}

Observation encryption(const Address& address) {
  if (address.origin.starts_with("https:")) {
    return {Weight::ok, "encryption", "TLS", ""};
  }
  if (address.this_machine) {
    return {Weight::ok, "encryption", "none, on this machine", ""};
  }
  return {Weight::warning, "encryption",
          "none (?tls=0): whoever is on the way reads the token and the rows",
          "leave ?tls=0 out where the server has TLS"};
}

// What runs the server, which need not answer that.
std::string shown_version(Session& session, Server& server,
                          const Waiting& waiting) {
  const auto facts = session.facts();
  std::string shown =
      facts ? fmt::format("SQLite {}", facts->version) : "SQLite";
  const std::string version = server.version(waiting);
  if (!version.empty()) shown += ", " + version;
  return shown;
}

Observation database(Session& session) {
  const auto name = session.query({"SELECT libsql_server_database_name()"});
  if (!name || name->empty()) {
    return {Weight::note, "database", "the server does not say its name", ""};
  }
  return {Weight::ok, "database", name->front()[0].value_or(""), ""};
}

}  // namespace

std::vector<Observation> examine_token(const std::string& token,
                                       bool this_machine,
                                       std::chrono::sys_seconds now) {
  if (token.empty()) return {no_token(this_machine)};
  const auto facts = facts_of_token(token);
  if (!facts) {
    return {of_token(Weight::note, "it does not say when it expires")};
  }
  std::vector<Observation> found = {expiry(*facts, now)};
  if (facts->reads_only) {
    found.push_back(of_token(Weight::error, "it may only read",
                             "migrate with one that may write"));
  }
  return found;
}

std::vector<Observation> examine(Session& session, Server& server,
                                 const Waiting& waiting) {
  std::vector<Observation> found = {
      {Weight::ok, "server", shown_version(session, server, waiting), ""},
      database(session),
      encryption(server.address())};
  const auto now = std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
  for (auto& part :
       {examine_token(server.token(), server.address().this_machine, now),
        sqlite::examine_rows(session)}) {
    found.insert(found.end(), part.begin(), part.end());
  }
  return found;
}

}  // namespace godwit::driver::libsql
