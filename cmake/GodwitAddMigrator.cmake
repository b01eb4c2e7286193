# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitDeclaredSchema.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitStaticExecutor.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_migrator

  Build an executor, one file that migrates databases wherever it is copied::

    godwit_add_migrator(<executable>
      MIGRATIONS <library>...
      [TARGETS]
      [TARGET_PREFIX <prefix>]
      [OUTPUT_NAME <name>]
      [STATIC]
      [PRODUCTION]
      [WITHOUT <command>...]
      [ON_CONNECT <function>]
    )

  ``MIGRATIONS``
    Libraries made by :command:`godwit_add_migrations`. The executor carries
    them and what they require. The scheme of the database URL picks a dialect;
    the sets of that dialect are applied in the order given here, each after
    those that it requires. Each needs a history table of its own.
  ``TARGETS``
    Make build targets that run the executor in the top source directory:
    ``migrate-up``, ``migrate-down``, ``migrate-status``, ``migrate-create`` and
    so on, for each command that needs no argument, and ``migrate-generate`` and
    ``migrate-push`` where a set has a ``SCHEMA``, the second not with
    ``PRODUCTION``, and ``migrate-studio`` where Godwit was built with it. The
    executor reads ``DATABASE_URL`` and
    further arguments
    (``GODWIT_ARGS``) from the environment of the build, and
    ``migrate-create`` the name of the new migration (``NAME``),
    ``migrate-forget`` what is to go (``TABLES=a,b`` or ``ALL=1``; neither: it
    lists)::

      DATABASE_URL=sqlite:shop.db cmake --build build --target migrate-up

  ``TARGET_PREFIX``
    Name the targets ``<prefix>-migrate-up`` and so on. The plain names then
    run all executors that have a prefix, one after the other, and exist from
    the end of the top ``CMakeLists.txt``. Where their dialects differ, each
    skips a database of another one and says so.
  ``OUTPUT_NAME``
    The name of the file, if it is not that of the target.
  ``STATIC``
    Link everything into the executor, so that it runs on any Linux of its
    architecture, in an empty container too. With sets for SQLite alone.
  ``PRODUCTION``
    An executor for production: the databases that ``up``, ``init`` or
    ``baseline`` of it writes to are protected from then on, as by ``protect
    --reason production``, so that ``reset`` and ``restore`` of any executor
    refuse them. It is recorded with what is recorded anyway.
  ``WITHOUT``
    Commands that are to be left out of the executor, such as ``down redo goto
    reset restore`` for production: they are not in the file.
  ``ON_CONNECT``
    A function ``godwit::Result<void> <function>(const
    godwit::NativeConnection&)`` that sets each new connection up, before those
    of the sets: the key of an encrypted file, ``SET ROLE``. Link what defines
    it to the executor.
#]=======================================================================]
function(godwit_add_migrator executable)
  set(call "godwit_add_migrator(${executable})")
  _godwit_parse_arguments("TARGETS;STATIC;PRODUCTION"
    "TARGET_PREFIX;OUTPUT_NAME;ON_CONNECT" "MIGRATIONS;WITHOUT")
  _godwit_require(MIGRATIONS)
  _godwit_check_sets()
  _godwit_choose_commands()
  if(arg_TARGET_PREFIX AND NOT arg_TARGETS)
    message(FATAL_ERROR "${call}: TARGET_PREFIX needs TARGETS")
  endif()
  if(arg_STATIC)
    _godwit_check_static()
  endif()
  _godwit_add_executor()
  if(arg_STATIC)
    _godwit_link_statically(${executable})
  endif()
  if(arg_TARGETS)
    _godwit_add_targets()
  endif()
endfunction()

# The rest are steps of the function above, as macros, since they share its
# variables.

# `all`: those that include/godwit/commands.inc names, in the same order.
# `targets`: those of them that are build targets; the others need an argument.
macro(_godwit_name_commands)
  set(all plan up down redo goto seed status history verify drift doctor preflight
    list show inspect lint dump create rebase squash init create-database wait reset
    resolve mark repair protect forget baseline backup restore completion man help)
  set(targets plan up down redo seed status history verify drift doctor preflight
    list dump create init create-database wait forget reset)
endmacro()

macro(_godwit_choose_commands)
  _godwit_name_commands()
  foreach(command IN LISTS arg_WITHOUT)
    if(NOT command IN_LIST all OR command STREQUAL "help")
      list(REMOVE_ITEM all help)
      list(JOIN all ", " known)
      message(FATAL_ERROR "${call}: WITHOUT ${command} is no command that can be"
        " left out; there are ${known}")
    endif()
  endforeach()
  set(chosen ${all})
  if(arg_WITHOUT)
    list(REMOVE_DUPLICATES arg_WITHOUT)
    list(REMOVE_ITEM chosen ${arg_WITHOUT})
  endif()
  list(LENGTH arg_WITHOUT left_out)
