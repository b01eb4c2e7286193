# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")

# godwit_add_migrations(... SCHEMA_HEADER <name> TYPE_MAP <type>=<C++ type>...
# ADAPTERS <library>...): the schema that the migrations make as a header of C++,
# which the tool `godwit` writes from what they leave in a scratch database, and
# beside it a header for each library.
#
# Steps of that function, as macros, since they share its variables.

macro(_godwit_resolve_schema_header)
  set(header_tool "")
  set(schema_header "")
  set(schema_header_stamp "")
  set(adapter_headers "")
  foreach(keyword IN ITEMS TYPE_MAP ADAPTERS)
    if(arg_${keyword} AND NOT arg_SCHEMA_HEADER)
      message(FATAL_ERROR "${call}: ${keyword} is of no SCHEMA_HEADER; name the"
        " header, or remove it")
    endif()
  endforeach()
  if(arg_SCHEMA_HEADER)
    _godwit_check_schema_header()
    _godwit_check_adapters()
    # Not for checks, which may be off.
    set(checks_with "${check_tool}")
    _godwit_find_tool()
    set(header_tool "${check_tool}")
    set(check_tool "${checks_with}")
    if(why_no_tool)
      message(FATAL_ERROR
        "${call}: SCHEMA_HEADER is not possible: ${why_no_tool}")
    endif()
    set(schema_header "${folder}/include/${arg_SCHEMA_HEADER}")
    foreach(adapter IN LISTS arg_ADAPTERS)
      # As adapter_file() of the tool calls it.
      cmake_path(GET schema_header STEM LAST_ONLY stem)
      cmake_path(GET schema_header EXTENSION LAST_ONLY extension)
      cmake_path(REPLACE_FILENAME schema_header "${stem}_${adapter}${extension}"
        OUTPUT_VARIABLE adapter_header)
      list(APPEND adapter_headers "${adapter_header}")
    endforeach()
    set(schema_header_stamp "${folder}/${library}.schema-header")
  endif()
endmacro()

macro(_godwit_check_schema_header)
  if(IS_ABSOLUTE "${arg_SCHEMA_HEADER}"
      OR arg_SCHEMA_HEADER MATCHES "(^|/)\\.\\.(/|$)")
    message(FATAL_ERROR "${call}: SCHEMA_HEADER is not a relative path:"
      " ${arg_SCHEMA_HEADER}")
  elseif(arg_SCHEMA_HEADER STREQUAL arg_HEADER)
    message(FATAL_ERROR "${call}: SCHEMA_HEADER and HEADER are both"
      " ${arg_HEADER}; give one of them another name")
  elseif(arg_PREGENERATED)
    message(FATAL_ERROR "${call}: SCHEMA_HEADER and PREGENERATED exclude each"
      " other: without Python nothing is there to make the header of")
  elseif(with_code)
    message(FATAL_ERROR "${call}: SCHEMA_HEADER is not possible for migrations"
      " in C++, nor with ON_CONNECT, here or in a set that is required: they"
      " would have to run before the program is compiled")
  endif()
endmacro()

macro(_godwit_check_adapters)
  if(arg_ADAPTERS)
    list(REMOVE_DUPLICATES arg_ADAPTERS)
  endif()
  foreach(adapter IN LISTS arg_ADAPTERS)
    if(NOT adapter MATCHES "^(sqlpp23|sqlite_orm)$")
      message(FATAL_ERROR "${call}: unknown adapter ${adapter}; sqlpp23 and"
        " sqlite_orm are known")
    elseif(adapter STREQUAL "sqlite_orm" AND NOT arg_DIALECT STREQUAL "sqlite")
      message(FATAL_ERROR "${call}: ADAPTERS sqlite_orm is not possible, because"
        " that library knows SQLite alone; sqlpp23 knows both")
    endif()
  endforeach()
endmacro()

# What is broken has been told by the check, which comes first. Like the header
# of the set it keeps its time where its bytes are the same.
macro(_godwit_add_schema_header)
  if(arg_SCHEMA_HEADER)
    cmake_path(GET schema_header PARENT_PATH schema_header_folder)
    file(MAKE_DIRECTORY "${schema_header_folder}")
    set(header_options --namespace "${arg_NAMESPACE}")
    foreach(mapping IN LISTS arg_TYPE_MAP)
      list(APPEND header_options --type "${mapping}")
    endforeach()
    foreach(adapter IN LISTS arg_ADAPTERS)
      list(APPEND header_options --adapter ${adapter})
    endforeach()
    _godwit_replay_command(header_command "${header_tool}"
      header ${header_options} --output "${schema_header}")
    # Make does not compare command lines.
    _godwit_write_if_different("${folder}/schema-header.txt"
      "${header_command}\n")
    add_custom_command(OUTPUT "${schema_header_stamp}"
      BYPRODUCTS "${schema_header}" ${adapter_headers}
      COMMAND ${header_command}
      COMMAND "${CMAKE_COMMAND}" -E touch "${schema_header_stamp}"
      DEPENDS ${embedded} ${checked} "${folder}/schema-header.txt"
        ${header_command_needs}
      COMMENT "Writing the schema of ${library} as ${arg_SCHEMA_HEADER}"
      VERBATIM)
  endif()
endmacro()

cmake_policy(POP)
