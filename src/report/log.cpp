// SPDX-License-Identifier: BSL-1.0
#include "report/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "report/printable.h"
#include "report/text.h"

namespace godwit::report {
namespace {

std::string_view event_name(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::waiting:
      return "waiting";
    case Event::Kind::blocked:
      return "blocked";
    case Event::Kind::retrying:
      return "retrying";
    case Event::Kind::reconnecting:
      return "reconnecting";
    case Event::Kind::started:
      return "started";
    case Event::Kind::finished:
      return "finished";
    case Event::Kind::notice:
      return "notice";
    case Event::Kind::unreachable:
      return "unreachable";
    case Event::Kind::behind:
      return "behind";
    case Event::Kind::baselined:
      return "recorded";
    case Event::Kind::copying:
      return "copying";
    case Event::Kind::checking:
      return "checking";
    case Event::Kind::running:
    case Event::Kind::progress:
      break;
  }
  return {};
}

std::string step_text(const Event& event, bool several_sets) {
  std::string of_step = label(event.step->version, event.step->name);
  if (several_sets) {
    of_step = fmt::format("{}: {}", printable(event.set), of_step);
  }
  switch (event.kind) {
    case Event::Kind::finished:
      return step_line(event.step->direction, of_step, event.duration, false);
    case Event::Kind::baselined:
      return baseline_line(of_step, false);
    default:
      return fmt::format(
          "{}  {}",
          event.step->direction == Direction::up ? "applying" : "reverting",
          of_step);
  }
}

bool is_of_step(Event::Kind kind) {
  return kind == Event::Kind::started || kind == Event::Kind::finished ||
         kind == Event::Kind::baselined;
}

}  // namespace

std::string_view to_string(LogSeverity severity) noexcept {
  switch (severity) {
    case LogSeverity::info:
      return "info";
    case LogSeverity::warning:
      return "warning";
    case LogSeverity::error:
      return "error";
  }
  return "unknown";
}

std::string event_text(const Event& event) {
  const std::string text = event.kind == Event::Kind::notice
                               ? printable_lines(event.text)
                               : printable(event.text);
  switch (event.kind) {
    case Event::Kind::waiting:
      return "waiting for the lock held by " + text;
    case Event::Kind::blocked:
      return "waiting for a table locked by " + text;
    case Event::Kind::retrying:
    case Event::Kind::notice:
      return text;
    case Event::Kind::reconnecting:
      return "connecting again: " + text;
    case Event::Kind::unreachable:
      return "waiting for the database: " + text;
    case Event::Kind::behind:
      return text.empty()
                 ? "waiting until somebody applies what is missing"
                 : "waiting for what is missing; the lock is held by " + text;
    case Event::Kind::copying:
      return "copying to " + text;
    case Event::Kind::checking:
      return "checking " + text;
    default:
      return {};
  }
}

std::optional<LogRecord> log_record(const Event& event, bool several_sets) {
  const std::string_view name = event_name(event.kind);
  if (name.empty()) return std::nullopt;
  LogRecord record{.event = name, .set = std::string(event.set)};
  if (event.step != nullptr) {
    record.step = {.version = event.step->version.text(),
                   .name = event.step->name,
                   .direction = event.step->direction};
    record.step_index = event.step_index;
    record.step_count = event.step_count;
  }
  record.text = event.step != nullptr && is_of_step(event.kind)
                    ? step_text(event, several_sets)
                    : event_text(event);
  if (event.kind == Event::Kind::finished) record.duration = event.duration;
  const bool odd = event.kind == Event::Kind::retrying ||
                   event.kind == Event::Kind::reconnecting;
  if (odd) record.severity = LogSeverity::warning;
  return record;
}

LogRecord log_record(const Error& error, LogSeverity severity) {
  return {.severity = severity,
          .event = severity == LogSeverity::error ? "error" : "warning",
          .text = diagnostic_text(error, to_string(severity)),
          .error = error};
}

std::string log_time(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since = std::chrono::floor<milliseconds>(time.time_since_epoch());
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(since).count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  return fmt::format("{}.{:03}Z", std::string_view(text.data(), size),
                     since.count() - seconds * 1000);
}

std::string log_text(const LogSource& source, const LogRecord& record) {
  const std::string head = fmt::format(
      "{} {} {}[{}]: ", log_time(record.time), to_string(record.severity),
      printable(source.program), source.process);
  std::string lines;
  std::string_view rest = record.text;
  do {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines += fmt::format("{}{}\n", head, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  } while (!rest.empty());
  return lines;
}

}  // namespace godwit::report