endmacro()

macro(_godwit_check_sets)
  if(NOT TARGET Godwit::executor)
    message(FATAL_ERROR "${call}: this Godwit was built without the executor"
      " (GODWIT_BUILD_EXECUTOR is switched off)")
  endif()
  set(sets "")
  foreach(library IN LISTS arg_MIGRATIONS)
    _godwit_require_set(${library})
    _godwit_append_in_order(${library} sets)
  endforeach()
  foreach(library IN LISTS sets)
    _godwit_check_history_table(${library})
  endforeach()
endmacro()

# Each library once, behind those that it requires. An installed library does
# not name those; the executor finds them all the same.
function(_godwit_append_in_order library result)
  get_target_property(aliased ${library} ALIASED_TARGET)
  if(aliased)
    set(library ${aliased})
  endif()
  if(library IN_LIST ${result})
    return()
  endif()
  get_target_property(requires ${library} GODWIT_REQUIRES)
  if(requires)
    foreach(required IN LISTS requires)
      _godwit_append_in_order(${required} ${result})
    endforeach()
  endif()
  list(APPEND ${result} ${library})
  set(${result} ${${result}} PARENT_SCOPE)
endfunction()

macro(_godwit_check_history_table library)
  get_target_property(dialect ${library} GODWIT_DIALECT)
  get_target_property(table ${library} GODWIT_HISTORY_TABLE)
  if(NOT table)
    set(table godwit_migrations)
  endif()
  if(DEFINED owner_of_${dialect}_${table})
    message(FATAL_ERROR "${call}: ${owner_of_${dialect}_${table}} and"
      " ${library} would share the history table ${table}; give each a"
      " HISTORY_TABLE of its own")
  endif()
  set(owner_of_${dialect}_${table} ${library})
endmacro()

macro(_godwit_add_executor)
  set(includes "")
  set(accessors "")
  foreach(library IN LISTS arg_MIGRATIONS)
    get_target_property(namespace ${library} GODWIT_NAMESPACE)
    get_target_property(header ${library} GODWIT_HEADER)
    string(APPEND includes "#include \"${header}\"\n")
    list(APPEND accessors "${namespace}::all()")
  endforeach()
  list(JOIN accessors ",\n      " accessors)
  set(directories "")
  set(dialects "")
  foreach(library IN LISTS sets)
    get_target_property(dialect ${library} GODWIT_DIALECT)
    list(APPEND dialects ${dialect})
    get_target_property(directory ${library} GODWIT_DIRECTORY)
    if(directory)
      get_target_property(name ${library} GODWIT_NAME)
      list(APPEND directories "${name}=${directory}")
    endif()
  endforeach()
  list(TRANSFORM chosen REPLACE "-" "_" OUTPUT_VARIABLE commands)
  list(TRANSFORM commands REPLACE "^goto$" "goto_")
  list(TRANSFORM commands PREPEND "&godwit::commands::")
  list(JOIN commands ",\n      " commands)
  set(declaration "")
  set(on_connect "{}")
  if(arg_ON_CONNECT)
    string(REGEX MATCH "^(.*)::([^:]*)$" nested "${arg_ON_CONNECT}")
    set(name "${arg_ON_CONNECT}")
    if(nested)
      set(name "${CMAKE_MATCH_2}")
      set(declaration "namespace ${CMAKE_MATCH_1} {\n")
    endif()
    string(APPEND declaration
      "godwit::Result<void> ${name}(const godwit::NativeConnection&);\n")
    if(nested)
      string(APPEND declaration "}\n")
    endif()
    set(on_connect "&${arg_ON_CONNECT}")
  endif()
  set(protection "{}")
  if(arg_PRODUCTION)
    set(protection "\"production\"")
  endif()
  set(main "${CMAKE_CURRENT_BINARY_DIR}/${executable}.godwit/main.cpp")
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/migrator_main.cpp.in"
    "${main}" @ONLY)
  add_executable(${executable} "${main}")
  # Whatever the project has its own sources in.
  target_compile_features(${executable} PRIVATE cxx_std_20)
  target_link_libraries(${executable} PRIVATE
    ${arg_MIGRATIONS} Godwit::executor)
  if(arg_WITHOUT)
    _godwit_leave_out(${executable})
  endif()
  list(REMOVE_DUPLICATES dialects)
  _godwit_find_tool()
  set(declared "")
  foreach(library IN LISTS sets)
    get_target_property(options ${library} GODWIT_GENERATE_OPTIONS)
    if(options AND check_tool)
      list(APPEND declared ${library})
    endif()
  endforeach()
  set_target_properties(${executable} PROPERTIES
    GODWIT_DECLARED_SETS "${declared}"
    GODWIT_PRODUCTION "${arg_PRODUCTION}"
    GODWIT_DIRECTORIES "${directories}"
    GODWIT_DIALECTS "${dialects}"
    GODWIT_COMMANDS "${chosen}")
  if(arg_OUTPUT_NAME)
    set_target_properties(${executable} PROPERTIES
      OUTPUT_NAME "${arg_OUTPUT_NAME}")
  endif()
