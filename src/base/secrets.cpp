// SPDX-License-Identifier: BSL-1.0
#include "base/secrets.h"

#include <algorithm>
#include <array>

#include "base/lower.h"
#include "base/redaction.h"
#include "base/secret_names.h"
#include "base/utf8.h"

namespace godwit {
namespace {

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// IDENTIFIED BY, ENCRYPTED PASSWORD.
constexpr std::array<std::string_view, 2> keywords = {"identified", "encrypt"};

// Where the first secret word of a text ends; npos: there is none.
std::size_t end_of_secret_word(std::string_view text) {
  const std::string small = lower(text);
  std::size_t first = small.npos;
  const auto look_for = [&](std::string_view word) {
    const std::size_t at = small.find(word);
    // Of a search, as in `tokenize = 'porter'`.
    if (at == small.npos || contains(small.substr(at), "tokeniz")) return;
    first = std::min(first, at + word.size());
  };
  std::for_each(secret_names.begin(), secret_names.end(), look_for);
  std::for_each(keywords.begin(), keywords.end(), look_for);
  return first;
}

bool is_secret_word(std::string_view word) {
  return end_of_secret_word(word) != word.npos;
}

// One statement after another, roughly cut and for all dialects: bodies in
// dollar quotes are read like what is around them.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text) {}

  std::vector<Secret> run() {
    while (at_ < text_.size()) step();
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (text_.substr(at_, 2) == "--") return skip_to("\n", 0);
    if (text_.substr(at_, 2) == "/*") return skip_to("*/", 2);
    if (c == '\'') return take_string();
    if (c == '"' || c == '`') return take_name(c);
    if (c == '$') return take_dollar();
    if (is_word_character(c)) return take_word();
    take_symbol(c);
  }

  void skip_to(std::string_view mark, std::size_t from) {
    const std::size_t end = text_.find(mark, at_ + from);
    at_ = end == text_.npos ? text_.size() : end + mark.size();
  }

  // Where the text between quotes ends.
  std::size_t end_of_quoted(char quote) const {
    for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
      if (escapes_ && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (text_.substr(at + 1, 1) != std::string_view(&quote, 1)) return at;
        ++at;
      }
    }
    return text_.size();
  }

  void take_string() {
    const std::size_t begin = at_ + 1;
    const std::size_t end = end_of_quoted('\'');
    escapes_ = false;
    if (armed_) {
      hide(begin, end);
    } else {
      look_into(begin, end);
    }
    at_ = std::min(end + 1, text_.size());
    next_ = false;
  }

  // A string that is no secret may hold one.
  void look_into(std::size_t begin, std::size_t end) {
    const std::string_view content = text_.substr(begin, end - begin);
    const std::size_t word = end_of_secret_word(content);
    const std::size_t scheme = content.find("://");
    if (word != content.npos) {
      // The name of a setting, or the first piece of a statement.
      armed_ = true;
      return hide(begin + word, end);
    }
    if (scheme == content.npos) return;
    const std::size_t colon = content.find(':', scheme + 3);
    const std::size_t at = content.rfind('@');
    if (colon < at && at != content.npos) hide(begin + colon + 1, begin + at);
  }

  // SQLite takes a name in quotes for a string where there is no such name.
  void take_name(char quote) {
    const std::size_t begin = at_ + 1;
    const std::size_t end = end_of_quoted(quote);
    const bool secret = is_secret_word(text_.substr(begin, end - begin));
    if (next_ || (armed_ && values_)) {
      hide(begin, end);
      next_ = false;
    } else if (secret) {
      armed_ = next_ = true;
    }
    at_ = std::min(end + 1, text_.size());
  }

