// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::report {

enum class LogSeverity : std::uint8_t { info, warning, error };

/// "info", "warning" or "error".
std::string_view to_string(LogSeverity severity) noexcept;

/// Something that a log keeps: what an executor says, or what happens.
struct LogRecord {
  struct Step {
    std::string version = {};
    std::string name = {};
    Direction direction = Direction::up;
  };

  std::chrono::system_clock::time_point time = {};
  LogSeverity severity = LogSeverity::info;
  /// What kind of thing, as docs/json.md lists them.
  std::string_view event = "message";
  /// For people; may have several lines.
  std::string text = {};
  std::string set = {};
  std::optional<Step> step = {};
  std::size_t step_index = 0;
  /// Zero: it is no step.
  std::size_t step_count = 0;
  std::optional<std::chrono::microseconds> duration = {};
  std::optional<int> exit_code = {};
  std::optional<Error> error = {};
};

/// Whose log it is, which may be that of many.
struct LogSource {
  std::string program = {};
  long process = 0;
  std::string command = {};
};

/// What a log keeps of an event; the text names the set where there are several
/// of them. Absent: nothing.
std::optional<LogRecord> log_record(const Event& event, bool several_sets);
LogRecord log_record(const Error& error, LogSeverity severity);

/// What people are told of an event that has no step, such as who is waited
/// for. Empty: nothing.
std::string event_text(const Event& event);

/// "2026-11-27T03:29:17.123Z".
std::string log_time(std::chrono::system_clock::time_point time);

// Both end with a line end. Text has as many lines as that of the record, and
// each says when, what and who; JSON is one line.
std::string log_text(const LogSource& source, const LogRecord& record);
std::string log_json(const LogSource& source, const LogRecord& record);

}  // namespace godwit::report
