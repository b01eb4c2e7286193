# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# `user:password` in front of a host, or instead of one; a port is none, nor is
# the drive in `sqlite:C:/shop.db`. Passwords may hold any character.
function(_godwit_has_user_password url result)
  set(${result} TRUE PARENT_SCOPE)
  if(NOT url MATCHES "://([^/?#@:]*@)?\\[" AND
      url MATCHES "://([^/?#:]*):([^/?#,]*)([^?]*)")
    set(user_or_host "${CMAKE_MATCH_1}")
    set(password_or_port "${CMAKE_MATCH_2}")
    set(rest "${CMAKE_MATCH_3}")
    if(NOT user_or_host MATCHES "@" AND
        (rest MATCHES "@" OR NOT password_or_port MATCHES "^[0-9]*$"))
      return()
    endif()
  endif()
  if(url MATCHES "^(sqlite3?|file):")
    if(url MATCHES "^[a-z0-9]+:(//)?[^/:][^/:]+:[^@]*@")
      return()
    endif()
  elseif(url MATCHES "^[^:/ ][^:/ ]+:[^/].*@")
    return()
  endif()
  set(${result} FALSE PARENT_SCOPE)
endfunction()

# A parameter or setting whose name says that it is secret. libpq decodes
# percent signs in names, so one that holds them could be any, and takes white
# space before the equals sign.
function(_godwit_has_secret_parameter url result)
  string(ASCII 9 10 11 12 13 32 space)
  # As in src/base/redaction.h.
  string(CONCAT words "password|passwd|pwd|passphrase|secret|token|scram_|"
    "apikey|api_key|private_key|access_key|credential")
  if(url MATCHES "(${words})[a-z0-9_]*[${space}]*=" OR
      url MATCHES "[?&][^=&]*%[^=&]*=" OR
      url MATCHES "[?&](hex|text)?key=")
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Whether a database URL holds a password or could.
function(_godwit_holds_password url result)
  string(TOLOWER "${url}" lower_url)
  _godwit_has_user_password("${lower_url}" user)
  _godwit_has_secret_parameter("${lower_url}" parameter)
  if(user OR parameter)
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

# As dialect_of() in src/driver/database_url.cpp; empty where that is not told by
# the text alone.
function(_godwit_dialect_of_url url result)
  set(dialect "")
  string(STRIP "${url}" url)
  if(url MATCHES "^postgres(ql)?://" OR url MATCHES "^[a-z_]+[ ]*=")
    set(dialect postgresql)
  elseif(url MATCHES "^(sqlite3?|file):" OR url MATCHES "^[^:=?]+$")
    set(dialect sqlite)
  endif()
  set(${result} "${dialect}" PARENT_SCOPE)
endfunction()

cmake_policy(POP)
