# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# godwit_add_migrations(... CHECK <level> LINT_... <rule>...): broken migrations
# are errors of the build and dangerous ones are warnings, found by the tool
# `godwit`, which runs on the machine that builds.
#
# Steps of that function, as macros, since they share its variables.

include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddPostgresqlFixture.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitSqlite.cmake")

macro(_godwit_resolve_check)
  # `off` is false to if().
  if("${arg_CHECK}" STREQUAL "")
    set(arg_CHECK "${GODWIT_CHECK}")
  endif()
  if(NOT arg_CHECK MATCHES "^(|off|structure|syntax|execute)$")
    message(FATAL_ERROR "${call}: unknown CHECK ${arg_CHECK}; off, structure,"
      " syntax and execute are known")
  endif()
  set(check_tool "")
  set(check_level "")
  if(NOT arg_CHECK STREQUAL "off")
    _godwit_find_tool()
    if(why_no_tool AND arg_CHECK)
      message(FATAL_ERROR
        "${call}: CHECK ${arg_CHECK} is not possible: ${why_no_tool}")
    elseif(why_no_tool)
      message(STATUS "${library}: migrations are not checked: ${why_no_tool}")
    endif()
    _godwit_resolve_check_level()
  endif()
endmacro()

# Sets `check_tool`, or else `why_no_tool`. A tool that is built for another
# machine cannot be run by the build.
macro(_godwit_find_tool)
  set(why_no_tool "")
  if(CMAKE_CROSSCOMPILING)
    # Not beside Godwit itself, which is for the other machine.
    find_program(GODWIT_HOST_TOOL godwit
      NO_CMAKE_FIND_ROOT_PATH NO_PACKAGE_ROOT_PATH NO_CMAKE_PATH
      NO_CMAKE_ENVIRONMENT_PATH NO_CMAKE_SYSTEM_PATH
      DOC "The tool godwit, built for the machine that builds")
    if(GODWIT_HOST_TOOL)
      set(check_tool "${GODWIT_HOST_TOOL}")
    else()
      set(why_no_tool "this is a cross build and no tool godwit of this\
 machine was found; install Godwit here too, or set GODWIT_HOST_TOOL")
    endif()
  elseif(TARGET Godwit::tool)
    set(check_tool Godwit::tool)
  else()
    set(why_no_tool "this Godwit was built without the tool godwit\
 (GODWIT_BUILD_EXECUTOR is switched off)")
  endif()
endmacro()

# What another machine's tool can do, only its run will tell; what it cannot is
# to run C++ that is compiled for this one.
macro(_godwit_resolve_check_level)
  set(check_level "${arg_CHECK}")
  if(with_code AND CMAKE_CROSSCOMPILING)
    message(STATUS "${library}: this is a cross build, so no check and no test"
      " runs what is written in C++, nor what comes with it")
    if(NOT check_level OR check_level STREQUAL "execute")
      set(check_level structure)
    endif()
  endif()
  if(check_tool STREQUAL "Godwit::tool")
    get_target_property(grammar Godwit::tool GODWIT_POSTGRESQL_GRAMMAR)
    _godwit_choose_check_level()
    _godwit_explain_check_level()
    message(STATUS "${library}: migrations are checked at level ${check_level}"
      "${why_level}")
  elseif(check_tool)
    message(STATUS "${library}: migrations are checked by ${check_tool}")
  endif()
endmacro()

# If nothing else is said, as deep as is possible without a server.
macro(_godwit_choose_check_level)
  if(NOT check_level)
    set(check_level structure)
    if(arg_DIALECT STREQUAL "sqlite")
      set(check_level execute)
    elseif(grammar)
      set(check_level syntax)
    endif()
  elseif("${arg_DIALECT}:${check_level}" STREQUAL "postgresql:syntax"
      AND NOT grammar)
    message(FATAL_ERROR "${call}: CHECK syntax is not possible for postgresql,"
      " because this Godwit was built without libpg_query; CHECK structure and"
      " execute are")
  endif()
endmacro()

macro(_godwit_explain_check_level)
  set(why_level "")
  if("${arg_DIALECT}:${check_level}" STREQUAL "postgresql:execute")
    set(why_level ", on a server that the build starts")
  elseif("${arg_DIALECT}:${check_level}" STREQUAL "postgresql:syntax")
    set(why_level ", by the grammar of PostgreSQL ${grammar}")
  elseif(check_level STREQUAL "execute")
    set(why_level ", in memory")
  elseif(NOT arg_CHECK)
    set(why_level ", because this Godwit was built without libpg_query")
  endif()
  if("${arg_DIALECT}:${check_level}" MATCHES "^sqlite:(syntax|execute)$")
    _godwit_explain_sqlite(by_sqlite)
    string(APPEND why_level "${by_sqlite}")
  endif()
endmacro()

