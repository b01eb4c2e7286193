// SPDX-License-Identifier: BSL-1.0
#include "migration/text_part.h"

#include <utility>

#include "base/errors.h"

namespace godwit {

TextPart TextPart::part(std::size_t begin, std::size_t end) const {
  return {.text = text.substr(begin, end - begin),
          .file = file,
          .first_line = line_at(text, begin, first_line),
          .terminated = terminated && end == text.size()};
}

Error invalid_at(const TextPart& part, std::size_t offset, std::string message,
                 std::string hint) {
  Error error = make_error(ErrorCode::invalid_migration, std::move(message),
                           std::move(hint));
  error.location = part.lines.locate(offset, part.file, part.first_line);
  return error;
}

}  // namespace godwit
