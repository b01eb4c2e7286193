# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# godwit_add_migrations(... REPEATABLE SEEDS HOOKS PLACEHOLDERS): what a set has
# beside its migrations.
#
# Steps of that function, as macros, since they share its variables.

# Each part is in a directory of its own.
macro(_godwit_resolve_further_parts)
  set(further_files "")
  set(further_directories "")
  set(further_options "")
  _godwit_resolve_further_part(REPEATABLE repeatable)
  _godwit_resolve_further_part(SEEDS seed)
  _godwit_resolve_further_part(HOOKS hook)
endmacro()

macro(_godwit_resolve_further_part keyword part)
  if(arg_${keyword})
    cmake_path(ABSOLUTE_PATH arg_${keyword} NORMALIZE
      OUTPUT_VARIABLE part_directory)
    string(REGEX REPLACE "(.)/$" "\\1" part_directory "${part_directory}")
    if(part_directory MATCHES "[;\\\n]")
      message(FATAL_ERROR "${call}: CMake cannot follow files below a path with"
        " a semicolon, backslash or line break; rename ${keyword}"
        " ${part_directory}")
    elseif(NOT IS_DIRECTORY "${part_directory}")
      message(FATAL_ERROR "${call}: no such directory of ${keyword}:"
        " ${part_directory}; restore it, or correct the path")
    elseif(part_directory STREQUAL directory OR
        part_directory IN_LIST further_directories)
      message(FATAL_ERROR "${call}: ${keyword} ${arg_${keyword}} is the directory"
        " of another part of the set; give it one of its own")
    endif()
    _godwit_list_files("${part_directory}" part_files)
    list(APPEND further_files ${part_files})
    list(APPEND further_directories "${part_directory}")
    _godwit_display_path("${part_directory}" part_display)
    string(APPEND further_options "--${part}-directory=${part_directory}\n\
--display-${part}-directory=${part_display}\n")
  endif()
endmacro()

macro(_godwit_resolve_placeholders)
  set(placeholder_options "")
  foreach(placeholder IN LISTS arg_PLACEHOLDERS)
    if(NOT placeholder MATCHES "^[A-Za-z_][A-Za-z0-9_]*(=[^\n\r]*)?$")
      message(FATAL_ERROR "${call}: PLACEHOLDERS ${placeholder} is not of the"
        " form <name> or <name>=<default>, in one line")
    endif()
    string(APPEND placeholder_options "--placeholder=${placeholder}\n")
  endforeach()
endmacro()

cmake_policy(POP)
