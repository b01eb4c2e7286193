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

# What a program that links a driver needs besides, as CMake, pkg-config and
# Debian call it. A shared library brings its own.
set(GODWIT_DRIVERS "")
set(GODWIT_DEBIAN_DEPENDS "python3 (>= 3.9)")
function(godwit_describe_driver name person package pkgconfig debian)
  if(NOT TARGET godwit_${name})
    return()
  endif()
  install(TARGETS godwit_${name} EXPORT Godwit_${name}
    RUNTIME COMPONENT Godwit_runtime
    LIBRARY COMPONENT Godwit_runtime NAMELINK_COMPONENT Godwit_development)
  install(EXPORT Godwit_${name} NAMESPACE Godwit::
    DESTINATION "${package_dir}" FILE "Godwit_${name}.cmake")
  set(GODWIT_DRIVERS ${GODWIT_DRIVERS} ${name} PARENT_SCOPE)
  set(PKGCONFIG_NAME_${name} "${person}" PARENT_SCOPE)
  if(BUILD_SHARED_LIBS)
    return()
  endif()
  set(GODWIT_PACKAGE_${name} "${package}" PARENT_SCOPE)
  set(PKGCONFIG_REQUIRES_${name} ", ${pkgconfig}" PARENT_SCOPE)
  set(GODWIT_DEBIAN_DEPENDS ${GODWIT_DEBIAN_DEPENDS} ${debian} PARENT_SCOPE)
endfunction()
godwit_describe_driver(postgresql PostgreSQL PostgreSQL libpq libpq-dev)
godwit_describe_driver(sqlite SQLite "SQLite3;${GODWIT_SQLITE_MINIMUM}" sqlite3
  libsqlite3-dev)
godwit_describe_driver(libsql libSQL "CURL;7.85" libcurl libcurl4-openssl-dev)

# Which the tool links.
if(GODWIT_BUILD_EXECUTOR AND GODWIT_WITH_STUDIO)
  list(APPEND GODWIT_DEBIAN_DEPENDS libcpp-httplib-dev)
endif()

install(TARGETS godwit_core EXPORT GodwitTargets
  RUNTIME COMPONENT Godwit_runtime
  LIBRARY COMPONENT Godwit_runtime NAMELINK_COMPONENT Godwit_development
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(GODWIT_BUILD_EXECUTOR)
  install(TARGETS godwit_executor godwit_checks godwit_tool EXPORT GodwitTargets)
  # Finds a shared Godwit wherever both are moved to.
  set_target_properties(godwit_tool PROPERTIES
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  godwit_install_completions(godwit_tool)
endif()
install(EXPORT GodwitTargets NAMESPACE Godwit:: DESTINATION "${package_dir}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

set(GODWIT_DRIVER_PACKAGES "")
foreach(driver IN LISTS GODWIT_DRIVERS)
  string(APPEND GODWIT_DRIVER_PACKAGES
    "set(_godwit_package_of_${driver} ${GODWIT_PACKAGE_${driver}})\n")
endforeach()
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
function(godwit_add_pkgconfig name)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/godwit.pc.in"
    "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc"
    DESTINATION "${pkgconfig_dir}")
endfunction()

set(name "Godwit without a driver")
set(requires "")
set(libraries "-lgodwit ${CMAKE_THREAD_LIBS_INIT}")
godwit_add_pkgconfig(godwit-core)
set(all "")
foreach(driver IN LISTS GODWIT_DRIVERS)
  list(APPEND all "godwit-${driver}")
  set(name "Godwit for ${PKGCONFIG_NAME_${driver}}")
  set(requires "godwit-core${PKGCONFIG_REQUIRES_${driver}}")
  # As src/CMakeLists.txt tells CMake.
  if(BUILD_SHARED_LIBS)
    set(libraries
      "-Wl,--push-state,--no-as-needed -lgodwit_${driver} -Wl,--pop-state")
  else()
    set(libraries "-Wl,-u,godwit_driver_${driver} -lgodwit_${driver}")
  endif()
  godwit_add_pkgconfig(godwit-${driver})
endforeach()
set(name "Godwit")
list(JOIN all ", " requires)
set(libraries "")
godwit_add_pkgconfig(godwit)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/cmake/"
  DESTINATION "${GODWIT_DATA_DIR}/cmake"
  PATTERN dev EXCLUDE
  PATTERN GodwitConfig.cmake.in EXCLUDE
  PATTERN godwit.pc.in EXCLUDE)
install(PROGRAMS
  "${PROJECT_SOURCE_DIR}/scripts/check_embedded.py"
  "${PROJECT_SOURCE_DIR}/scripts/embed.py"
  "${PROJECT_SOURCE_DIR}/scripts/embed_expected.py"
  "${PROJECT_SOURCE_DIR}/scripts/embed_header.py"
  "${PROJECT_SOURCE_DIR}/scripts/libsql_server.py"
  "${PROJECT_SOURCE_DIR}/scripts/postgresql_cluster.py"
  "${PROJECT_SOURCE_DIR}/scripts/pregenerate.py"
  "${PROJECT_SOURCE_DIR}/scripts/test_server.py"
  DESTINATION "${GODWIT_DATA_DIR}/scripts")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/scripts/embedding"
  DESTINATION "${GODWIT_DATA_DIR}/scripts"
  PATTERN __pycache__ EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Godwit_license)
