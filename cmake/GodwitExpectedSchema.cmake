# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")

# The schema that the migrations of a set make, built into it for `drift`: where
# a check runs them anyway, the build runs them once more and writes it down;
# else it is taken from expected.schema beside them, if that is there.
#
# Steps of godwit_add_migrations(), as macros, since they share its variables.

# Sets `expected_from` to build, file or nothing. What is there at run time only
# (C++, values of placeholders) the tool cannot run.
macro(_godwit_resolve_expected_schema)
  set(expected_from "")
  set(expected_sources "")
  set(generate_writes "")
  set(expected_file "${directory}/expected.schema")
  # The tool of another machine chooses its level itself.
  set(executes execute)
  if(arg_DIALECT STREQUAL "sqlite")
    list(APPEND executes "")
  endif()
  if(arg_PREGENERATED OR with_code OR arg_PLACEHOLDERS)
    # There is none.
  elseif(check_tool AND check_level IN_LIST executes)
    set(expected_from build)
  else()
    file(GLOB expected_found CONFIGURE_DEPENDS "${expected_file}")
    if(expected_found)
      set(expected_from file)
    endif()
    # The target knows nothing of further parts.
    if(arg_SCHEMA AND NOT arg_REPEATABLE AND arg_DIALECT STREQUAL "postgresql")
      set(generate_writes --expect)
    endif()
  endif()
endmacro()

macro(_godwit_add_expected_schema)
  if(expected_from)
    set(expected_source "${folder}/${library}.expected.cpp")
    set(expected_stamp "${folder}/${library}.expected")
    set(expected_sources "${expected_source}" "${expected_stamp}")
    set(expect "")
    set(expected_of ${embedded})
    if(expected_from STREQUAL "build")
      _godwit_expect_command()
    else()
      list(APPEND expected_of "${expected_file}")
    endif()
    add_custom_command(OUTPUT "${expected_stamp}"
      BYPRODUCTS "${expected_source}"
      ${expect}
      COMMAND ${python} "${scripts}/embed_expected.py"
        "--schema=${expected_file}" "--blob=${blob}"
        "--namespace=${arg_NAMESPACE}" "--source-output=${expected_source}"
      COMMAND "${CMAKE_COMMAND}" -E touch "${expected_stamp}"
      DEPENDS ${expected_of} ${checked} ${embedding_scripts}
        "${scripts}/embed_expected.py"
      COMMENT "Embedding the schema of ${library}"
      COMMAND_EXPAND_LISTS VERBATIM)
  endif()
endmacro()

# What is broken has been told by the check, which comes first.
macro(_godwit_expect_command)
  set(expected_file "${folder}/${library}.expected.schema")
  _godwit_replay_command(expect "${check_tool}"
    expect --warn --output "${expected_file}")
  list(PREPEND expect COMMAND)
  list(APPEND expected_of ${expect_needs})
endmacro()

# For who has a server, where builds have none.
macro(_godwit_add_expect_target)
  if(arg_DIALECT STREQUAL "postgresql" AND check_tool
      AND NOT expected_from STREQUAL "build")
    _godwit_replay_command(expect "${check_tool}"
      expect --output "${directory}/expected.schema")
    add_custom_target(${library}-expect COMMAND ${expect}
      DEPENDS ${embedded} ${expect_needs}
      COMMENT "Writing down which schema ${library} makes"
      VERBATIM)
  endif()
endmacro()

cmake_policy(POP)
