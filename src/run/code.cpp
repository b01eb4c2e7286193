// SPDX-License-Identifier: BSL-1.0
#include "run/code.h"

#include <fmt/format.h>

#include <exception>

#include "base/errors.h"

namespace godwit::run {
namespace {

thread_local bool inside_code = false;

class InsideCode {
 public:
  InsideCode() { inside_code = true; }
  ~InsideCode() { inside_code = false; }
  InsideCode(const InsideCode&) = delete;
  InsideCode& operator=(const InsideCode&) = delete;
};

Error thrown(std::string_view what) {
  return make_error(ErrorCode::statement_failed,
                    fmt::format("the step threw: {}", what));
}

Error not_in_this_program(const Step& step) {
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("{} is written in C++, and this program does not have it",
                  step.version.text()),
      "run an executor of the set, or the application");
  error.location = {.file = step.script().file};
  return error;
}

Result<void> call(StepFunction function, Database& database) {
  const InsideCode inside;
  try {
    return function(database);
  } catch (const BadResult& bad) {
    return bad.error();
  } catch (const std::exception& exception) {
    return thrown(exception.what());
  } catch (...) {
    return thrown("something that is no std::exception");
  }
}

}  // namespace

driver::Code code_of(const Step& step) {
  const StepFunction function = step.script().function;
  if (function == nullptr) return {};
  return [function](Database& database) { return call(function, database); };
}

Result<void> check_code(const Plan& plan) {
  for (const Step& step : plan.steps) {
    const Script& script = step.script();
    if (script.language == Language::cpp && script.function == nullptr) {
      return not_in_this_program(step);
    }
  }
  return {};
}

bool is_inside_code() noexcept { return inside_code; }

Error run_inside_code() {
  return make_error(ErrorCode::invalid_argument,
                    "a step in C++ cannot start another run",
                    "do what it needs with the Database that it is given");
}

}  // namespace godwit::run
