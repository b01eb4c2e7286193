// SPDX-License-Identifier: BSL-1.0
//
// Migrations in C++ between those in SQL, on both databases: one that changes
// few rows in a transaction, and one that changes many in batches, which goes
// on where it was interrupted.
//
//   people <database URL> [version]   brings it up, to a version or all the way

#include <godwit/godwit.h>
#ifdef WITH_sqlite
#include <people_sqlite.h>
#endif
#ifdef WITH_postgresql
#include <people_postgresql.h>
#endif

#include <iostream>
#include <optional>
#include <string>

namespace {

std::optional<godwit::EmbeddedSet> set_for(const std::string& url) {
#ifdef WITH_sqlite
  if (url.starts_with("sqlite:")) return people_sqlite::all();
#endif
#ifdef WITH_postgresql
  if (!url.starts_with("sqlite:")) return people_postgresql::all();
#endif
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string url = argc > 1 ? argv[1] : "";
  const auto set = set_for(url);
  if (!set || argc > 3) {
    std::cerr << "usage: people <database URL> [version]\n";
    return 2;
  }
  godwit::StartOptions options;
  if (argc == 3) options.up.to = godwit::Version::parse(argv[2]).value();
  options.migrator.on_event = [](const godwit::Event& event) {
    if (event.kind != godwit::Event::Kind::progress) return;
    std::cout << event.done << " rows" << std::endl;
  };
  const godwit::RunReport report = godwit::start(url, *set, options);
  for (const godwit::StepReport& step : report.done) {
    std::cout << "migrated: " << step.name << '\n';
  }
  if (!report.ok()) std::cerr << to_string(*report.error) << '\n';
  return report.ok() ? 0 : 1;
}
