// SPDX-License-Identifier: BSL-1.0
#include "report/doctor.h"

#include <fmt/format.h>

#include "base/number.h"
#include "report/json_document.h"
#include "report/printable.h"
#include "report/style.h"

namespace godwit::report {
namespace {

using command::Answer;
using command::CheckItem;
using command::Diagnosis;
using command::Preflight;
using driver::Observation;
using driver::Weight;

Style style_of(Weight weight) {
  switch (weight) {
    case Weight::ok:
      return Style::good;
    case Weight::note:
      return Style::plain;
    case Weight::warning:
      return Style::waiting;
    case Weight::error:
      break;
  }
  return Style::bad;
}

std::string_view mark_of(Answer answer) {
  switch (answer) {
    case Answer::passed:
      return "[x]";
    case Answer::failed:
      return "[!]";
    case Answer::open:
      break;
  }
  return "[ ]";
}

Style style_of(Answer answer) {
  switch (answer) {
    case Answer::passed:
      return Style::good;
    case Answer::failed:
      return Style::bad;
    case Answer::open:
      break;
  }
  return Style::waiting;
}

// With so many blanks before each line. Only a terminal has an end of lines.
std::string indented(std::string_view text, std::size_t indent,
                     const Terminal& terminal) {
  const std::string blanks(indent, ' ');
  return blanks + (terminal.interactive ? wrapped(text, indent, terminal.width)
                                        : std::string(text));
}

// The label of a line, and what begins behind it.
std::string labelled(std::string_view label, Style style, std::string_view text,
                     const Terminal& terminal) {
  const std::size_t indent = label.size() + 1;
  std::string lines = indented(printable(text), indent, terminal);
  lines.replace(0, label.size(), paint(label, style, terminal.colour));
  return lines + "\n";
}

std::string lines_of(const Observation& one, const Terminal& terminal) {
  constexpr std::size_t indent = 8;
  std::string text = labelled(
      fmt::format("{:7}", driver::to_string(one.weight)), style_of(one.weight),
      fmt::format("{}: {}", one.topic, one.what), terminal);
  if (!one.remedy.empty()) {
    text += indented("-> " + printable(one.remedy), indent, terminal) + "\n";
  }
  return text;
}

std::string lines_of(const CheckItem& item, const Terminal& terminal) {
  constexpr std::size_t indent = 4;
  std::string text = labelled(mark_of(item.answer), style_of(item.answer),
                              item.question, terminal);
  for (const std::string& detail : item.details) {
    text += indented(printable(detail), indent, terminal) + "\n";
  }
  if (!item.remedy.empty()) {
    text += indented("-> " + printable(item.remedy), indent, terminal) + "\n";
  }
  return text;
}

}  // namespace

std::string diagnosis_text(const Diagnosis& diagnosis,
                           const Terminal& terminal) {
  std::string text;
  for (const Observation& one : diagnosis.observations) {
    text += lines_of(one, terminal);
  }
  return text + diagnosis_summary(diagnosis);
}

std::string diagnosis_summary(const Diagnosis& diagnosis) {
  std::string text;
  for (const Weight weight : {Weight::error, Weight::warning, Weight::note}) {
    const std::size_t count = diagnosis.count(weight);
    if (count == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ",
                        counted(count, driver::to_string(weight)));
  }
  if (text.empty()) text = "nothing is wrong";
  return fmt::format("{}; {} ok", text, diagnosis.count(Weight::ok));
}

std::string diagnosis_json(const Heading& heading, const Diagnosis& diagnosis) {
  Json json = document(heading, diagnosis.count(Weight::error) == 0);
  json["observations"] = Json::array();
  for (const Observation& one : diagnosis.observations) {
    json["observations"].push_back({{"level", driver::to_string(one.weight)},
                                    {"topic", one.topic},
                                    {"what", one.what},
                                    {"remedy", or_null(one.remedy)}});
  }
  json["totals"] = {{"error", diagnosis.count(Weight::error)},
                    {"warning", diagnosis.count(Weight::warning)},
                    {"note", diagnosis.count(Weight::note)},
                    {"ok", diagnosis.count(Weight::ok)}};
  return written(json);
}

std::string preflight_text(const Preflight& preflight,
                           const Terminal& terminal) {
  std::string text;
  for (const CheckItem& item : preflight.items) {
    text += lines_of(item, terminal);
  }
  return text + preflight_summary(preflight);
}

std::string preflight_summary(const Preflight& preflight) {
  return fmt::format("{} passed, {} failed, {} for a person to answer",
                     preflight.count(Answer::passed),
                     preflight.count(Answer::failed),
                     preflight.count(Answer::open));
}

std::string preflight_json(const Heading& heading, const Preflight& preflight) {
  Json json = document(heading, preflight.count(Answer::failed) == 0);
  json["hash"] = or_null(preflight.hash);
  json["items"] = Json::array();
  for (const CheckItem& item : preflight.items) {
    json["items"].push_back({{"id", item.id},
                             {"answer", command::to_string(item.answer)},
                             {"question", item.question},
                             {"details", item.details},
                             {"remedy", or_null(item.remedy)}});
  }
  json["totals"] = {{"passed", preflight.count(Answer::passed)},
                    {"failed", preflight.count(Answer::failed)},
                    {"open", preflight.count(Answer::open)}};
  return written(json);
}

}  // namespace godwit::report
