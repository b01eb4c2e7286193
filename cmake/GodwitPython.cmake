# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# Sets `python`, how to run a script, and `scripts`, where those are. Only for
# functions. On this machine, wherever a cross build looks for its programs. The
# options keep the user's own modules out and start the interpreter three times
# as fast.
macro(_godwit_find_python)
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  find_package(Python3 3.9 QUIET COMPONENTS Interpreter)
  set(python "${Python3_EXECUTABLE}" -I -S -X utf8)
  cmake_path(SET scripts NORMALIZE
    "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../scripts")
endmacro()

macro(_godwit_require_python)
  _godwit_find_python()
  if(NOT Python3_Interpreter_FOUND)
    message(FATAL_ERROR "${call}: no Python was found; install it (3.9 or newer)"
      " or set Python3_EXECUTABLE")
  endif()
endmacro()

cmake_policy(POP)
