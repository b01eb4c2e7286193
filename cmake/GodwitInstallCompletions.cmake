# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)

#[=======================================================================[.rst:
.. command:: godwit_install_completions

  Install what shells complete command lines of an executor with, and its page
  of the manual::

    godwit_install_completions(<executable>)

  The build makes them, by running the executor: for bash, zsh and fish, as far
  as it has the command ``completion``, and for ``man`` if it has that. They are
  installed below ``CMAKE_INSTALL_DATADIR``, where shells of the same prefix
  look for them. Where the build cannot run the executor (cross-compiling
  without an emulator) nothing is made, and CMake says so.
#]=======================================================================]
function(godwit_install_completions executable)
  if(NOT TARGET ${executable})
    message(FATAL_ERROR "godwit_install_completions(${executable}): there is no"
      " executable of this name")
  endif()
  get_target_property(emulator ${executable} CROSSCOMPILING_EMULATOR)
  if(CMAKE_CROSSCOMPILING AND NOT emulator)
    message(STATUS "godwit_install_completions(${executable}): nothing is made,"
      " since the build cannot run it")
    return()
  endif()
  include(GNUInstallDirs)
  get_target_property(name ${executable} OUTPUT_NAME)
  if(NOT name)
    set(name ${executable})
  endif()
  set(made "")
  set(run $<TARGET_FILE:${executable}>)
  if(CMAKE_CROSSCOMPILING)
    list(PREPEND run ${emulator})
  endif()
  _godwit_install_words(completion bash "bash-completion/completions" "${name}")
  _godwit_install_words(completion zsh "zsh/site-functions" "_${name}")
  _godwit_install_words(completion fish "fish/vendor_completions.d"
    "${name}.fish")
  _godwit_install_words(man "" "man/man1" "${name}.1")
  add_custom_target(${executable}-completions ALL DEPENDS ${made})
endfunction()

# One file: what `<executable> <command> <argument>` prints. A macro, since it
# shares variables of the function above.
macro(_godwit_install_words command argument place file)
  get_target_property(commands ${executable} GODWIT_COMMANDS)
  if(NOT commands OR "${command}" IN_LIST commands)
    set(directory
      "${CMAKE_CURRENT_BINARY_DIR}/${executable}.completions/${place}")
    file(MAKE_DIRECTORY "${directory}")
    add_custom_command(OUTPUT "${directory}/${file}"
      COMMAND ${CMAKE_COMMAND} -E env --unset=GODWIT_ARGS
        ${run} ${command} ${argument}
        > "${directory}/${file}"
      DEPENDS ${executable}
      WORKING_DIRECTORY "${directory}" VERBATIM)
    list(APPEND made "${directory}/${file}")
    install(FILES "${directory}/${file}"
      DESTINATION "${CMAKE_INSTALL_DATADIR}/${place}")
  endif()
endmacro()