endmacro()

# What nothing of a program refers to is not in its file.
function(_godwit_leave_out executable)
  if(APPLE)
    target_link_options(${executable} PRIVATE LINKER:-dead_strip)
  elseif(NOT MSVC)
    target_link_options(${executable} PRIVATE LINKER:--gc-sections)
  endif()
endfunction()

macro(_godwit_add_targets)
  set(prefix "")
  if(arg_TARGET_PREFIX)
    set(prefix "${arg_TARGET_PREFIX}-")
  endif()
  if(TARGET ${prefix}migrate-up)
    message(FATAL_ERROR
      "${call}: there is a target ${prefix}migrate-up already;"
      " keep several executors apart with TARGET_PREFIX")
  endif()
  set_target_properties(${executable} PROPERTIES
    GODWIT_TARGET_PREFIX "${prefix}")
  _godwit_commands(${executable} commands)
  foreach(command IN LISTS commands)
    _godwit_add_target(${prefix}migrate-${command} ${command} ${executable})
  endforeach()
  if(NOT prefix)
    set_property(GLOBAL PROPERTY GODWIT_PLAIN_EXECUTOR ${executable})
  else()
    set_property(GLOBAL APPEND PROPERTY GODWIT_PREFIXED_EXECUTORS ${executable})
    _godwit_add_plain_targets_at_the_end()
  endif()
endmacro()

# Those of an executor that are build targets, and of the tool `generate` and
# `push`, where a set has a schema to generate from, and `studio`, where it has
# that.
function(_godwit_commands executable result)
  _godwit_name_commands()
  get_target_property(commands ${executable} GODWIT_COMMANDS)
  get_target_property(declared ${executable} GODWIT_DECLARED_SETS)
  set(found "")
  if(declared)
    list(APPEND found generate)
    get_target_property(production ${executable} GODWIT_PRODUCTION)
    if(NOT production)
      list(APPEND found push)
    endif()
  endif()
  _godwit_has_studio(studio)
  if(studio)
    list(APPEND found studio)
  endif()
  foreach(command IN LISTS commands)
    if(command IN_LIST targets)
      list(APPEND found ${command})
    endif()
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# Not where the tool is one that happens to be on the machine that builds.
function(_godwit_has_studio result)
  _godwit_find_tool()
  set(studio "")
  if(check_tool STREQUAL "Godwit::tool")
    get_target_property(studio Godwit::tool GODWIT_STUDIO)
  endif()
  set(${result} "${studio}" PARENT_SCOPE)
endfunction()

# Runs one command with each of the executors in turn. No argument comes from
# the configuration: what is written here, everybody can read.
function(_godwit_add_target target command)
  set(lines "")
  foreach(executable IN LISTS ARGN)
    if(command STREQUAL "generate")
      _godwit_append_generate_lines(${executable} lines)
    elseif(command STREQUAL "push")
      _godwit_append_push_lines(${target} ${executable} lines)
    elseif(command STREQUAL "studio")
      _godwit_append_studio_line(${executable} lines)
    else()
      _godwit_append_line(${target} ${command} ${executable} lines)
    endif()
  endforeach()
  list(JOIN ARGN ", " names)
  add_custom_target(${target} ${lines}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    COMMENT "${names}: ${command}"
    USES_TERMINAL VERBATIM COMMAND_EXPAND_LISTS)
  if(command STREQUAL "push")
    foreach(executable IN LISTS ARGN)
      get_target_property(declared ${executable} GODWIT_DECLARED_SETS)
      add_dependencies(${target} ${declared})
    endforeach()
  endif()
endfunction()

# `result` must not be called as what it names, which it would hide.
function(_godwit_append_line target command executable result)
  _godwit_skip_option(${target} ${command} ${executable} skip)
  set(line COMMAND ${executable} ${command} "${skip}")
  if(command STREQUAL "create")
    list(APPEND line --name-from-environment)
    get_target_property(directories ${executable} GODWIT_DIRECTORIES)
    foreach(directory IN LISTS directories)
      list(APPEND line --directory "${directory}")
    endforeach()
  elseif(command STREQUAL "forget")
    list(APPEND line --tables-from-environment)
  endif()
  set(${result} ${${result}} ${line} PARENT_SCOPE)
