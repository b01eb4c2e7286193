// SPDX-License-Identifier: BSL-1.0
#include "base/secret_values.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/ascii.h"
#include "base/escapes.h"
#include "base/redaction.h"
#include "base/secrets.h"

namespace godwit {
namespace {

std::string with_single_quotes(std::string_view text, char quote) {
  std::string single;
  for (std::size_t at = 0; at < text.size(); ++at) {
    single += text[at];
    if (text[at] == quote && text.substr(at + 1, 1) == text.substr(at, 1)) ++at;
  }
  return single;
}

template <typename Take>
std::string without_escapes(std::string_view text, Take take) {
  std::string resolved;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '\\' && !text.empty()) {
      take(text, resolved);
    } else {
      resolved += c;
    }
  }
  return resolved;
}

/// Finds what a piece of a script may stand for.
class Values {
 public:
  void add(std::string_view piece) {
    add_spellings(piece);
    // Which of them it is, nobody knows: a secret may be of any dialect.
    if (piece.find('\\') == piece.npos) return;
    add_spellings(without_escapes(piece, take_escape));
    add_spellings(without_escapes(piece, take_unicode_escape));
  }

  std::vector<std::string> each_once() {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    return std::move(values_);
  }

 private:
  void add_spellings(std::string_view text) {
    add_one(std::string(text));
    if (text.find("''") != text.npos) add_one(with_single_quotes(text, '\''));
    if (text.find("\"\"") != text.npos) add_one(with_single_quotes(text, '"'));
  }

  void add_one(std::string text) {
    look_behind_word(text);
    // Messages of a server are shown on one line.
    std::string line = with_single_spaces(text);
    if (line != text) values_.push_back(std::move(line));
    values_.push_back(std::move(text));
  }

  // The rest of a string in which PASSWORD stands: of a statement or of a
  // connection string, with the secret itself somewhere in it.
  void look_behind_word(std::string_view rest) {
    constexpr std::size_t deepest = 4;
    if (depth_ == deepest || rest.empty()) return;
    if (rest.front() != ' ' && rest.front() != '=') return;
    ++depth_;
    const std::string whole = "password" + std::string(rest);
    for (const Secret& secret : find_secrets(whole)) add_part(whole, secret);
    for (const Secret& secret : secrets_of_url(whole)) add_part(whole, secret);
    --depth_;
  }

  void add_part(std::string_view whole, const Secret& secret) {
    add(whole.substr(secret.begin, secret.end - secret.begin));
  }

  std::vector<std::string> values_;
  std::size_t depth_ = 0;
};

}  // namespace

std::vector<std::string> secret_values(std::string_view script) {
  Values values;
  Secret joined;
  for (const Secret& secret : find_secrets(script)) {
    values.add(script.substr(secret.begin, secret.end - secret.begin));
    joined = {joined.end == secret.begin ? joined.begin : secret.begin,
              secret.end};
    if (joined == secret) continue;
    values.add(script.substr(joined.begin, joined.end - joined.begin));
  }
  return values.each_once();
}

}  // namespace godwit