macro(_godwit_resolve_check_options)
  set(check_options "")
  if(check_level)
    list(APPEND check_options --level ${check_level})
  endif()
  _godwit_append_rules(--error ${arg_LINT_ERRORS})
  _godwit_append_rules(--enable ${arg_LINT_ENABLE})
  _godwit_append_rules(--disable ${arg_LINT_DISABLE})
  if(arg_LINT_SINCE)
    list(APPEND check_options --since "${arg_LINT_SINCE}")
  endif()
  if(arg_LINT_SERVER_VERSION)
    list(APPEND check_options --server-version "${arg_LINT_SERVER_VERSION}")
  endif()
endmacro()

# Sets `outline` to the file in which the check writes down where the halves and
# statements of the migrations are, for the source of the set; or to nothing. A
# tool of another machine may be another version.
macro(_godwit_resolve_outline)
  set(outline "")
  if(check_tool STREQUAL "Godwit::tool" AND NOT with_code
      AND NOT arg_PREGENERATED AND NOT arg_PLACEHOLDERS)
    set(outline "${library}.outline")
  endif()
endmacro()

# Reads what is embedded, and not the directory: that is read once.
# A set with C++, its own or that of a set that it requires, is run by a program
# that has it, see below.
macro(_godwit_add_check)
  set(checked "")
  if(check_tool)
    _godwit_resolve_check_options()
  endif()
  if(check_tool AND NOT (with_code AND check_level STREQUAL "execute"))
    set(checked "${folder}/${library}.checked")
    set(made "${embedded}")
    foreach(required IN LISTS arg_REQUIRES)
      _godwit_append_required_data(${required} check_options made)
    endforeach()
    _godwit_choose_scratch_server()
    # Make does not compare command lines.
    _godwit_write_if_different("${folder}/check.txt" "${check_options}\n")
    set(write_outline "")
    if(outline)
      set(write_outline BYPRODUCTS "${folder}/${outline}"
        COMMAND ${check_tool} outline "${blob}" --output "${folder}/${outline}")
    endif()
    add_custom_command(OUTPUT "${checked}"
      COMMAND ${with_server} ${check_program} lint --quiet ${check_options}
        --source-directory "${directory}" "${blob}"
      ${write_outline}
      COMMAND "${CMAKE_COMMAND}" -E touch "${checked}"
      DEPENDS ${made} "${folder}/check.txt" ${check_tool}
      COMMENT "Checking migrations of ${library}"
      VERBATIM)
  endif()
endmacro()

# Sets `check_program`, and `with_server`, which stands before it.
macro(_godwit_choose_scratch_server)
  set(check_program ${check_tool})
  set(with_server "")
  if("${arg_DIALECT}:${check_level}" STREQUAL "postgresql:execute")
    list(APPEND check_options --scratch)
    list(APPEND made ${arg_CHECK_TEMPLATE_SQL})
    _godwit_resolve_program(check_program)
    _godwit_server_arguments(server ${arg_CHECK_TEMPLATE_SQL})
    set(with_server ${python} "${scripts}/postgresql_cluster.py" once ${server})
  endif()
endmacro()

macro(_godwit_append_rules option)
  foreach(rule IN ITEMS ${ARGN})
    list(APPEND check_options ${option} "${rule}")
  endforeach()
endmacro()

# Sets `<result>` to the command by which the tool runs the set to see what it
# makes, of PostgreSQL on a server of its own, and `<result>_needs`.
macro(_godwit_replay_command result tool)
  set(replay_options ${ARGN})
  set(${result}_needs ${tool} ${arg_CHECK_TEMPLATE_SQL})
  foreach(required IN LISTS arg_REQUIRES)
    _godwit_append_required_data(${required} replay_options ${result}_needs)
  endforeach()
  set(${result} ${tool})
  if(arg_DIALECT STREQUAL "postgresql")
    _godwit_resolve_program(${result})
    _godwit_server_arguments(server ${arg_CHECK_TEMPLATE_SQL})
    list(PREPEND ${result}
      ${python} "${scripts}/postgresql_cluster.py" once ${server})
  endif()
  list(APPEND ${result} ${replay_options} "${blob}")
endmacro()

# Those that are required by it come first.
function(_godwit_append_required_data library options dependencies)
  get_target_property(requires ${library} GODWIT_REQUIRES)
  if(requires)
    foreach(required IN LISTS requires)
      _godwit_append_required_data(${required} ${options} ${dependencies})
    endforeach()
  endif()
  get_target_property(data ${library} GODWIT_DATA)
  if(NOT data)
    set(data "$<TARGET_FILE:${library}>")
  endif()
  set(${options} ${${options}} --before "${data}" PARENT_SCOPE)
  set(${dependencies} ${${dependencies}} ${library} PARENT_SCOPE)
endfunction()

cmake_policy(POP)
