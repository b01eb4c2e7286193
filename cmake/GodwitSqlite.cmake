# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# SQLite is a target, SQLite::SQLite3, which is looked for only where a project
# has not made one itself: an amalgamation, SQLCipher, a newer release.

# A sentence where the target of the project is older than `minimum`. For what
# was found, find_package() has said so.
function(_godwit_find_old_sqlite minimum result)
  set(sentence "")
  _godwit_sqlite_version(version)
  if(version AND version VERSION_LESS minimum)
    set(sentence "Godwit needs SQLite ${minimum} or newer, and the target\
 SQLite::SQLite3 of this project is ${version}")
  endif()
  set(${result} "${sentence}" PARENT_SCOPE)
endfunction()

# As the target's header says it; empty where that is not found, since a header
# can also be found by ways that only the compiler knows.
function(_godwit_sqlite_version result)
  set(version "")
  set(folders "")
  if(TARGET SQLite::SQLite3)
    _godwit_include_folders(SQLite::SQLite3 folders)
  endif()
  foreach(folder IN LISTS folders)
    if(NOT version AND EXISTS "${folder}/sqlite3.h")
      file(STRINGS "${folder}/sqlite3.h" version LIMIT_COUNT 1
        REGEX "^#define SQLITE_VERSION ")
      string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")
    endif()
  endforeach()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# Of a target and of those that it consists of.
function(_godwit_include_folders target result)
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  get_target_property(linked ${target} INTERFACE_LINK_LIBRARIES)
  if(NOT folders)
    set(folders "")
  endif()
  list(TRANSFORM folders REPLACE "^\\$<BUILD_INTERFACE:(.*)>$" "\\1")
  foreach(other IN LISTS linked)
    if(TARGET ${other} AND NOT other STREQUAL target)
      _godwit_include_folders(${other} more)
      list(APPEND folders ${more})
    endif()
  endforeach()
  set(${result} "${folders}" PARENT_SCOPE)
endfunction()

# What an installed tool says of itself when it is not the SQLite that programs
# of this project are linked with; a shared Godwit brings the tool's. Empty
# otherwise.
function(_godwit_explain_sqlite result)
  set(explanation "")
  get_target_property(type Godwit::core TYPE)
  get_target_property(ran_with Godwit::tool GODWIT_SQLITE_VERSION)
  _godwit_sqlite_version(linked)
  if(ran_with AND linked AND NOT ran_with VERSION_EQUAL linked
      AND NOT type STREQUAL "SHARED_LIBRARY")
    set(explanation ", by SQLite ${ran_with}, which is not the ${linked} that\
 this project links")
  endif()
  set(${result} "${explanation}" PARENT_SCOPE)
endfunction()

cmake_policy(POP)
