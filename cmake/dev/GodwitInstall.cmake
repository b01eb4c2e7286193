# SPDX-License-Identifier: BSL-1.0
# Installs what find_package(Godwit) needs. The scripts keep their places
# relative to each other, so that they find one another as in the source tree.
#
# Component Godwit_runtime: what programs need that link a shared Godwit.
# Component Godwit_development: all else.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME Godwit_development)
set(GODWIT_DATA_DIR "${CMAKE_INSTALL_DATADIR}/godwit")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Godwit")

# What a program that links Godwit needs besides, as CMake, pkg-config and
# Debian call it. A shared library brings its own.
set(GODWIT_DEPENDENCIES Threads)
set(GODWIT_PKGCONFIG_REQUIRES "")
set(GODWIT_DEBIAN_DEPENDS "python3 (>= 3.9)")
if(NOT BUILD_SHARED_LIBS)
  if(GODWIT_WITH_POSTGRESQL)
    list(APPEND GODWIT_DEPENDENCIES PostgreSQL)
    list(APPEND GODWIT_PKGCONFIG_REQUIRES libpq)
    list(APPEND GODWIT_DEBIAN_DEPENDS libpq-dev)
  endif()
  if(GODWIT_WITH_SQLITE)
    list(APPEND GODWIT_DEPENDENCIES SQLite3)
    list(APPEND GODWIT_PKGCONFIG_REQUIRES sqlite3)
    list(APPEND GODWIT_DEBIAN_DEPENDS libsqlite3-dev)
  endif()
endif()

install(TARGETS godwit EXPORT GodwitTargets
  RUNTIME COMPONENT Godwit_runtime
  LIBRARY COMPONENT Godwit_runtime NAMELINK_COMPONENT Godwit_development
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(GODWIT_BUILD_EXECUTOR)
  install(TARGETS godwit_executor godwit_tool EXPORT GodwitTargets)
  # Finds a shared Godwit wherever both are moved to.
  set_target_properties(godwit_tool PROPERTIES
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
endif()
install(EXPORT GodwitTargets NAMESPACE Godwit:: DESTINATION "${package_dir}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/GodwitConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/GodwitConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" PATH_VARS GODWIT_DATA_DIR)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/GodwitConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/GodwitConfig.cmake"
  "${PROJECT_BINARY_DIR}/GodwitConfigVersion.cmake"
  DESTINATION "${package_dir}")

# Paths are told relative to the file itself, so that the whole can be moved.
set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
foreach(dir IN ITEMS
    CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR GODWIT_DATA_DIR)
  cmake_path(ABSOLUTE_PATH pkgconfig_dir BASE_DIRECTORY
    "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE from)
  cmake_path(ABSOLUTE_PATH ${dir} BASE_DIRECTORY
    "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE to)
  cmake_path(RELATIVE_PATH to BASE_DIRECTORY "${from}")
  set(PKGCONFIG_${dir} "\${pcfiledir}/${to}")
endforeach()
list(JOIN GODWIT_PKGCONFIG_REQUIRES ", " GODWIT_PKGCONFIG_REQUIRES)
configure_file("${PROJECT_SOURCE_DIR}/cmake/godwit.pc.in"
  "${PROJECT_BINARY_DIR}/godwit.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/godwit.pc" DESTINATION "${pkgconfig_dir}")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/cmake/"
  DESTINATION "${GODWIT_DATA_DIR}/cmake"
  PATTERN dev EXCLUDE
  PATTERN GodwitConfig.cmake.in EXCLUDE
  PATTERN godwit.pc.in EXCLUDE)
install(PROGRAMS
  "${PROJECT_SOURCE_DIR}/scripts/check_embedded.py"
  "${PROJECT_SOURCE_DIR}/scripts/embed.py"
  "${PROJECT_SOURCE_DIR}/scripts/embed_header.py"
  "${PROJECT_SOURCE_DIR}/scripts/postgresql_cluster.py"
  "${PROJECT_SOURCE_DIR}/scripts/pregenerate.py"
  DESTINATION "${GODWIT_DATA_DIR}/scripts")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/scripts/embedding"
  DESTINATION "${GODWIT_DATA_DIR}/scripts"
  PATTERN __pycache__ EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Godwit_license)
