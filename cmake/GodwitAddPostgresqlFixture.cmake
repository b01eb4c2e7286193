# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitServerFixture.cmake")

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
  _godwit_require_python()
  _godwit_resolve_template_command()
  _godwit_server_arguments(server ${arg_TEMPLATE_SQL})
  _godwit_claim_server_folder(postgresql gw)
  _godwit_add_server_tests(${fixture} postgresql_cluster.py "${folder}"
    BEFORE ${server} AFTER ${template_command})
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
  _godwit_add_server_test(postgresql postgresql_cluster.py)
endfunction()

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

# A step of the first function, as a macro, since it shares its variables.
macro(_godwit_resolve_template_command)
  set(template_command "")
  if(arg_TEMPLATE_COMMAND)
    _godwit_resolve_program(arg_TEMPLATE_COMMAND)
    set(template_command --template-command ${arg_TEMPLATE_COMMAND})
  endif()
endmacro()

cmake_policy(POP)