  void take_dollar() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_word_character(text_[end])) ++end;
    if (end == text_.size() || text_[end] != '$') {
      ++at_;
      return;
    }
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    if (!next_) return;
    end = std::min(text_.find(tag, at_), text_.size());
    hide(at_, end);
    at_ = std::min(end + tag.size(), text_.size());
    next_ = false;
  }

  void take_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const std::string small = lower(word);
    escapes_ = small == "e" && text_.substr(at_, 1) == "'";
    if (words_.size() < 2) words_.push_back(small);
    if (small == "values") values_ = true;
    if (is_secret_word(word) || (words_[0] == "pragma" && is_key(small))) {
      armed_ = next_ = true;
    } else if (next_ && !joins(small)) {
      if (takes_bare_words() && small != "null" && small != "default") {
        hide(begin, at_);
      }
      next_ = false;
    }
  }

  static bool is_key(std::string_view word) { return word.ends_with("key"); }

  // Words between PASSWORD and its value.
  static bool joins(std::string_view word) {
    return word == "by" || word == "to" || word == "with" || word == "e" ||
           word == "as";
  }

  // `PASSWORD hush`, where `password text` is a column.
  bool takes_bare_words() const {
    if (words_[0] == "set" || words_[0] == "pragma") return true;
    if (words_[0] != "create" && words_[0] != "alter") return false;
    return words_.size() > 1 &&
           (words_[1] == "role" || words_[1] == "user" ||
            words_[1] == "group" || words_[1] == "system" ||
            words_[1] == "database");
  }

  void take_symbol(char c) {
    ++at_;
    if (c == ';') {
      armed_ = next_ = values_ = false;
      words_.clear();
    }
    if (c == ',' || c == '(' || c == ')') next_ = false;
  }

  void hide(std::size_t begin, std::size_t end) {
    if (begin < end) found_.push_back({begin, end});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  // The first two words of the statement.
  std::vector<std::string> words_;
  bool armed_ = false;    // a secret word was read
  bool next_ = false;     // and nothing behind it yet
  bool values_ = false;   // VALUES was read
  bool escapes_ = false;  // the string that follows is E'…'
  std::vector<Secret> found_;
};

std::string asterisks(std::string_view text) {
  return std::string(code_points(text), '*');
}

// Short ones would be found in any word.
void replace(std::string& text, const std::string& secret) {
  constexpr std::size_t telling = 4;
  if (secret.size() >= telling) {
    text = redact(text, secret);
    return;
  }
  for (const char* quote : {"'", "\""}) {
    const std::string quoted = quote + secret + quote;
    if (!contains(text, quoted)) continue;
    text = redact(text, quoted);
  }
}

// `Key (token)=(…) already exists`.
void hide_key_values(std::string& text) {
  for (std::size_t at = text.find(")=("); at != std::string::npos;
       at = text.find(")=(", at + 3)) {
    const std::size_t open = text.rfind('(', at);
    const std::size_t end = text.find(')', at + 3);
    if (open == std::string::npos || end == std::string::npos) return;
    if (!is_secret_word(text.substr(open, at - open))) continue;
    text.replace(at + 3, end - at - 3, "***");
  }
}

// A statement that a function has put together stands in its context, between
// double quotes.
void hide_in_statement(std::string& text) {
  const std::size_t open = text.find('"');
  const std::size_t close = text.rfind('"');
  if (open == close) return;
  std::string statement = text.substr(open + 1, close - open - 1);
  std::replace(statement.begin(), statement.end(), '"', ' ');
  std::string shown = text.substr(0, open + 1);
  std::size_t kept = open + 1;
  for (const Secret& secret : find_secrets(statement)) {
    const std::size_t begin = open + 1 + secret.begin;
    shown.append(text, kept, begin - kept).append("***");
    kept = open + 1 + secret.end;
  }
  text = shown.append(text, kept);
}

}  // namespace

std::vector<Secret> find_secrets(std::string_view sql) {
  return Search(sql).run();
}

std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end) {
  return line_without_secrets(text, begin, end,
                              find_secrets(text.substr(0, end)));
}

std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end,
                                 std::span<const Secret> secrets) {
  std::string line;
  std::size_t kept = begin;
  for (const Secret& secret : secrets) {
    const std::size_t from = std::clamp(secret.begin, kept, end);
    const std::size_t to = std::clamp(secret.end, kept, end);
    line += text.substr(kept, from - kept);
    line += asterisks(text.substr(from, to - from));
    kept = to;
  }
  return line.append(text.substr(kept, end - kept));
}

void hide_secrets(Error& error, std::string_view script) {
  const std::vector<Secret> secrets = find_secrets(script);
  const auto hide = [&](std::string& text) {
    for (const Secret& secret : secrets) {
      replace(text, std::string(script.substr(secret.begin,
                                              secret.end - secret.begin)));
    }
    hide_in_statement(text);
    hide_key_values(text);
  };
  hide(error.message);
  hide(error.hint);
  for (std::string& note : error.notes) hide(note);
}

}  // namespace godwit
