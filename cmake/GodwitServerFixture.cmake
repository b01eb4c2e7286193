# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitPython.cmake")

# What the fixtures of servers have in common. `server` is the word of the
# function's name, such as postgresql, and `script` is the one that starts it.

# Sets `folder` to that of a fixture's server, one for each build directory, so
# that two of them can be tested at once. In /tmp, because the path of a socket
# must be short. A step of functions, which have `call` and `fixture`.
macro(_godwit_claim_server_folder server prefix)
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_${server}_${fixture})
  if(folder)
    message(FATAL_ERROR "${call}: there is a fixture of this name already")
  endif()
  string(SHA256 hash "${CMAKE_BINARY_DIR}\n${fixture}")
  string(SUBSTRING "${hash}" 0 10 hash)
  set(folder "/tmp/${prefix}-${hash}")
  set_property(GLOBAL PROPERTY GODWIT_FOLDER_OF_${server}_${fixture} "${folder}")
endmacro()

# The tests `<fixture>.start` and `<fixture>.stop`. What follows is told to
# `start`: before the folder, and behind it what stands after AFTER.
function(_godwit_add_server_tests fixture script folder)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "BEFORE;AFTER")
  set(server ${python} "${scripts}/${script}")
  add_test(NAME ${fixture}.start
    COMMAND ${server} start ${arg_BEFORE} "${folder}" ${arg_AFTER}
    COMMAND_EXPAND_LISTS)
  add_test(NAME ${fixture}.stop COMMAND ${server} stop "${folder}")
  set_tests_properties(${fixture}.start PROPERTIES
    FIXTURES_SETUP ${fixture} TIMEOUT 120)
  set_tests_properties(${fixture}.stop PROPERTIES
    FIXTURES_CLEANUP ${fixture} TIMEOUT 120)
endfunction()

# Sets `<result>` to what stands before a command to give it a database of its
# own.
function(_godwit_database_command fixture server script result)
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_${server}_${fixture})
  if(NOT folder)
    message(FATAL_ERROR "${call}: there is no fixture ${fixture}; make it by"
      " godwit_add_${server}_fixture() first")
  endif()
  _godwit_require_python()
  set(${result} ${python} "${scripts}/${script}" run "${folder}" PARENT_SCOPE)
endfunction()

# A test that has a database of its own. A step of functions, which have `call`
# and `test`.
macro(_godwit_add_server_test server script)
  _godwit_parse_arguments("" "FIXTURE" "COMMAND")
  _godwit_require(FIXTURE)
  _godwit_require(COMMAND)
  _godwit_database_command(${arg_FIXTURE} ${server} ${script} with_database)
  _godwit_resolve_program(arg_COMMAND)
  add_test(NAME ${test} COMMAND ${with_database} ${arg_COMMAND}
    COMMAND_EXPAND_LISTS)
  set_tests_properties(${test} PROPERTIES FIXTURES_REQUIRED ${arg_FIXTURE})
endmacro()

# As add_test() does it with the name of an executable target.
macro(_godwit_resolve_program command)
  list(POP_FRONT ${command} program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  list(PREPEND ${command} "${program}")
endmacro()

cmake_policy(POP)
