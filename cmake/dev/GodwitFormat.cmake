# SPDX-License-Identifier: BSL-1.0
add_custom_target(format
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/format.sh"
  USES_TERMINAL VERBATIM)
add_custom_target(format-check
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/format.sh" --check
  USES_TERMINAL VERBATIM)
