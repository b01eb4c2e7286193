// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "migration/set_reader.h"
#include "support/embedded_files.h"

namespace godwit::test {

/// A set together with the files that it views.
class ReadFiles {
 public:
  ReadFiles(Dialect dialect, const std::vector<EmbeddedFiles::File>& files)
      : files_(dialect, files),
        read_(MigrationSetReader(files_.set()).read()) {}

  ReadFiles(const SetFields& fields,
            const std::vector<EmbeddedFiles::File>& files)
      : files_(fields, files), read_(MigrationSetReader(files_.set()).read()) {}

  const std::vector<Error>& errors() const { return read_.errors; }
  const MigrationSet& set() const { return read_.set; }
  /// Precondition: it is there.
  const Migration& operator[](std::size_t index) const {
    return read_.set.all()[index];
  }

 private:
  EmbeddedFiles files_;
  ReadSet read_;
};

/// A set of one file, "0001_a.sql".
inline ReadFiles read_file(const std::string& text,
                           Dialect dialect = Dialect::postgresql) {
  return {dialect, {{"0001_a.sql", text}}};
}

/// "file:line:column: message" of the only error, or all errors where there is
/// not exactly one.
inline std::string only_error(const ReadFiles& read) {
  std::string text;
  for (const Error& error : read.errors()) {
    const SourceLocation& at = error.location;
    text += read.errors().size() == 1 ? "" : "\n";
    text += at.file;
    if (at.line > 0) text += ":" + std::to_string(at.line);
    if (at.column > 0) text += ":" + std::to_string(at.column);
    text += ": " + error.message;
  }
  return text;
}

}  // namespace godwit::test
