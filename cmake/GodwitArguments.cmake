# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# For functions that keep their name and first argument in `call`, and their
# parsed arguments in `arg_…`.

macro(_godwit_refuse_bad_arguments)
  if(arg_UNPARSED_ARGUMENTS)
    list(JOIN arg_UNPARSED_ARGUMENTS ", " unknown)
    message(FATAL_ERROR "${call}: unknown argument: ${unknown}")
  endif()
  if(arg_KEYWORDS_MISSING_VALUES)
    list(JOIN arg_KEYWORDS_MISSING_VALUES ", " keywords)
    message(FATAL_ERROR "${call}: no value for: ${keywords}")
  endif()
endmacro()

macro(_godwit_require keyword)
  if(NOT arg_${keyword})
    message(FATAL_ERROR "${call}: ${keyword} is missing")
  endif()
endmacro()

macro(_godwit_require_set library)
  if(NOT TARGET ${library})
    message(FATAL_ERROR "${call}: there is no library ${library}")
  endif()
  get_target_property(name ${library} GODWIT_NAME)
  if(NOT name)
    message(FATAL_ERROR
      "${call}: ${library} was not made by godwit_add_migrations()")
  endif()
endmacro()

cmake_policy(POP)
