# SPDX-License-Identifier: BSL-1.0
# What a project that uses Godwit calls: godwit_add_migrations(),
# godwit_add_migrator(), godwit_install_completions(),
# godwit_add_migration_tests(), godwit_add_schema_docs(),
# godwit_add_postgresql_fixture(), godwit_add_postgresql_test(),
# godwit_add_libsql_fixture() and godwit_add_libsql_test().
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrations.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrator.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitInstallCompletions.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddMigrationTests.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddSchemaDocs.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddPostgresqlFixture.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitAddLibsqlFixture.cmake")
