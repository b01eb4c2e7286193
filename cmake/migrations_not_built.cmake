# SPDX-License-Identifier: BSL-1.0
# Run by CTest with LIBRARY, whose tests are not known yet.
message(FATAL_ERROR "the tests of ${LIBRARY} are listed by its build; build the"
  " project first")
