# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitPython.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_postgresql_fixture

  Start a PostgreSQL server for the tests of a project::

    godwit_add_postgresql_fixture(<fixture>
      [SERVER <variable>]
      [TEMPLATE_SQL <file>...]
      [TEMPLATE_COMMAND <program> [<argument>...]]
    )

  Makes a CTest fixture: the test ``<fixture>.start`` starts a server of its
  own, as any user and as root too, and ``<fixture>.stop`` stops it. It uses
  memory instead of a disk where there is room, and stops by itself when ctest
  ends in any other way. Programs of the server are looked for when tests run,
  by ``pg_config`` and in the folder that the environment variable
  ``GODWIT_POSTGRESQL_BIN`` names; where there are none, the tests fail.

  ``SERVER``
    Gets the connection string of the server, without a database, for tests
    that make databases themselves. These need the properties ``FIXTURES_REQUIRED
    <fixture>`` and ``ENVIRONMENT``.
  ``TEMPLATE_SQL``
    What psql runs once in the database that all others are copies of: roles,
    extensions, tables.
  ``TEMPLATE_COMMAND``
    What runs after that, once, with ``DATABASE_URL`` naming that database: an
    executor of :command:`godwit_add_migrator` and ``up``, for example.
#]=======================================================================]
function(godwit_add_postgresql_fixture fixture)
  set(call "godwit_add_postgresql_fixture(${fixture})")
  _godwit_parse_arguments("" "SERVER" "TEMPLATE_SQL;TEMPLATE_COMMAND")
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_FIXTURE_${fixture})
  if(folder)
    message(FATAL_ERROR "${call}: there is a fixture of this name already")
  endif()
  _godwit_require_python()
  _godwit_resolve_template_command()
  _godwit_server_arguments(server ${arg_TEMPLATE_SQL})
  _godwit_server_folder(${fixture} folder)
  set_property(GLOBAL PROPERTY GODWIT_FOLDER_OF_FIXTURE_${fixture} "${folder}")
  set(cluster ${python} "${scripts}/postgresql_cluster.py")
  add_test(NAME ${fixture}.start
    COMMAND ${cluster} start ${server} "${folder}" ${template_command}
    COMMAND_EXPAND_LISTS)
  add_test(NAME ${fixture}.stop COMMAND ${cluster} stop "${folder}")
  set_tests_properties(${fixture}.start PROPERTIES
    FIXTURES_SETUP ${fixture} TIMEOUT 120)
  set_tests_properties(${fixture}.stop PROPERTIES
    FIXTURES_CLEANUP ${fixture} TIMEOUT 120)
  if(arg_SERVER)
    set(${arg_SERVER} "host=${folder} port=5432 user=godwit" PARENT_SCOPE)
  endif()
endfunction()

#[=======================================================================[.rst:
.. command:: godwit_add_postgresql_test

  Add a test that has a database of its own::

    godwit_add_postgresql_test(<test>
      FIXTURE <fixture>
      COMMAND <program> [<argument>...]
    )

  The database is a copy of the fixture's template, is named in the environment
  variable ``DATABASE_URL`` of the program, and is dropped when that ends.
#]=======================================================================]
function(godwit_add_postgresql_test test)
  set(call "godwit_add_postgresql_test(${test})")
  _godwit_parse_arguments("" "FIXTURE" "COMMAND")
  _godwit_require(FIXTURE)
  _godwit_require(COMMAND)
  _godwit_database_command(${arg_FIXTURE} with_database)
  _godwit_resolve_program(arg_COMMAND)
  add_test(NAME ${test} COMMAND ${with_database} ${arg_COMMAND}
    COMMAND_EXPAND_LISTS)
  set_tests_properties(${test} PROPERTIES FIXTURES_REQUIRED ${arg_FIXTURE})
endfunction()

# What stands before a command to give it a database of its own.
function(_godwit_database_command fixture result)
  get_property(folder GLOBAL PROPERTY GODWIT_FOLDER_OF_FIXTURE_${fixture})
  if(NOT folder)
    message(FATAL_ERROR "${call}: there is no fixture ${fixture}; make it by"
      " godwit_add_postgresql_fixture() first")
  endif()
  _godwit_require_python()
  set(${result} ${python} "${scripts}/postgresql_cluster.py" run "${folder}"
    PARENT_SCOPE)
endfunction()

# As add_test() does it with the name of an executable target.
macro(_godwit_resolve_program command)
  list(POP_FRONT ${command} program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  list(PREPEND ${command} "${program}")
endmacro()

# What `start` and `once` of postgresql_cluster.py are told of a server. After
# the result come files that psql runs in the template of its databases.
function(_godwit_server_arguments result)
  set(arguments --cache "${CMAKE_BINARY_DIR}/godwit-postgresql")
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    list(APPEND arguments --template-sql "${file}")
  endforeach()
  set(${result} ${arguments} PARENT_SCOPE)
endfunction()

# One for each build directory, so that two of them can be tested at once. In
# /tmp, because the path of a socket must be short.
function(_godwit_server_folder name result)
  string(SHA256 hash "${CMAKE_BINARY_DIR}\n${name}")
  string(SUBSTRING "${hash}" 0 10 hash)
  set(${result} "/tmp/gw-${hash}" PARENT_SCOPE)
endfunction()

# A step of the first function, as a macro, since it shares its variables.
macro(_godwit_resolve_template_command)
  set(template_command "")
  if(arg_TEMPLATE_COMMAND)
    _godwit_resolve_program(arg_TEMPLATE_COMMAND)
    set(template_command --template-command ${arg_TEMPLATE_COMMAND})
  endif()
endmacro()

cmake_policy(POP)
