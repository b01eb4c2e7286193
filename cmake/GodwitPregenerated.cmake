# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# godwit_add_migrations(... PREGENERATED <dir>): sources that are generated
# where there is Python, for builds where there is none. `<library>.origin`
# beside them holds the SHA-256 of all that belongs together.
#
# Steps of that function, as macros, since they share its variables.

macro(_godwit_resolve_pregenerated)
  if(arg_PREGENERATED)
    cmake_path(ABSOLUTE_PATH arg_PREGENERATED NORMALIZE
      OUTPUT_VARIABLE pregenerated)
    string(REGEX REPLACE "(.)/$" "\\1" pregenerated "${pregenerated}")
    set(origin "${pregenerated}/${library}.origin")
    # What decides on the generated text, but for the directory's name: that
    # depends on the project of which this one is a part.
    list(JOIN arg_REQUIRES "," requires)
    list(JOIN arg_PLACEHOLDERS "," placeholders)
    string(JOIN "|" settings "${library}" "${arg_DIALECT}" "${arg_NAMESPACE}"
      "${arg_HEADER}" "${arg_DEFAULT_URL}" "${arg_HISTORY_TABLE}"
      "${requires}" "${arg_NEWER}" "${arg_ON_CONNECT}" "${adopt_version}"
      "${arg_AT}" "${placeholders}")
  endif()
endmacro()

macro(_godwit_add_pregenerate_target)
  if(arg_PREGENERATED)
    # Any compiler takes literals.
    set(portable "")
    if(NOT arg_EMBED STREQUAL "incbin")
      set(portable --embed=literal)
    endif()
    add_custom_target(${library}-pregenerate
      COMMAND ${python} "${scripts}/pregenerate.py" "@${arguments}" ${portable}
        "--settings=${settings}"
        "--header-output=${pregenerated}/include/${arg_HEADER}"
        "--source-output=${pregenerated}/${library}.cpp"
        "--blob-output=${pregenerated}/${library}.blob"
        "--code-output=${pregenerated}/code"
        "--origin-output=${origin}"
      DEPENDS ${checked}
      COMMENT "Generating sources of ${library} in ${pregenerated}"
      VERBATIM)
    if(NOT TARGET pregenerate-migrations)
      add_custom_target(pregenerate-migrations)
    endif()
    add_dependencies(pregenerate-migrations ${library}-pregenerate)
  endif()
endmacro()

macro(_godwit_use_pregenerated)
  set(no_python "${call}: embedding migrations needs Python 3.9 or newer, and\
 none was found; install it (package python3) or set Python3_EXECUTABLE")
  if(NOT arg_PREGENERATED)
    message(FATAL_ERROR "${no_python}")
  elseif(NOT EXISTS "${origin}")
    message(FATAL_ERROR "${no_python}. There are no sources in ${pregenerated}"
      " either; where there is Python, the target ${library}-pregenerate writes"
      " them")
  endif()
  _godwit_migration_files("${directory}" files CONFIGURE_DEPENDS)
  set(further_files "")
  foreach(part_directory IN LISTS further_directories)
    _godwit_migration_files("${part_directory}" part_files CONFIGURE_DEPENDS)
    list(APPEND further_files ${part_files})
  endforeach()
  _godwit_differences_from_origin(differences)
  if(differences)
    list(JOIN differences ", " differences)
    message(FATAL_ERROR "${no_python}. The sources in ${pregenerated} were"
      " generated before a change of ${differences}; where there is Python, the"
      " target ${library}-pregenerate writes them anew")
  endif()
  set(folder "${pregenerated}")
  set(header "${folder}/include/${arg_HEADER}")
  set(source "${folder}/${library}.cpp")
  set(stamp "")
  set(checked "")
  set(blob "")
  set(arguments "")
  _godwit_resolve_code()
endmacro()

# The names of what was edited, added or removed; a later change of any of these
# files runs CMake again.
function(_godwit_differences_from_origin result)
  file(READ "${origin}" lines)
  string(REGEX REPLACE "\n$" "" lines "${lines}")
  string(REPLACE "\n" ";" lines "${lines}")
  set(names "")
  set(differences "")
  set(dependencies "${origin}")
  foreach(line IN LISTS lines)
    string(SUBSTRING "${line}" 0 64 expected)
    string(SUBSTRING "${line}" 66 -1 name)
    list(APPEND names "${name}")
    if(name STREQUAL "godwit_add_migrations()")
      string(SHA256 actual "${settings}")
    else()
      set(path "${pregenerated}/${name}")
      if("${directory}/${name}" IN_LIST files)
        set(path "${directory}/${name}")
      endif()
      list(APPEND dependencies "${path}")
      _godwit_sha256("${path}" actual)
    endif()
    if(NOT actual STREQUAL expected)
      list(APPEND differences "${name}")
    endif()
  endforeach()
  foreach(file IN LISTS files further_files)
    cmake_path(GET file FILENAME name)
    if(file IN_LIST further_files)
      cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${pregenerated}"
        OUTPUT_VARIABLE name)
    endif()
    if(NOT name IN_LIST names)
      list(APPEND differences "${name}")
    endif()
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY
    CMAKE_CONFIGURE_DEPENDS ${dependencies})
  set(${result} "${differences}" PARENT_SCOPE)
endfunction()

# Empty for what is not a file.
function(_godwit_sha256 path result)
  set(hash "")
  if(EXISTS "${path}" AND NOT IS_DIRECTORY "${path}")
    file(SHA256 "${path}" hash)
  endif()
  set(${result} "${hash}" PARENT_SCOPE)
endfunction()

cmake_policy(POP)
