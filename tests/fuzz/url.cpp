// SPDX-License-Identifier: BSL-1.0
//
// libFuzzer on database URLs: a marked password, whatever stands in it, is in
// nothing that is shown. The first byte chooses the form of the URL.
#include <godwit/connection.h>

#include <array>
#include <string>

#include "base/redaction.h"
#include "driver/database_url.h"
#include "fuzz.h"

namespace {

using godwit::driver::DatabaseUrl;
using godwit::fuzz::require;

constexpr std::string_view mark = "Hu5h";

struct Form {
  std::string_view before;
  std::string_view behind;
  /// What would end the password there.
  std::string_view ends;
};

constexpr std::array forms = {
    Form{"postgresql://ada:", "@host/shop", ""},
    Form{"postgres://ada:", "@h1:5432,h2/shop?sslmode=require", ""},
    Form{"postgresql://ada:", "", "@"},
    Form{"postgresql:///shop?user=ada&password=", "&sslmode=require", "&"},
    Form{"postgresql:///shop?%70assword=", "", "&"},
    Form{"host=h password='", "' user=ada", "'\\"},
    Form{"host=h password \t= ", " user=ada", " \t\r\n\f\v'\\"},
    Form{"libsql://shop.turso.io?authToken=", "", "&"},
    Form{"file:shop.db?key=", "&mode=ro", "&"},
    Form{"sqlite://ada:", "@host/shop.db", ""},
    Form{"sqlite:ada:", "@host/shop.db", ""},
    Form{"ada:", "@host/shop", ""},
};

std::string password(std::string_view middle, const Form& form) {
  std::string text(mark);
  for (const char c : middle) {
    if (form.ends.find(c) == form.ends.npos) text += c;
  }
  return text.append(mark);
}

void require_hidden(std::string_view shown) {
  require(shown.find(mark) == shown.npos);
}

void check_marked(std::string_view middle, const Form& form) {
  const std::string url = std::string(form.before) + password(middle, form) +
                          std::string(form.behind);
  require_hidden(godwit::redact_url(url));
  for (const std::string_view around : {"", "\"", " ", "\n", "’"}) {
    const auto read =
        DatabaseUrl::parse(std::string(around) + url + std::string(around));
    require_hidden(read ? read->shown() : to_string(read.error()));
  }
}

void check_any(std::string_view url) {
  godwit::redact_url(url);
  const auto read = DatabaseUrl::parse(url);
  if (!read) return;
  require(!url.empty() && read->text() == url);
  const auto again = DatabaseUrl::parse(read->text());
  require(again && again->scheme() == read->scheme());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = godwit::fuzz::text_of(data + 1, size - 1);
  check_marked(text, forms[data[0] % forms.size()]);
  check_any(text);
  return 0;
}
