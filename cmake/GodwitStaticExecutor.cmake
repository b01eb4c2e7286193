# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include(CheckSourceCompiles)

# godwit_add_migrator(... STATIC): one file that needs no shared library and no
# dynamic linker where it runs.

# Before the executor is made: stops where it could not be linked.
macro(_godwit_check_static)
  foreach(library IN ITEMS Godwit::core ${sets})
    get_target_property(type ${library} TYPE)
    if(type STREQUAL "SHARED_LIBRARY")
      message(FATAL_ERROR "${call}: STATIC needs static libraries, and"
        " ${library} is a shared one; build it without SHARED and"
        " BUILD_SHARED_LIBS")
    endif()
  endforeach()
  foreach(library IN LISTS sets)
    get_target_property(dialect ${library} GODWIT_DIALECT)
    if(dialect STREQUAL "postgresql")
      message(FATAL_ERROR "${call}: STATIC is possible with SQLite alone, since"
        " libpq needs libraries (Kerberos, LDAP) that exist as shared ones"
        " only; make an executor of its own for ${library}")
    endif()
  endforeach()
  _godwit_find_sqlite_archive()
  _godwit_try_static_link()
endmacro()

# The archive that stands beside the shared library. One that was found as an
# archive, or is a target of the project, is linked as it is.
macro(_godwit_find_sqlite_archive)
  set(sqlite_archive "")
  set(sqlite_library "${SQLite3_LIBRARY}")
  # Not seen where Godwit, as a part of the project, has found it for itself.
  if(TARGET SQLite::SQLite3)
    get_target_property(sqlite_library SQLite::SQLite3 IMPORTED_LOCATION)
  endif()
  if(sqlite_library MATCHES "${CMAKE_SHARED_LIBRARY_SUFFIX}$")
    cmake_path(REPLACE_EXTENSION sqlite_library LAST_ONLY
      "${CMAKE_STATIC_LIBRARY_SUFFIX}" OUTPUT_VARIABLE sqlite_archive)
    if(NOT EXISTS "${sqlite_archive}")
      message(FATAL_ERROR "${call}: STATIC needs ${sqlite_archive}, and there"
        " is none; install it, or set SQLite3_LIBRARY to an archive of SQLite")
    endif()
  endif()
endmacro()

# Whether there are archives of the C and C++ libraries, and of whatever this
# archive of SQLite needs.
macro(_godwit_try_static_link)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static)
  set(CMAKE_REQUIRED_LIBRARIES "${sqlite_archive}" ${CMAKE_DL_LIBS})
  if(sqlite_archive)
    set(use "sqlite3_initialize()")
  else()
    set(use "0")
  endif()
  check_source_compiles(CXX "
    #include <string>
    extern \"C\" int sqlite3_initialize();
    int main() { return std::to_string(${use}) == \"\"; }"
    GODWIT_STATIC_LINK_WORKS)
  if(NOT GODWIT_STATIC_LINK_WORKS)
    unset(GODWIT_STATIC_LINK_WORKS CACHE)
    message(FATAL_ERROR "${call}: STATIC is not possible here: a program that"
      " uses SQLite could not be linked with -static; it needs archives of the"
      " C and C++ libraries (Fedora: glibc-static, libstdc++-static), and"
      " ${CMAKE_BINARY_DIR}/CMakeFiles has a log with the linker's words")
  endif()
endmacro()

# --wrap takes SQLite's reference to dlopen, which it has for extensions; glibc
# would answer by loading shared libraries of its own version, and the linker
# warns of that.
function(_godwit_link_statically executable)
  target_sources(${executable} PRIVATE
    "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/without_dlopen.cpp")
  target_link_options(${executable} PRIVATE
    -static LINKER:--wrap=dlopen LINKER:--gc-sections)
  set_target_properties(${executable} PROPERTIES
    GODWIT_SQLITE_ARCHIVE "${sqlite_archive}"
    POSITION_INDEPENDENT_CODE OFF)
endfunction()

cmake_policy(POP)
