// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <utility>

#include "cli/command.h"
#include "cli/own_words.h"
#include "command/doctor.h"
#include "report/doctor.h"

namespace godwit::cli {
namespace {

ExitCode run_doctor(Invocation& invocation) {
  command::Diagnosis diagnosis = command::diagnose(
      database_request(invocation, {.read_only = true}, nullptr));
  for (driver::Observation& one : diagnosis.observations) {
    one.remedy = in_own_words(std::move(one.remedy));
  }
  const bool sick = diagnosis.count(driver::Weight::error) > 0;
  const ExitCode code = sick ? ExitCode::failed : ExitCode::done;
  invocation.heading.database = diagnosis.database;
  invocation.heading.exit_code = static_cast<int>(code);
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::diagnosis_json(invocation.heading, diagnosis)
                    : report::diagnosis_text(diagnosis, output.results()));
  return code;
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::doctor = {
    .name = "doctor",
    .description = "Look for what would stop or harm a migration",
    .examples =
        "doctor\n"
        "doctor --json",
    .run = cli::run_doctor,
    .with_required = true,
};

}  // namespace godwit
