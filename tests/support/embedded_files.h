// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"

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
      : required_(std::move(required)), entries_(files.size()) {
    write_head(fields, files);
    for (std::size_t i = 0; i < files.size(); ++i) {
      entries_[i].name_offset = append(files[i].first);
      entries_[i].name_size = size_of(files[i].first);
      append(text_checksum(files[i].second));
      append(std::to_string(files[i].second.size()));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      entries_[i].text_offset = append(files[i].second);
      entries_[i].text_size = size_of(files[i].second);
    }
    data_ = {.bytes = bytes_.c_str(),
             .entries = entries_.data(),
             .size = entries_.size(),
             .required = required_.data(),
             .required_size = required_.size(),
             .code = nullptr,
             .code_size = 0,
             .on_connect = nullptr};
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

  EmbeddedSet set() const { return EmbeddedSet(data_); }
  const EmbeddedData& data() const { return data_; }
  /// As a binary carries it.
  const std::string& bytes() const { return bytes_; }

 private:
  void write_head(const SetFields& fields, const std::vector<File>& files) {
    bytes_ = "Godwit migration set 1\n";
    std::string contents;
    for (const auto& [name, text] : files) {
      contents.append(name).append(1, '\0').append(text_checksum(text));
    }
    for (const std::string& field :
         {fields.name, std::string(to_string(fields.dialect)), fields.directory,
          fields.default_url, fields.history_table, names_of_required(),
          std::string(to_string(fields.newer)), sha256(contents), fields.layout,
          fields.adopt_version, std::to_string(files.size())}) {
      append(field);
    }
  }

  std::string names_of_required() const {
    std::string names;
    for (const EmbeddedDataAccessor accessor : required_) {
      if (!names.empty()) names += ' ';
      names += EmbeddedSet(accessor()).name();
    }
    return names;
  }

  std::uint32_t append(const std::string& field) {
    const std::uint32_t offset = size_of(bytes_);
    bytes_.append(field).push_back('\0');
    return offset;
  }

  static std::uint32_t size_of(const std::string& text) {
    return static_cast<std::uint32_t>(text.size());
  }

  std::string bytes_;
  std::vector<EmbeddedDataAccessor> required_;
  std::vector<EmbeddedEntry> entries_;
  std::vector<EmbeddedCode> code_;
  EmbeddedData data_{};
};

}  // namespace godwit::test
