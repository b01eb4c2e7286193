# SPDX-License-Identifier: BSL-1.0
# Installs what find_package(Godwit) needs. The scripts keep their places
# relative to each other, so that they find one another as in the source tree.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(GODWIT_DATA_DIR "${CMAKE_INSTALL_DATADIR}/godwit")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Godwit")

install(TARGETS godwit EXPORT GodwitTargets
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(GODWIT_BUILD_EXECUTOR)
  install(TARGETS godwit_executor EXPORT GodwitTargets)
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

install(DIRECTORY "${PROJECT_SOURCE_DIR}/cmake/"
  DESTINATION "${GODWIT_DATA_DIR}/cmake"
  PATTERN dev EXCLUDE PATTERN GodwitConfig.cmake.in EXCLUDE)
install(PROGRAMS "${PROJECT_SOURCE_DIR}/scripts/embed.py"
  DESTINATION "${GODWIT_DATA_DIR}/scripts")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")
