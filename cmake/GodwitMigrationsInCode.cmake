# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# godwit_add_migrations() of a set that has migrations in C++, a function for
# ON_CONNECT, or requires such a set: what is compiled into its library, and the
# program that checks and tests it.
#
# Steps of that function, as macros, since they share its variables.

# Migrations in C++: a source for each is generated, which includes it. Here all
# tools need the list, since what is compiled is known to CMake alone.
macro(_godwit_resolve_code)
  string(REGEX REPLACE "([][*?])" "[\\1]" pattern "${directory}")
  file(GLOB code_files CONFIGURE_DEPENDS "${pattern}/[!.]*.cpp")
  set(code "")
  foreach(file IN LISTS code_files)
    cmake_path(GET file STEM LAST_ONLY stem)
    list(APPEND code "${folder}/code/${stem}.step.cpp")
  endforeach()
  if(arg_ON_CONNECT)
    set(with_code ON)
  endif()
  if(code)
    set(with_code ON)
    file(MAKE_DIRECTORY "${folder}/code")
  endif()
endmacro()

# With what is linked to the library, as its other sources are.
macro(_godwit_compile_code)
  target_compile_features(${library} PRIVATE cxx_std_20)
  target_include_directories(${library} PRIVATE "${directory}")
  set_source_files_properties(${code} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang|AppleClang)$")
    # The places of statements, which messages name.
    set_source_files_properties(${code} PROPERTIES COMPILE_OPTIONS
      "-fmacro-prefix-map=${directory}/=${display_directory}/")
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # A function that lacks; GCC leaves that to the linker.
    set_property(SOURCE ${code} APPEND PROPERTY
      COMPILE_OPTIONS -Werror=undefined-internal)
  endif()
endmacro()

# The program that checks and tests a set with C++: the tool with the library in
# it. A function that lacks is an error of its link.
macro(_godwit_add_check_program)
  if(TARGET Godwit::checks AND NOT CMAKE_CROSSCOMPILING)
    set(check_main "${CMAKE_CURRENT_BINARY_DIR}/${library}.godwit/checks.cpp")
    configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/checks_main.cpp.in"
      "${check_main}" @ONLY)
    add_executable(${library}-check "${check_main}")
    target_compile_features(${library}-check PRIVATE cxx_std_20)
    target_link_libraries(${library}-check PRIVATE ${library} Godwit::checks)
    set_target_properties(${library} PROPERTIES
      GODWIT_CHECK_PROGRAM ${library}-check)
    if(check_tool AND check_level STREQUAL "execute"
        AND Python3_Interpreter_FOUND)
      _godwit_run_check_program()
    endif()
  endif()
endmacro()

macro(_godwit_run_check_program)
  set(made ${library}-check)
  set(check_tool ${library}-check)
  _godwit_choose_scratch_server()
  _godwit_write_if_different("${folder}/check.txt" "${check_options}\n")
  add_custom_command(OUTPUT "${folder}/${library}.checked"
    COMMAND ${with_server} ${check_program} lint --quiet --set ${library}
      ${check_options} --source-directory "${directory}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${folder}/${library}.checked"
    DEPENDS ${made} "${folder}/check.txt"
    COMMENT "Checking migrations of ${library}"
    VERBATIM)
  add_custom_target(${library}-checked ALL
    DEPENDS "${folder}/${library}.checked")
endmacro()

cmake_policy(POP)
