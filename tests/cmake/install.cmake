# SPDX-License-Identifier: BSL-1.0
# Installs BUILD into PREFIX, in which nothing stays that an older build had.
file(REMOVE_RECURSE "${PREFIX}")
execute_process(
  COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX}"
    --config "${CONFIG}"
  COMMAND_ERROR_IS_FATAL ANY)
