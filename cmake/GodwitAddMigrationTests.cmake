# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrations.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrator.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddPostgresqlFixture.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_migration_tests

  Make CTest tests of a set of migrations::

    godwit_add_migration_tests(<library>
      [FIXTURE <fixture>]
      [SINCE <version>]
      [RELEASES <version>...]
    )

  ``<library>``
    A library made by :command:`godwit_add_migrations` in this build. What it
    requires is applied first.
  ``FIXTURE``
    PostgreSQL only: the fixture of :command:`godwit_add_postgresql_fixture`
    whose server is used, for sets that need roles or extensions to be there.
    Default: one for all sets of the project, ``godwit.postgresql``.
  ``SINCE``
    The newest version that has no tests of its own any more.
  ``RELEASES``
    Versions that databases in use may have, from which an upgrade is tested.

  Tests are called ``<library>.<place>.<what>``, where the place is ``memory``
  and ``disk`` for SQLite and ``postgresql`` otherwise:

  ``from-empty``
    All migrations apply to an empty database.
  ``<migration>.up-down-up``
    For each that has a way down: undoing it restores the schema, and applying
    it again makes the same one as before.
  ``<migration>.up-down-up-with-rows``
    The same with a generated row in every table. The test says which tables it
    could not fill.
  ``<migration>.up``, ``<migration>.up-with-rows``
    For each that has no way down: it applies, without rows and with them.
  ``<release>.upgrade``
    From that version to the newest, with a generated row in every table.

  ``<library>.snapshot-equals-migrations``
    Of a set with ``SNAPSHOT``: the file makes the schema that the migrations up
    to its version make, with as many rows in each table, and what comes after
    it applies.

  They are listed by the build, so that a new migration needs no run of CMake,
  and run by the tool ``godwit``. Before the first build there is one test,
  ``<library>.NOT_BUILT``, which fails.

  ``<library>.schema-is-generated``
    Of a set with ``SCHEMA``: the migrations make the declared schema.

  ``<library>.embedded-is-current``
    The built library carries exactly the migrations of its directory. A build
    does not see a file that is replaced by one with an older time, as
    ``cp -p`` does; this test does. Needs Python, as embedding does; without
    it, the test is disabled.
#]=======================================================================]
function(godwit_add_migration_tests library)
  set(call "godwit_add_migration_tests(${library})")
  _godwit_parse_arguments("" "FIXTURE;SINCE" "RELEASES")
  _godwit_require_set(${library})
  _godwit_require_built_here(GODWIT_DIRECTORY directory)
  get_target_property(dialect ${library} GODWIT_DIALECT)
  if(arg_FIXTURE AND NOT dialect STREQUAL "postgresql")
    message(FATAL_ERROR "${call}: FIXTURE is for PostgreSQL, and ${library} is"
      " for ${dialect}")
  endif()
  _godwit_find_python()
  _godwit_add_current_test()
  _godwit_find_runner()
  if(why_no_tool)
    message(STATUS "${library}: migrations are not tested: ${why_no_tool}")
    _godwit_add_disabled_test(${name}.migrations)
  else()
    _godwit_choose_places()
    _godwit_tell_other_sqlite()
    _godwit_add_schema_test()
    _godwit_add_expected_schema_test()
    _godwit_list_tests()
  endif()
endfunction()

# The rest are steps of the function above, as macros, since they share its
# variables.

macro(_godwit_add_current_test)
  get_target_property(arguments ${library} GODWIT_ARGUMENTS)
  _godwit_carrier(${library} carrier)
  add_test(NAME ${name}.embedded-is-current
    COMMAND ${python} "${scripts}/check_embedded.py" "@${arguments}"
      --library "${carrier}"
    COMMAND_EXPAND_LISTS)
  if(NOT Python3_Interpreter_FOUND)
    set_tests_properties(${name}.embedded-is-current PROPERTIES DISABLED ON)
  endif()
endmacro()

# The built files that a set is in. What is expected of it is in another.
function(_godwit_carrier library result)
  get_target_property(type ${library} TYPE)
  if(type STREQUAL "OBJECT_LIBRARY")
    set(${result}
      "$<FILTER:$<TARGET_OBJECTS:${library}>,EXCLUDE,[.]expected[.]cpp[.]o>"
      PARENT_SCOPE)
  else()
    set(${result} "$<TARGET_FILE:${library}>" PARENT_SCOPE)
  endif()
