// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "migration/set_data.h"

namespace godwit::test {

/// What a set says of itself.
struct SetFields {
  std::string name = "test_migrations";
  Dialect dialect = Dialect::sqlite;
  std::string directory = "migrations";
  std::string default_url = {};
  std::string history_table = {};
  NewerPolicy newer = NewerPolicy::accept;
  std::string layout = "godwit";
  std::string adopt_version = {};
  std::string snapshot_at = {};
  std::string snapshot_text = {};
  std::string hook_directory = "hooks";
  std::string repeatable_directory = "repeatable";
  std::string seed_directory = "seeds";
  std::string placeholders = {};
};

/// A migrations directory as the build would embed it, made of file names and
/// texts. `set()` views this object, which must outlive what is read from it.
class EmbeddedFiles {
 public:
  using File = std::pair<std::string, std::string>;

  /// What is required is known to the set by function, so it can be told only
  /// by those who have one for each.
  EmbeddedFiles(const SetFields& fields, const std::vector<File>& files,
                std::vector<EmbeddedDataAccessor> required = {})
      : required_(std::move(required)),
        written_(write(fields, files, names_of(required_))) {
    data_ = {.bytes = written_.bytes.c_str(),
             .entries = written_.entries.data(),
             .size = written_.entries.size(),
             .required = required_.data(),
             .required_size = required_.size(),
             .code = nullptr,
             .code_size = 0,
             .on_connect = nullptr,
             .expected_schema = nullptr,
             .outline = nullptr};
  }
  EmbeddedFiles(Dialect dialect, const std::vector<File>& files)
      : EmbeddedFiles(SetFields{.dialect = dialect}, files) {}
  EmbeddedFiles(const EmbeddedFiles&) = delete;
  EmbeddedFiles& operator=(const EmbeddedFiles&) = delete;

  /// Has a file be C++, as which its text is what stands for that.
  EmbeddedFiles& with_code(std::uint32_t file,
                           const EmbeddedFunctions& functions) {
    code_.push_back({file, &functions});
    data_.code = code_.data();
    data_.code_size = code_.size();
    return *this;
  }

  EmbeddedFiles& with_on_connect(decltype(EmbeddedData::on_connect) function) {
    data_.on_connect = function;
    return *this;
  }

  /// What a build would have written down.
  EmbeddedFiles& with_expected_schema(std::string text) {
    expected_schema_ = std::move(text);
    data_.expected_schema = expected_schema_.c_str();
    return *this;
  }

  /// As its build would have written it down.
  EmbeddedFiles& with_outline(std::string text) {
    outline_ = std::move(text);
    data_.outline = outline_.c_str();
    return *this;
  }

  EmbeddedSet set() const { return EmbeddedSet(data_); }
  const EmbeddedData& data() const { return data_; }
  /// As a binary carries it.
  const std::string& bytes() const { return written_.bytes; }

 private:
  static SetData write(const SetFields& fields, const std::vector<File>& files,
                       const std::string& required) {
    std::vector<NamedText> texts;
    for (const auto& [name, text] : files) texts.push_back({name, text});
    return write_set_data(
        {.name = fields.name,
         .dialect = fields.dialect,
         .directory = fields.directory,
         .default_url = fields.default_url,
         .history_table = fields.history_table,
         .required = required,
         .newer = fields.newer,
         .layout = fields.layout,
         .adopt_version = fields.adopt_version,
         .snapshot_at = fields.snapshot_at,
         .snapshot_file =
             fields.snapshot_at.empty() ? std::string() : "schema.sql",
         .snapshot_text = fields.snapshot_text,
         .hook_directory = fields.hook_directory,
         .repeatable_directory = fields.repeatable_directory,
         .seed_directory = fields.seed_directory,
         .placeholders = fields.placeholders},
        texts);
  }

  static std::string names_of(
      const std::vector<EmbeddedDataAccessor>& required) {
    std::string names;
    for (const EmbeddedDataAccessor accessor : required) {
      if (!names.empty()) names += ' ';
      names += EmbeddedSet(accessor()).name();
    }
    return names;
  }

  std::vector<EmbeddedDataAccessor> required_;
  SetData written_;
  std::vector<EmbeddedCode> code_;
  std::string expected_schema_;
  std::string outline_;
  EmbeddedData data_{};
};

}  // namespace godwit::test
