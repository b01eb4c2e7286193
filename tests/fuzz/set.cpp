// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on a migration file: sections, directives, checks and checksum.
// The first byte chooses the dialect and the form of the file.
#include <string>

#include "fuzz.h"
#include "migration/set_reader.h"
#include "sql/statement_reach.h"
#include "support/embedded_files.h"

namespace {

using godwit::Dialect;
using godwit::Migration;
using godwit::ReadSet;
using godwit::Script;
using godwit::fuzz::require;

// Views what it was read from.
struct Read {
  Read(Dialect dialect, const std::string& name, const std::string& text)
      : files(dialect, {{name, text}}),
        set(godwit::MigrationSetReader(files.set()).read()) {}

  godwit::test::EmbeddedFiles files;
  ReadSet set;
};

void check_errors(const Read& read) {
  for (const godwit::Error& error : read.set.errors) {
    require(!error.message.empty() && !error.location.file.empty());
    require(!to_string(error).empty());
  }
}

void check_script(const Script& script, std::string_view bytes) {
  require(godwit::fuzz::is_part_of(script.text, bytes));
  std::size_t at = 0;
  for (const auto& range : script.statements) {
    require(range.begin >= at && range.end > range.begin);
    require(range.end <= script.text.size());
    at = range.end;
    const std::string_view statement =
        script.text.substr(range.begin, range.end - range.begin);
    const auto found = godwit::sql::reach_outside(statement);
    if (found) require(found->offset < statement.size());
  }
}

// What the documentation says does not count.
void check_checksum(const Read& read, Dialect dialect, const std::string& name,
                    const std::string& text) {
  const Migration& migration = read.set.set.all()[0];
  if (migration.down) return;
  const Read longer(dialect, name, text + "\n\t \r\n");
  if (!longer.set.errors.empty()) return;
  require(longer.set.set.all()[0].checksum == migration.checksum);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const Dialect dialect =
      data[0] % 2 == 0 ? Dialect::postgresql : Dialect::sqlite;
  const std::string name = data[0] % 4 < 2 ? "1_a.sql" : "1_a.up.sql";
  const std::string text(godwit::fuzz::text_of(data + 1, size - 1));
  const Read read(dialect, name, text);
  check_errors(read);
  if (!read.set.errors.empty()) return 0;
  require(read.set.set.size() == 1);
  const Migration& migration = read.set.set.all()[0];
  check_script(migration.up, read.files.bytes());
  if (migration.down) check_script(*migration.down, read.files.bytes());
  check_checksum(read, dialect, name, text);
  return 0;
}
