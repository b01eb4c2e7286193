// SPDX-License-Identifier: BSL-1.0
#include "cli/shell_words.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"

namespace godwit::cli {
namespace {

constexpr std::string_view space = " \t\r\n";

Error unclosed(char quote) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("a {} quote is not closed",
                                quote == '"' ? "double" : "single"));
}

// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html
// section 2.2.3: what a backslash escapes between double quotes.
bool escapable(char character, char quote) {
  return quote != '"' ||
         std::string_view("$`\"\\\n").find(character) != std::string_view::npos;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<std::string>> words() {
    while (at_ < text_.size()) take(text_[at_++]);
    if (quote_ != 0) return unclosed(quote_);
    finish_word();
    return std::move(words_);
  }

 private:
  void take(char character) {
    if (character == '\\' && quote_ != '\'' && at_ < text_.size() &&
        escapable(text_[at_], quote_)) {
      add(text_[at_++]);
    } else if (character == quote_) {
      quote_ = 0;
    } else if (quote_ == 0 && (character == '"' || character == '\'')) {
      quote_ = character;
      in_word_ = true;
    } else if (quote_ == 0 && space.find(character) != std::string_view::npos) {
      finish_word();
    } else {
      add(character);
    }
  }

  void add(char character) {
    word_ += character;
    in_word_ = true;
  }

  void finish_word() {
    if (std::exchange(in_word_, false)) words_.push_back(word_);
    word_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  // 0: outside quotes.
  char quote_ = 0;
  // A pair of quotes with nothing between them is a word too.
  bool in_word_ = false;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
  return Splitter(text).words();
}

}  // namespace godwit::cli
