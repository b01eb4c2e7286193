// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/backup.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/child_process.h"
#include "base/errors.h"
#include "base/new_file.h"
#include "driver/errors.h"
#include "driver/postgresql/client_program.h"

namespace godwit::driver::postgresql {
namespace {

// What --clean of pg_restore drops is what the backup has. What came later
// would stay, and keep it from dropping what it refers to.
constexpr std::string_view drop_everything = R"(
DO $godwit$
DECLARE
  object record;
BEGIN
  FOR object IN
    SELECT named.type, named.identity
    FROM (
      SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS class, oid,
             relnamespace AS namespace
      FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      UNION ALL
      SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace
      FROM pg_catalog.pg_proc
      UNION ALL
      SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, typnamespace
      FROM pg_catalog.pg_type t
      LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
      WHERE typtype IN ('d', 'e', 'r') OR c.relkind = 'c'
    ) AS found
    JOIN pg_catalog.pg_namespace n ON n.oid = found.namespace
    CROSS JOIN LATERAL
      pg_catalog.pg_identify_object(found.class, found.oid, 0) AS named
    WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = found.class AND d.objid = found.oid
          AND (d.deptype = 'e' OR (named.type = 'sequence'
                                   AND d.deptype IN ('a', 'i'))))
    ORDER BY found.class, found.oid
  LOOP
    EXECUTE pg_catalog.format('DROP %s IF EXISTS %s CASCADE', object.type,
                              object.identity);
  END LOOP;
END
$godwit$;
)";

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

void tell(const Transfer& transfer, std::uint64_t done) {
  if (transfer.progress) transfer.progress(done, 0);
}

/// Hands all that a program writes on.
template <typename Take>
Result<void> read_all(ChildProcess& program, const Transfer& transfer,
                      const Take& take) {
  std::uint64_t done = 0;
  while (true) {
    const auto bytes = program.read();
    if (!bytes) return bytes.error();
    if (bytes->empty()) return {};
    if (auto taken = take(*bytes); !taken) return taken;
    tell(transfer, done += bytes->size());
  }
}

std::string prologue(std::chrono::milliseconds table_locks) {
  return fmt::format(
      "BEGIN;\nSET LOCAL search_path = pg_catalog;\n"
      "SET LOCAL lock_timeout = {};\n{}",
      table_locks.count(), drop_everything);
}

// Whoever asks to stop is heard until all is done but the COMMIT. psql answers
// when it comes to this, or ends where something has failed.
Result<void> wait_until_done(ChildProcess& psql) {
  if (auto asked = psql.write("\n\\echo\n"); !asked) return asked;
  auto answer = psql.read();
  if (!answer) return std::move(answer).error();
  return {};
}

// No name of a file is an option then.
std::string path_of(const std::string& file) {
  std::error_code unknown;
  return std::filesystem::absolute(file, unknown).string();
}

Result<void> check_readable(const std::string& file) {
  std::error_code unknown;
  if (std::filesystem::exists(file, unknown)) return {};
  return backup_not_there(file);
}

}  // namespace

Result<void> write_backup(const ServerPlace& place, const Transfer& to) {
  auto program = start_client_program(
      {"pg_dump", "-w", "-Fc", "-d", place.without_secrets()}, place, to.stop);
  if (!program) return std::move(program).error();
  program->end_input();
  auto file = NewFile::make(to.file);
  if (!file) return std::move(file).error();
  auto written = read_all(
      *program, to, [&](std::string_view bytes) { return file->write(bytes); });
  if (!written) return written;
  if (!program->succeeded()) {
    return client_program_failed("pg_dump", program->complaints());
  }
  return file->keep();
}

Result<void> read_backup(const ServerPlace& place, const Transfer& from,
                         std::chrono::milliseconds table_locks) {
  if (auto there = check_readable(from.file); !there) return there;
  auto archive = start_client_program(
      {"pg_restore", "-c", "--if-exists", "-f", "-", path_of(from.file)}, place,
      from.stop);
  if (!archive) return std::move(archive).error();
  archive->end_input();
  auto server = start_client_program(
      {"psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null",
       "-f", "-", "-d", place.without_secrets()},
      place, from.stop);
  if (!server) return std::move(server).error();
  auto sent = server->write(prologue(table_locks));
  if (sent) {
    sent = read_all(*archive, from, [&](std::string_view bytes) {
      return server->write(bytes);
    });
  }
  if (!sent) return sent;
  if (!archive->succeeded()) {
    return not_whole(from.file, first_line(archive->complaints()),
                     "take another backup");
  }
  sent = wait_until_done(*server);
  if (sent) sent = server->write("COMMIT;\n");
  if (!sent) return sent;
  if (server->succeeded()) return {};
  return client_program_failed("psql", server->complaints());
}

}  // namespace godwit::driver::postgresql