endfunction()

# By the tool, for each set that has a schema.
function(_godwit_append_generate_lines executable result)
  get_target_property(declared ${executable} GODWIT_DECLARED_SETS)
  foreach(library IN LISTS declared)
    _godwit_generate_command(${library} generate)
    list(APPEND ${result} COMMAND ${generate} --name-from-environment
      --arguments-from-environment)
  endforeach()
  set(${result} ${${result}} PARENT_SCOPE)
endfunction()

# Of two sets with a schema, and with databases of their own, one is meant.
function(_godwit_append_push_lines target executable result)
  get_target_property(declared ${executable} GODWIT_DECLARED_SETS)
  get_target_property(dialects ${executable} GODWIT_DIALECTS)
  list(LENGTH dialects count)
  _godwit_skip_option(${target} push ${executable} skip)
  if(count GREATER 1)
    set(skip --skip-other-dialects)
  endif()
  foreach(library IN LISTS declared)
    _godwit_push_command(${library} push)
    list(APPEND ${result} COMMAND ${push} --arguments-from-environment
      "${skip}")
  endforeach()
  set(${result} ${${result}} PARENT_SCOPE)
endfunction()

# By the tool, with the executor as the file of the sets. The schema is that of
# the one set that has one: of several, which is meant nobody says.
function(_godwit_append_studio_line executable result)
  set(line COMMAND Godwit::tool studio "$<TARGET_FILE:${executable}>"
    --arguments-from-environment)
  get_target_property(declared ${executable} GODWIT_DECLARED_SETS)
  list(LENGTH declared count)
  if(count EQUAL 1)
    get_target_property(options ${declared} GODWIT_GENERATE_OPTIONS)
    set(is_schema OFF)
    foreach(option IN LISTS options)
      if(is_schema)
        list(APPEND line --schema "${option}")
      endif()
      string(COMPARE EQUAL "${option}" "--schema" is_schema)
    endforeach()
  endif()
  set(${result} ${${result}} ${line} PARENT_SCOPE)
endfunction()

# A database of another dialect is none of an executor's business where one
# target runs several and there is another one for it, which is known at the
# end. By its own target it says that it cannot.
function(_godwit_skip_option target command executable result)
  get_target_property(prefix ${executable} GODWIT_TARGET_PREFIX)
  if(command MATCHES "^(create|list)$" OR
      (prefix AND target STREQUAL "${prefix}migrate-${command}"))
    set(${result} "" PARENT_SCOPE)
  else()
    set(several "$<TARGET_PROPERTY:${executable},GODWIT_AMONG_OTHER_DIALECTS>")
    set(${result} "$<$<BOOL:${several}>:--skip-other-dialects>" PARENT_SCOPE)
  endif()
endfunction()

# Whether an executor has company of another dialect under the plain names.
function(_godwit_compare_dialects)
  set(dialects "")
  foreach(executable IN LISTS ARGN)
    get_target_property(own ${executable} GODWIT_DIALECTS)
    list(APPEND dialects ${own})
  endforeach()
  list(REMOVE_DUPLICATES dialects)
  list(LENGTH dialects count)
  if(count GREATER 1)
    set_target_properties(${ARGN} PROPERTIES GODWIT_AMONG_OTHER_DIALECTS ON)
  endif()
endfunction()

# Only then all executors are known, and one target can run them in turn. Made
# of dependencies, `make -j` would run them at the same time.
function(_godwit_add_plain_targets_at_the_end)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}"
    GET_CALL godwit_plain_targets deferred)
  if(NOT deferred)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}"
      ID godwit_plain_targets CALL _godwit_add_plain_targets)
  endif()
endfunction()

function(_godwit_add_plain_targets)
  get_property(executables GLOBAL PROPERTY GODWIT_PREFIXED_EXECUTORS)
  get_property(plain GLOBAL PROPERTY GODWIT_PLAIN_EXECUTOR)
  _godwit_compare_dialects(${plain} ${executables})
  _godwit_name_commands()
  foreach(command IN LISTS targets ITEMS generate push)
    set(able "")
    foreach(executable IN LISTS executables)
      _godwit_commands(${executable} commands)
      if(command IN_LIST commands)
        list(APPEND able ${executable})
      endif()
    endforeach()
    if(TARGET migrate-${command} AND able)
      _godwit_add_target(migrate-${command}-prefixed ${command} ${able})
      add_dependencies(migrate-${command} migrate-${command}-prefixed)
    elseif(able)
      _godwit_add_target(migrate-${command} ${command} ${able})
    endif()
  endforeach()
endfunction()

cmake_policy(POP)
