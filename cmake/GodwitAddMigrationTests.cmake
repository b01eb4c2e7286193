# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrations.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_migration_tests

  Make CTest tests of a set of migrations::

    godwit_add_migration_tests(<library>)

  ``<library>``
    A library made by :command:`godwit_add_migrations` in this build.

  ``<library>.embedded-is-current``
    The built library carries exactly the migrations of its directory. A build
    does not see a file that is replaced by one with an older time, as
    ``cp -p`` does; this test does. Needs Python, as embedding does; without
    it, the test is disabled.
#]=======================================================================]
function(godwit_add_migration_tests library)
  set(call "godwit_add_migration_tests(${library})")
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "")
  _godwit_refuse_bad_arguments()
  _godwit_require_set(${library})
  get_target_property(directory ${library} GODWIT_DIRECTORY)
  if(NOT directory)
    message(FATAL_ERROR "${call}: this library was built elsewhere; call the"
      " function where godwit_add_migrations() is called")
  endif()
  _godwit_add_current_test()
endfunction()

# The rest are steps of the function above, as macros, since they share its
# variables.

macro(_godwit_add_current_test)
  _godwit_find_python()
  get_target_property(arguments ${library} GODWIT_ARGUMENTS)
  get_target_property(type ${library} TYPE)
  if(type STREQUAL "OBJECT_LIBRARY")
    set(carrier "$<TARGET_OBJECTS:${library}>")
  else()
    set(carrier "$<TARGET_FILE:${library}>")
  endif()
  add_test(NAME ${name}.embedded-is-current
    COMMAND ${python} "${scripts}/check_embedded.py" "@${arguments}"
      --library "${carrier}"
    COMMAND_EXPAND_LISTS)
  if(NOT Python3_Interpreter_FOUND)
    set_tests_properties(${name}.embedded-is-current PROPERTIES DISABLED ON)
  endif()
endmacro()

cmake_policy(POP)
