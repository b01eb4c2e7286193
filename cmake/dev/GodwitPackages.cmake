# SPDX-License-Identifier: BSL-1.0
# Debian packages, by `cpack -G DEB`: libgodwit-dev, and where Godwit is a
# shared library, libgodwit<version> with what its programs need to run.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME godwit)
set(CPACK_PACKAGE_CONTACT "Godwit maintainers" CACHE STRING
  "Maintainer of the packages, as name and e-mail address")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_COMPONENTS_ALL "")

# Each holds the licence where Debian looks for it.
function(godwit_add_package component name section description)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${name}" RENAME copyright
    COMPONENT ${component} EXCLUDE_FROM_ALL)
  string(TOUPPER "CPACK_DEBIAN_${component}" prefix)
  set(${prefix}_PACKAGE_NAME "${name}" PARENT_SCOPE)
  set(${prefix}_PACKAGE_SECTION "${section}" PARENT_SCOPE)
  set(${prefix}_DESCRIPTION "${description}" PARENT_SCOPE)
  set(CPACK_COMPONENTS_ALL ${CPACK_COMPONENTS_ALL} ${component} PARENT_SCOPE)
endfunction()

godwit_add_package(Godwit_development libgodwit-dev libdevel
  "Library, headers, CMake package and pkg-config file, to build with.")
set(CPACK_DEBIAN_GODWIT_DEVELOPMENT_PACKAGE_SUGGESTS "cmake (>= 3.25), pkgconf")

if(BUILD_SHARED_LIBS)
  set(runtime
    "libgodwit${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
  godwit_add_package(Godwit_runtime ${runtime} libs
    "The shared library, to run programs with.")
  set(CPACK_DEBIAN_GODWIT_RUNTIME_PACKAGE_SHLIBDEPS ON)
  list(PREPEND GODWIT_DEBIAN_DEPENDS "${runtime} (= ${PROJECT_VERSION})")
endif()

list(JOIN GODWIT_DEBIAN_DEPENDS ", " GODWIT_DEBIAN_DEPENDS)
set(CPACK_DEBIAN_GODWIT_DEVELOPMENT_PACKAGE_DEPENDS "${GODWIT_DEBIAN_DEPENDS}")

include(CPack)
