// SPDX-License-Identifier: BSL-1.0
#include "base/hide_secrets.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

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

// In what spellings a database may print the secrets of a script: as they stand
// there and as what that stands for, with doubled quotes made single and
// escapes resolved, and on one line. Each once.
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

// Shorter ones would be found in any word.
constexpr std::size_t telling = 4;

// How much of the secret, if not all, a text ends with.
std::size_t beginning_at_end(std::string_view text, std::string_view secret) {
  // PostgreSQL shows so many bytes of a value, less what of a character would
  // not fit.
  constexpr std::size_t shown = 64;
  std::size_t size = std::min({secret.size(), text.size(), shown});
  while (size >= telling && !text.ends_with(secret.substr(0, size))) --size;
  return size < telling ? 0 : size;
}

// On one line nobody knows where a comment of it ends, nor what its apostrophes
// are.
std::vector<Secret> secrets_of_statement(std::string_view statement) {
  if (statement.find("--") == statement.npos) return find_secrets(statement);
  const std::size_t word = end_of_secret_word(statement);
  if (word == statement.npos) return {};
  return {{word, statement.size()}};
}

// The value may hold parentheses, and words of the message too.
std::size_t end_of_key_value(std::string_view text, std::size_t begin) {
  std::size_t end = 0;
  for (const std::string_view behind :
       {") already exists", ") is duplicated", ") is not present",
        ") is still referenced", ") conflicts with"}) {
    const std::size_t found = text.rfind(behind);
    if (found != text.npos) end = std::max(end, found);
  }
  if (end < begin) end = text.rfind(')');
  return end == text.npos || end < begin ? text.size() : end;
}

/// Finds what has to be hidden of one text. Each search is on the text as it
/// was, so that none destroys what another goes by.
class Message {
 public:
  explicit Message(const std::string& text) : text_(text) {}

  void find_value(const std::string& secret) {
    if (secret.size() < telling) {
      for (const char* quote : {"'", "\""}) {
        find_all(quote + secret + quote, 1);
      }
      return;
    }
    find_all(secret, 0);
    find_clipped(secret, "...");
    find_clipped(secret, "…");
  }

  // `Key (token)=(…) already exists`.
  void find_key_values() {
    std::size_t done = 0;
    for (std::size_t at = text_.find(")=("); at != text_.npos;
         at = text_.find(")=(", done)) {
      const bool secret = has_secret_word(text_.substr(done, at - done));
      done = at + 3;
      if (!secret) continue;
      const std::size_t end = end_of_key_value(text_, done);
      found_.push_back({done, end});
      done = end;
    }
  }

  // A statement that a function has put together stands in its context, between
  // double quotes, and of a long one the end may be missing.
  void find_in_statement() {
    const std::size_t open = text_.find('"');
    const bool context = text_.starts_with("context: ");
    const std::size_t close = context ? text_.size() : text_.rfind('"');
    if (open == text_.npos || open == close) return;
    std::string statement(text_.substr(open + 1, close - open - 1));
    std::replace(statement.begin(), statement.end(), '"', ' ');
    for (const Secret& secret : secrets_of_statement(statement)) {
      found_.push_back({open + 1 + secret.begin, open + 1 + secret.end});
    }
  }

  std::string shown() { return masked(text_, std::move(found_)); }

 private:
  void find_all(std::string_view secret, std::size_t quote) {
    for (std::size_t at = text_.find(secret); at != text_.npos;
         at = text_.find(secret, at + 1)) {
      found_.push_back({at + quote, at + secret.size() - quote});
    }
  }

  // `Failing row contains (1, hush...)`: the mark stands for the rest of it.
  void find_clipped(std::string_view secret, std::string_view mark) {
    for (std::size_t at = text_.find(mark); at != text_.npos;
         at = text_.find(mark, at + 1)) {
      const std::size_t size = beginning_at_end(text_.substr(0, at), secret);
      if (size > 0) found_.push_back({at - size, at});
    }
  }

  std::string_view text_;
  std::vector<Secret> found_;
};

}  // namespace

void hide_secrets(Error& error, std::string_view script) {
  const std::vector<std::string> secrets = secret_values(script);
  const auto hide = [&](std::string& text) {
    Message message(text);
    for (const std::string& secret : secrets) message.find_value(secret);
    message.find_in_statement();
    message.find_key_values();
    text = message.shown();
  };
  hide(error.message);
  hide(error.hint);
  for (std::string& note : error.notes) hide(note);
}

}  // namespace godwit