endfunction()

macro(_godwit_find_runner)
  set(check_tool "")
  _godwit_find_tool()
  if(dialect STREQUAL "postgresql" AND NOT Python3_Interpreter_FOUND)
    set(why_no_tool "the server for them needs Python, and none was found")
  endif()
endmacro()

# Where tests run, and what stands before their command.
macro(_godwit_choose_places)
  set(with_database "")
  set(places memory disk)
  if(dialect STREQUAL "postgresql")
    set(places postgresql)
    if(NOT arg_FIXTURE)
      set(arg_FIXTURE godwit.postgresql)
      get_property(folder
        GLOBAL PROPERTY GODWIT_FOLDER_OF_postgresql_${arg_FIXTURE})
      if(NOT folder)
        godwit_add_postgresql_fixture(godwit.postgresql)
      endif()
    endif()
    _godwit_database_command(${arg_FIXTURE} postgresql
      postgresql_cluster.py with_database)
  endif()
endmacro()

macro(_godwit_add_schema_test)
  get_target_property(options ${library} GODWIT_GENERATE_OPTIONS)
  if(options)
    set(command ${check_tool})
    _godwit_resolve_program(command)
    add_test(NAME ${name}.schema-is-generated
      COMMAND ${with_database} ${command} generate --check ${options}
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
      COMMAND_EXPAND_LISTS)
    if(arg_FIXTURE)
      set_tests_properties(${name}.schema-is-generated PROPERTIES
        FIXTURES_REQUIRED ${arg_FIXTURE})
    endif()
  endif()
endmacro()

# A file that somebody writes is of these migrations, still.
macro(_godwit_add_expected_schema_test)
  get_target_property(from ${library} GODWIT_EXPECTED_FROM)
  if(from STREQUAL "file")
    set(command ${check_tool})
    _godwit_resolve_program(command)
    get_target_property(blob ${library} GODWIT_DATA)
    set(expect_options "")
    set(made "")
    get_target_property(requires ${library} GODWIT_REQUIRES)
    foreach(required IN LISTS requires)
      _godwit_append_required_data(${required} expect_options made)
    endforeach()
    add_test(NAME ${name}.schema-is-expected
      COMMAND ${with_database} ${command} expect --check
        --output "${directory}/expected.schema" ${expect_options} "${blob}"
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
      COMMAND_EXPAND_LISTS)
    if(arg_FIXTURE)
      set_tests_properties(${name}.schema-is-expected PROPERTIES
        FIXTURES_REQUIRED ${arg_FIXTURE})
    endif()
  endif()
endmacro()

macro(_godwit_tell_other_sqlite)
  if(dialect STREQUAL "sqlite" AND check_tool STREQUAL "Godwit::tool")
    _godwit_explain_sqlite(by_sqlite)
    if(by_sqlite)
      message(STATUS "${library}: migrations are tested${by_sqlite}")
    endif()
  endif()
endmacro()

# The build writes what CTest reads, and CTest makes tests of it.
macro(_godwit_list_tests)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${library}.godwit-tests")
  set(list "${folder}/list.cmake")
  file(MAKE_DIRECTORY "${folder}")
  set(sets "")
  _godwit_append_in_order(${library} sets)
  set(carriers "")
  foreach(set IN LISTS sets)
    _godwit_carrier(${set} carrier)
    list(APPEND carriers "${carrier}")
  endforeach()
  # What has the C++ of the set needs no files to read it from.
  get_target_property(program ${library} GODWIT_CHECK_PROGRAM)
  set(from ${carriers})
  if(program)
    set(check_tool ${program})
    set(from "")
  endif()
  set(since_option "")
  if(arg_SINCE)
    set(since_option --since "${arg_SINCE}")
  endif()
  add_custom_command(OUTPUT "${list}"
    COMMAND ${check_tool} test ${name} ${from}
      --list "${list}" ${since_option}
    DEPENDS ${sets} ${carriers} ${check_tool}
    COMMENT "Listing tests of ${library}"
    COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${library}-list-tests ALL DEPENDS "${list}")
  set(not_built
    "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/migrations_not_built.cmake")
  configure_file(
    "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/migration_tests.cmake.in"
    "${folder}/tests.cmake" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY
    TEST_INCLUDE_FILES "${folder}/tests.cmake")
endmacro()

cmake_policy(POP)
