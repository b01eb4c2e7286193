// SPDX-License-Identifier: BSL-1.0
#include "migration/set_data.h"

#include <cstdint>

#include "base/sha256.h"

namespace godwit {
namespace {

class SetWriter {
 public:
  SetData write(const SetFields& fields, std::span<const NamedText> files) {
    std::vector<std::string> checksums;
    std::string contents;
    for (const auto& [name, text] : files) {
      checksums.push_back(text_checksum(text));
      if (is_brought_by_up(name)) {
        contents.append(name).append(1, '\0').append(checksums.back());
      }
    }
    contents += fields.placeholders;
    data_.bytes = "Godwit migration set 1\n";
    for (const std::string_view field :
         {std::string_view(fields.name), to_string(fields.dialect),
          std::string_view(fields.directory),
          std::string_view(fields.default_url),
          std::string_view(fields.history_table),
          std::string_view(fields.required), to_string(fields.newer)}) {
      append(field);
    }
    append(sha256(contents));
    append(fields.layout);
    append(fields.adopt_version);
    append(fields.snapshot_at);
    append(fields.snapshot_file);
    append(fields.snapshot_text);
    append(fields.snapshot_at.empty() ? std::string()
                                      : text_checksum(fields.snapshot_text));
    append(fields.hook_directory);
    append(fields.repeatable_directory);
    append(fields.seed_directory);
    append(fields.placeholders);
    append(std::to_string(files.size()));
    for (std::size_t i = 0; i < files.size(); ++i) {
      data_.entries.push_back({.name_offset = append(files[i].name),
                               .name_size = size_of(files[i].name),
                               .text_offset = 0,
                               .text_size = size_of(files[i].text)});
      append(checksums[i]);
      append(std::to_string(files[i].text.size()));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      data_.entries[i].text_offset = append(files[i].text);
    }
    return std::move(data_);
  }

 private:
  // Returns where it begins.
  std::uint32_t append(std::string_view field) {
    const std::uint32_t offset = size_of(data_.bytes);
    data_.bytes.append(field).push_back('\0');
    return offset;
  }

  static std::uint32_t size_of(std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
  }

  SetData data_;
};

}  // namespace

bool is_brought_by_up(std::string_view file_name) {
  return !file_name.starts_with("hook/") && !file_name.starts_with("seed/");
}

SetData write_set_data(const SetFields& fields,
                       std::span<const NamedText> files) {
  return SetWriter().write(fields, files);
}

}  // namespace godwit
