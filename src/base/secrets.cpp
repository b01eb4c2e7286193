// SPDX-License-Identifier: BSL-1.0
#include "base/secrets.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace godwit {
namespace {

// IDENTIFIED BY, ENCRYPTED PASSWORD.
constexpr std::array<std::string_view, 2> keywords = {"identified", "encrypt"};

// `tokenize = 'porter'` is about search.
std::size_t find_word(std::string_view text, std::string_view word) {
  std::size_t at = text.find(word);
  while (at != text.npos && text.substr(at).starts_with("tokeniz")) {
    at = text.find(word, at + 1);
  }
  return at;
}

constexpr std::string_view spaces = " \t\r\n\f\v";
constexpr std::string_view spaces_and_quotes = " \t\r\n\f\v'\"";

bool is_word_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// `host=h user = ada` or `postgresql://h`, and not code.
bool is_connection(std::string_view text) {
  const std::size_t begin =
      std::min(text.find_first_not_of(spaces), text.size());
  std::size_t end = begin;
  while (end < text.size() && is_word_character(text[end])) ++end;
  if (end == begin) return false;
  text.remove_prefix(end);
  const std::size_t sign = text.find_first_not_of(spaces);
  return text.starts_with("://") || (sign != text.npos && text[sign] == '=');
}

/// A string in dollar quotes that is read like what is around it.
struct Body {
  std::size_t end = 0;
  /// How long the quotes are.
  std::size_t tag = 0;
};

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
    if (at_ >= limit()) return leave_body();
    const char c = text_[at_];
    if (ahead(2) == "--") return take_comment("\n", 0);
    if (ahead(2) == "/*") return take_comment("*/", 2);
    if (ahead(3) == "://") return take_url();
    if (c == '\'') return take_string();
    if (c == '"' || c == '`') return take_name(c);
    if (c == '$') return take_dollar();
    if (is_word_character(c)) return take_word();
    take_symbol(c);
  }

  // Where the text ends, or the innermost body.
  std::size_t limit() const {
    return bodies_.empty() ? text_.size() : bodies_.back().end;
  }

  std::string_view ahead(std::size_t size) const {
    return between(at_, std::min(at_ + size, limit()));
  }

  std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  std::size_t find(std::string_view mark, std::size_t from) const {
    const std::size_t found = text_.substr(0, limit()).find(mark, from);
    return std::min(found, limit());
  }

  // Where something ends that no space and no quote can stand in.
  std::size_t end_of_stretch(std::size_t from) const {
    return std::min(text_.find_first_of(spaces_and_quotes, from), limit());
  }

  void take_comment(std::string_view mark, std::size_t from) {
    const std::size_t begin = at_;
    const std::size_t end = find(mark, std::min(at_ + from, limit()));
    at_ = std::min(end + mark.size(), limit());
    const std::string_view comment = text_.substr(0, end);
    for (std::size_t url = comment.find("://", begin); url != text_.npos;
         url = comment.find("://", end_of_stretch(url))) {
      const Secret password =
          password_of_url(url, std::min(end_of_stretch(url), end));
      hide(password.begin, password.end);
    }
  }

  void take_url() {
    const Secret password = password_of_url(at_, end_of_stretch(at_));
    hide(password.begin, password.end);
    at_ = std::max(at_ + 3, password.end);
  }

  // Of a URL of which `://` stands at `begin`; who writes no percent signs uses
  // any character in it.
  Secret password_of_url(std::size_t begin, std::size_t end) const {
    const std::string_view url = between(begin, end);
    const std::size_t colon = url.find(':', 3);
    const std::size_t at = url.rfind('@');
    if (colon >= at || at == url.npos) return {};
    return {begin + colon + 1, begin + at};
  }

  // Where the text between quotes ends.
  std::size_t end_of_quoted(char quote) const {
    for (std::size_t at = at_ + 1; at < limit(); ++at) {
      if (escapes_ && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (at + 1 == limit() || text_[at + 1] != quote) return at;
        ++at;
      }
    }
    return limit();
  }

  void take_string() {
    const std::size_t begin = at_ + 1;
    const std::size_t end = end_of_quoted('\'');
    escapes_ = false;
    take_content(begin, end, 1);
  }

  void take_content(std::size_t begin, std::size_t end, std::size_t quote) {
    if (armed_) {
      hide(begin, end);
    } else {
      look_into(begin, end);
    }
    at_ = std::min(end + quote, limit());
    next_ = false;
  }

  // A string that is no secret may hold some.
  void look_into(std::size_t begin, std::size_t end) {
    const std::string_view content = between(begin, end);
    const std::size_t scheme = content.find("://");
    const std::size_t word = end_of_secret_word(content);
    const bool url = scheme != content.npos;
    const Secret password =
        url ? password_of_url(begin + scheme, end) : Secret();
    if (word == content.npos) return hide(password.begin, password.end);
    // The name of a setting, or the first piece of a statement.
    armed_ = true;
    // Each may stand in what the other announces, so their ends are kept.
    hide(begin + word, password.begin);
    hide(password.begin, password.end);
    hide(std::max(begin + word, password.end), end);
  }

  // SQLite takes a name in quotes for a string where there is no such name.
  void take_name(char quote) {
    const std::size_t begin = at_ + 1;
    const std::size_t end = end_of_quoted(quote);
    const bool secret = has_secret_word(between(begin, end));
    if (next_ || (armed_ && values_)) {
      hide(begin, end);
      next_ = false;
    } else if (secret) {
      armed_ = next_ = true;
    }
    at_ = std::min(end + 1, limit());
  }

  void take_dollar() {
    std::size_t begin = at_ + 1;
    while (begin < limit() && is_word_character(text_[begin])) ++begin;
    if (begin == limit() || text_[begin] != '$') {
      ++at_;
      return;
    }
    const std::string_view tag = between(at_, ++begin);
    const std::size_t end = find(tag, begin);
    const bool code = runs_body();
    if (!code && (armed_ || is_connection(between(begin, end)))) {
      return take_content(begin, end, tag.size());
    }
    enter_body(begin, {end, std::min(tag.size(), limit() - end)}, code);
  }

  // The value of a word before CREATE FUNCTION … AS is not what the body is.
  void enter_body(std::size_t begin, Body body, bool code) {
    if (code) armed_ = next_ = false;
    if (code) words_.clear();
    at_ = begin;
    bodies_.push_back(body);
  }

  void leave_body() {
    at_ += bodies_.back().tag;
    bodies_.pop_back();
  }

  bool runs_body() const {
    if (words_.empty()) return false;
    if (words_[0] == "do") return true;
    const bool replaces = words_.size() == 4 && words_[1] == "or";
    const std::size_t kind = replaces ? 3 : 1;
    return words_[0] == "create" && words_.size() > kind &&
           (words_[kind] == "function" || words_[kind] == "procedure");
  }

  void take_word() {
    const std::size_t begin = at_;
    while (at_ < limit() && is_word_character(text_[at_])) ++at_;
    const std::string_view word = between(begin, at_);
    const std::string small = lower(word);
    escapes_ = small == "e" && ahead(1) == "'";
    if (words_.size() < 4) words_.push_back(small);
    if (small == "values") values_ = true;
    if (has_secret_word(word) || (words_[0] == "pragma" && is_key(small))) {
      armed_ = next_ = true;
      take_parameter();
    } else if (next_ && !joins(small)) {
      if (takes_bare_words() && small != "null" && small != "default") {
        hide(begin, at_);
      }
      next_ = false;
    }
  }

  // `password=hush` of a connection string that code puts together.
  void take_parameter() {
    if (bodies_.empty() || ahead(1) != "=" || ahead(2) == "=>") return;
    const std::size_t end = end_of_stretch(at_ + 1);
    hide(at_ + 1, end);
    at_ = end;
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
  std::vector<Body> bodies_;
  // The first words of the statement.
  std::vector<std::string> words_;
  bool armed_ = false;    // a secret word was read
  bool next_ = false;     // and nothing behind it yet
  bool values_ = false;   // VALUES was read
  bool escapes_ = false;  // the string that follows is E'…'
  std::vector<Secret> found_;
};

}  // namespace

std::size_t end_of_secret_word(std::string_view text) {
  const std::string small = lower(text);
  std::size_t first = small.npos;
  const auto look_for = [&](std::string_view word) {
    const std::size_t at = find_word(small, word);
    if (at != small.npos) first = std::min(first, at + word.size());
  };
  std::for_each(secret_names.begin(), secret_names.end(), look_for);
  std::for_each(keywords.begin(), keywords.end(), look_for);
  return first;
}

bool has_secret_word(std::string_view text) {
  return end_of_secret_word(text) != text.npos;
}

std::vector<Secret> find_secrets(std::string_view sql) {
  return Search(sql).run();
}

}  // namespace godwit
