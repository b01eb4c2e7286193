# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddPostgresqlFixture.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")

# godwit_add_migrations(... SCHEMA <path>...): the schema that the migrations
# are to make, from which the target migrate-generate writes them.
#
# Steps of that function, as macros, since they share its variables.

macro(_godwit_resolve_schema)
  set(generate_options "")
  set(schema_files "")
  set(sets_before "")
  foreach(path IN LISTS arg_SCHEMA)
    cmake_path(ABSOLUTE_PATH path NORMALIZE OUTPUT_VARIABLE place)
    string(REGEX REPLACE "(.)/$" "\\1" place "${place}")
    if(NOT EXISTS "${place}")
      message(FATAL_ERROR "${call}: no such SCHEMA: ${place}; restore it, or"
        " correct the path")
    elseif(place STREQUAL directory)
      message(FATAL_ERROR "${call}: SCHEMA ${path} is the DIRECTORY of the"
        " migrations; put the schema beside it")
    elseif(IS_DIRECTORY "${place}")
      file(GLOB_RECURSE found CONFIGURE_DEPENDS "${place}/*.sql")
      list(APPEND schema_files ${found})
    else()
      list(APPEND schema_files "${place}")
    endif()
    list(APPEND generate_options --schema "${place}")
  endforeach()
  if(arg_SCHEMA)
    list(APPEND generate_options
      --directory "${directory}" --dialect ${arg_DIALECT})
    foreach(required IN LISTS arg_REQUIRES)
      _godwit_append_required_data(${required} generate_options sets_before)
    endforeach()
  endif()
endmacro()

# A warning of the build where the migrations make another schema. On a server
# only the test looks, since a build has none.
macro(_godwit_add_schema_check)
  if(arg_SCHEMA AND check_tool AND arg_DIALECT STREQUAL "sqlite"
      AND NOT with_code)
    set(schema_checked "${folder}/${library}.schema-checked")
    add_custom_command(OUTPUT "${schema_checked}"
      COMMAND ${check_tool} generate --warn ${generate_options}
      COMMAND "${CMAKE_COMMAND}" -E touch "${schema_checked}"
      DEPENDS ${embedded} ${sets_before} ${schema_files} ${check_tool}
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
      COMMENT "Comparing migrations of ${library} with its schema"
      VERBATIM)
    list(APPEND checked "${schema_checked}")
  endif()
endmacro()

# The command of the tool for a set. Of PostgreSQL it starts a server of its own.
function(_godwit_generate_command library result)
  _godwit_find_tool()
  get_target_property(dialect ${library} GODWIT_DIALECT)
  get_target_property(options ${library} GODWIT_GENERATE_OPTIONS)
  set(command ${check_tool})
  if(dialect STREQUAL "postgresql")
    _godwit_find_python()
    _godwit_resolve_program(command)
    _godwit_server_arguments(server)
    list(PREPEND command
      ${python} "${scripts}/postgresql_cluster.py" once ${server})
  endif()
  get_target_property(writes ${library} GODWIT_GENERATE_WRITES)
  set(${result} ${command} generate ${options} ${writes} PARENT_SCOPE)
endfunction()

# The same for `push`. Which database it is, and which server, is known when it
# runs; the set is read as it was built.
function(_godwit_push_command library result)
  _godwit_find_tool()
  get_target_property(options ${library} GODWIT_GENERATE_OPTIONS)
  list(FIND options --directory place)
  list(REMOVE_AT options ${place})
  list(REMOVE_AT options ${place})
  get_target_property(data ${library} GODWIT_DATA)
  if(NOT data)
    set(data "$<TARGET_FILE:${library}>")
  endif()
  set(${result} ${check_tool} push "${data}" ${options} PARENT_SCOPE)
endfunction()

cmake_policy(POP)
