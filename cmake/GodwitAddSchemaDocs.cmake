# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrations.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddPostgresqlFixture.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_schema_docs

  Keep pages about a schema in the repository::

    godwit_add_schema_docs(<library>
      DIRECTORY <dir>
      [TEMPLATE_SQL <file>...]
    )

  ``<library>``
    A library made by :command:`godwit_add_migrations` in this build. What it
    requires is applied first, and is on the pages, too.
  ``DIRECTORY``
    Where the pages are: ``README.md``, one for each table, and pictures. What
    else is there stays as it is.
  ``TEMPLATE_SQL``
    PostgreSQL only: files that make what the migrations need, such as roles.

  The target ``<library>-docs`` writes the pages, the test
  ``<library>.docs-are-current`` compares them. Both run the migrations in
  memory (SQLite) or on a server of their own (PostgreSQL, with Python).
#]=======================================================================]
function(godwit_add_schema_docs library)
  set(call "godwit_add_schema_docs(${library})")
  _godwit_parse_arguments("" "DIRECTORY" "TEMPLATE_SQL")
  _godwit_require_set(${library})
  if(NOT arg_DIRECTORY)
    message(FATAL_ERROR "${call}: DIRECTORY is missing; name where the pages"
      " are, such as docs/schema")
  endif()
  _godwit_require_replayed_set()
  cmake_path(ABSOLUTE_PATH arg_DIRECTORY NORMALIZE OUTPUT_VARIABLE pages)
  # As people know it, and as the commands below, which run there.
  cmake_path(IS_PREFIX CMAKE_SOURCE_DIR "${pages}" inside)
  if(inside)
    cmake_path(RELATIVE_PATH pages BASE_DIRECTORY "${CMAKE_SOURCE_DIR}")
  endif()
  _godwit_find_python()
  _godwit_find_tool()
  if(arg_DIALECT STREQUAL "postgresql" AND NOT Python3_Interpreter_FOUND)
    set(why_no_tool "the server for them needs Python, and none was found")
  endif()
  if(why_no_tool)
    message(STATUS "${library}: its schema is not described: ${why_no_tool}")
    _godwit_add_disabled_test(${name}.docs-are-current)
    return()
  endif()
  _godwit_replay_command(docs "${check_tool}" docs --out "${pages}")
  add_custom_target(${library}-docs COMMAND ${docs}
    DEPENDS ${library} ${docs_needs}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    COMMENT "Describing the schema of ${library}"
    COMMAND_EXPAND_LISTS VERBATIM)
  _godwit_resolve_program(check_tool)
  _godwit_replay_command(check "${check_tool}" docs --check --out "${pages}")
  add_test(NAME ${name}.docs-are-current COMMAND ${check}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" COMMAND_EXPAND_LISTS)
endfunction()

# A step of the function above, as a macro, since it shares its variables. What
# it sets is as _godwit_replay_command() has it.
macro(_godwit_require_replayed_set)
  _godwit_require_built_here(GODWIT_DATA blob)
  get_target_property(program ${library} GODWIT_CHECK_PROGRAM)
  if(program)
    message(FATAL_ERROR "${call}: ${library} has migrations in C++, which the"
      " tool godwit cannot run; describe a database that has them, by"
      " godwit docs -d <url>")
  endif()
  get_target_property(arg_DIALECT ${library} GODWIT_DIALECT)
  if(arg_TEMPLATE_SQL AND NOT arg_DIALECT STREQUAL "postgresql")
    message(FATAL_ERROR "${call}: TEMPLATE_SQL is for PostgreSQL, and"
      " ${library} is for ${arg_DIALECT}")
  endif()
  get_target_property(arg_REQUIRES ${library} GODWIT_REQUIRES)
  if(NOT arg_REQUIRES)
    set(arg_REQUIRES "")
  endif()
  set(arg_CHECK_TEMPLATE_SQL "${arg_TEMPLATE_SQL}")
endmacro()

cmake_policy(POP)
