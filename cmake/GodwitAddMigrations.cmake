# SPDX-License-Identifier: BSL-1.0
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/GodwitArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitDefaultUrl.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitCheckMigrations.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitDeclaredSchema.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitExpectedSchema.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitMigrationsInCode.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitPregenerated.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitPython.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitSchemaHeader.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/GodwitSetParts.cmake")

#[=======================================================================[.rst:
.. command:: godwit_add_migrations

  Embed a directory of migrations in a library::

    godwit_add_migrations(<library> [STATIC|SHARED|OBJECT]
      DIRECTORY <dir>
      DIALECT <postgresql|sqlite>
      [REQUIRES <library>...]
      [NAMESPACE <namespace>]
      [HEADER <name>]
      [DEFAULT_URL <url>]
      [HISTORY_TABLE <name>]
      [NEWER <accept|refuse>]
      [ON_CONNECT <function>]
      [ADOPT_VERSION <query>]
      [SNAPSHOT <file> AT <version>]
      [REPEATABLE <dir>]
      [SEEDS <dir>]
      [HOOKS <dir>]
      [PLACEHOLDERS <name>[=<default>]...]
      [SCHEMA <path>...]
      [SCHEMA_HEADER <name>]
      [TYPE_MAP <type>=<C++ type>[:<include>]...]
      [ADAPTERS <sqlpp23|sqlite_orm>...]
      [EMBED <auto|literal|incbin>]
      [PREGENERATED <dir>]
      [CHECK <off|structure|syntax|execute>]
      [CHECK_TEMPLATE_SQL <file>...]
      [LINT_ERRORS <rule>...]
      [LINT_ENABLE <rule>...]
      [LINT_DISABLE <rule>...]
      [LINT_SINCE <version>]
      [LINT_SERVER_VERSION <major>]
      [ALLOW_EMPTY]
    )

  Makes a library, static if nothing else is said, that links Godwit with the
  driver of its dialect and can be installed and exported. Its header declares
  ``<namespace>::all()``, which returns the migrations for
  ``godwit::MigrationSet::from`` or ``godwit::Migrator``. Adding, editing,
  renaming or removing a file is noticed by the next build.

  ``DIRECTORY``
    Where the ``.sql`` files are, and ``.cpp`` files, which are migrations in
    C++, relative to the current source directory.
    Folders inside it are not looked into, and hidden files are left out. The
    build warns of what looks like a migration there, unless the name of the
    folder begins with an underscore.
  ``DIALECT``
    ``postgresql`` or ``sqlite``; decides how statements are split, and which
    database URLs the set is meant for.
  ``REQUIRES``
    Libraries of this function whose migrations must be applied before these,
    for tables that these refer to. Executors that carry this set carry those
    too. Each needs a ``HISTORY_TABLE`` of its own.
  ``NAMESPACE``
    Default: the library's name, as a C identifier. May be nested (``a::b``).
    No other set of the project may have it.
  ``HEADER``
    What the program includes. Default: ``<library>.h``.
  ``DEFAULT_URL``
    The database to use where neither an option nor the environment names one.
    It is compiled into the program, so a password is refused.
  ``HISTORY_TABLE``
    Where applied migrations are recorded, optionally with a schema
    (``schema.table``). Default: ``godwit_migrations``.
  ``NEWER``
    ``refuse`` makes ``up`` fail on a database that a newer binary has
    migrated. Default: ``accept``, with which old and new ones run side by side
    while a deployment rolls.
  ``ON_CONNECT``
    A function of the program, ``godwit::Result<void>
    <function>(const godwit::NativeConnection&)``, that sets a connection up for
    these migrations: SQL functions, collations, extensions (SQLite), a role and
    settings (PostgreSQL). Executors, checks and tests call it; an application
    passes it to ``godwit::connect``. Link what defines it to the library.
  ``ADOPT_VERSION``
    A query of the version that an application has counted itself, before it
    had Godwit: ``SELECT version FROM schema_version``, ``PRAGMA user_version``.
    ``up`` asks it where there is no history, and records the migrations up to
    that version without running them. No row, ``NULL``, ``0`` and a table that
    is not there are a new database.
  ``SNAPSHOT``
    A file of SQL that makes, all at once, what the migrations up to the version
    ``AT`` make; relative to the current source directory. An empty database
    gets it in one transaction, and the history says so; then later migrations
    run. Not for sets with ``REQUIRES``. Changing the file is noticed by the
    next build, and by no database that is there already.
  ``REPEATABLE``
    Where the ``.sql`` files of views, functions and triggers are, which ``up``
    runs behind the migrations whenever their text changes; relative to the
    current source directory, as the next two are.
  ``SEEDS``
    Where the ``.sql`` files of ``seed`` are: data for development, tests and
    first starts, such as ``0001_users.dev.sql`` for the environment ``dev``.
  ``HOOKS``
    Where ``before_all.sql``, ``before_each.sql``, ``after_each.sql`` and
    ``after_all.sql`` are, or some of them: what runs around all migrations of a
    run, and around each.
  ``PLACEHOLDERS``
    Names that stand in the SQL of this set as ``${name}``, for texts that are
    known at run time only, such as a role. Without a default a run needs
    values. Not in comments; and in a set without this, ``${`` means nothing.
  ``SCHEMA``
    Files, and directories of ``.sql`` files, that say with ``CREATE`` what the
    migrations are to make. The target ``migrate-generate`` of an executor
    writes the migration that is missing. Where they make another schema, the
    build warns (SQLite), and a test of :command:`godwit_add_migration_tests`
    fails.
  ``SCHEMA_HEADER``
    A header that the build writes beside ``HEADER``: the tables and columns
    that the migrations make, in the namespace ``<namespace>::schema``. A column
    that a migration removes is then an error where a program uses it. Not for
    sets with migrations in C++ or ``ON_CONNECT``, nor with ``PREGENERATED``.
    Of PostgreSQL the migrations run on a server that the build starts.
  ``TYPE_MAP``
    What values are in that header, by the name of their type in the database or
    by ``<table>.<column>``: ``numeric=shop::Money:shop/money.h``.
  ``ADAPTERS``
    Libraries of C++ that get a header of their own beside that one, with the
    tables as they want them: ``shop_schema_sqlpp23.h`` beside
    ``shop_schema.h``, and of SQLite ``shop_schema_sqlite_orm.h``.
  ``EMBED``
    ``literal`` writes the texts as string literals, ``incbin`` lets the
    assembler read them (GCC and Clang, not on Windows). Default: ``auto``,
    which is ``incbin`` above 4 MB where it is possible.
  ``PREGENERATED``
    Where generated sources are kept for builds without Python, relative to the
    current source directory. The targets ``<library>-pregenerate`` and, for all
    such libraries, ``pregenerate-migrations`` write them. Where no Python is
    found, they are used, if they belong to exactly these migrations.
  ``CHECK``
    How deep the build checks migrations before they get into a program.
    ``structure``: names, directives, strings that do not end, transaction
    control. ``syntax``: what the database's own parser says. ``execute``: each
    is run, undone and run again (SQLite in memory, PostgreSQL on a server that
    the build starts and stops). What is broken is an error of the build.
    Default: the variable ``GODWIT_CHECK`` or else as deep as is possible
    without a server, which CMake says.
  ``CHECK_TEMPLATE_SQL``
    What psql runs before, on the server of ``CHECK execute``: roles,
    extensions.
  ``LINT_ERRORS``, ``LINT_ENABLE``, ``LINT_DISABLE``
    Rules that are errors, that are warnings although they are off by
    themselves, and that are off. Others are warnings of the build, unless
    ``CHECK`` is off.
  ``LINT_SINCE``
    The newest version that databases in use have: migrations up to it are
    known to the rules, and nothing is reported of them. No grammar judges their
    ways up, and one that does not run any more is a warning.
  ``LINT_SERVER_VERSION``
    The oldest major version of PostgreSQL that the set has to run on. Default:
    the newest that Godwit knows.
  ``ALLOW_EMPTY``
    Do not stop where the directory holds no ``.sql`` file yet.
#]=======================================================================]
function(godwit_add_migrations library)
  set(call "godwit_add_migrations(${library})")
  _godwit_parse_arguments("ALLOW_EMPTY;STATIC;SHARED;OBJECT"
    "DIRECTORY;DIALECT;NAMESPACE;HEADER;DEFAULT_URL;HISTORY_TABLE;NEWER;\
ON_CONNECT;ADOPT_VERSION;SNAPSHOT;AT;REPEATABLE;SEEDS;HOOKS;EMBED;\
PREGENERATED;SCHEMA_HEADER;CHECK;LINT_SINCE;LINT_SERVER_VERSION"
    "REQUIRES;PLACEHOLDERS;SCHEMA;TYPE_MAP;ADAPTERS;CHECK_TEMPLATE_SQL;LINT_ERRORS;LINT_ENABLE;LINT_DISABLE")
  _godwit_require(DIRECTORY)
  _godwit_require(DIALECT)
  _godwit_check_dialect()
  _godwit_check_default_url()
  _godwit_resolve_kind()
  _godwit_resolve_directory()
  _godwit_resolve_further_parts()
  _godwit_resolve_placeholders()
  _godwit_resolve_names()
  _godwit_resolve_required_sets()
  _godwit_resolve_schema()
  _godwit_resolve_newer()
  _godwit_resolve_adopt_version()
  _godwit_resolve_snapshot()
  _godwit_resolve_embed()
  _godwit_resolve_pregenerated()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${library}.godwit")
  _godwit_resolve_code()
  _godwit_resolve_check()
  _godwit_resolve_outline()
  _godwit_resolve_schema_header()
  _godwit_resolve_expected_schema()
  _godwit_find_python()
  if(Python3_Interpreter_FOUND)
    _godwit_write_arguments()
    _godwit_write_header()
    _godwit_embed_directory()
    _godwit_add_check()
    _godwit_add_schema_header()
    _godwit_add_expected_schema()
    _godwit_add_expect_target()
    _godwit_add_schema_check()
    _godwit_add_pregenerate_target()
  else()
    _godwit_use_pregenerated()
  endif()
  _godwit_add_set_library()
  if(with_code)
    _godwit_add_check_program()
  endif()
endfunction()

# The rest are steps of the function above, as macros, since they share its
# variables.

macro(_godwit_check_dialect)
  if(NOT arg_DIALECT MATCHES "^(postgresql|sqlite)$")
    message(FATAL_ERROR
      "${call}: unknown DIALECT ${arg_DIALECT}; postgresql and sqlite are"
      " known")
  endif()
  get_target_property(dialects Godwit::core GODWIT_DIALECTS)
  if(NOT arg_DIALECT IN_LIST dialects)
    string(TOUPPER "GODWIT_WITH_${arg_DIALECT}" option)
    message(FATAL_ERROR "${call}: DIALECT ${arg_DIALECT} is not possible,"
      " because this Godwit was built with ${option} switched off")
  elseif(NOT TARGET Godwit::${arg_DIALECT})
    message(FATAL_ERROR "${call}: DIALECT ${arg_DIALECT} is not possible,"
      " because find_package(Godwit COMPONENTS ...) does not name it")
  endif()
endmacro()

# The message does not repeat the URL, which would put the password in a log.
macro(_godwit_check_default_url)
  _godwit_holds_password("${arg_DEFAULT_URL}" holds_password)
  if(holds_password)
    message(FATAL_ERROR "${call}: DEFAULT_URL holds a password, which would be"
      " compiled into the program; pass it at run time in DATABASE_URL,"
      " PGPASSWORD or a password file")
  endif()
  _godwit_dialect_of_url("${arg_DEFAULT_URL}" dialect)
  if(dialect AND NOT dialect STREQUAL arg_DIALECT)
    message(FATAL_ERROR "${call}: DEFAULT_URL leads to ${dialect}, and DIALECT"
      " is ${arg_DIALECT}")
  endif()
endmacro()

macro(_godwit_resolve_kind)
  set(kind "")
  foreach(keyword IN ITEMS STATIC SHARED OBJECT)
    if(arg_${keyword})
      list(APPEND kind ${keyword})
    endif()
  endforeach()
  list(LENGTH kind kinds)
  if(kinds EQUAL 0)
    set(kind STATIC)
  elseif(kinds GREATER 1)
    list(JOIN kind " and " kind)
    message(FATAL_ERROR "${call}: a library cannot be ${kind}; choose one")
  endif()
endmacro()

macro(_godwit_resolve_directory)
  cmake_path(ABSOLUTE_PATH arg_DIRECTORY NORMALIZE OUTPUT_VARIABLE directory)
  string(REGEX REPLACE "(.)/$" "\\1" directory "${directory}")
  if(directory MATCHES "[;\\\n]")
    message(FATAL_ERROR "${call}: CMake cannot follow files below a path with a"
      " semicolon, backslash or line break; rename DIRECTORY ${directory}")
  endif()
  if(NOT IS_DIRECTORY "${directory}")
    message(FATAL_ERROR "${call}: no such DIRECTORY: ${directory}; restore it,"
      " or correct the path")
  endif()
  _godwit_list_files("${directory}" files)
  if(NOT files AND NOT arg_ALLOW_EMPTY)
    _godwit_refuse_folders_alone()
    message(FATAL_ERROR "${call}: no .sql file in DIRECTORY ${directory}; name"
      " the first one 0001_<name>.sql, or pass ALLOW_EMPTY; if there are some,"
      " allow the user who builds to read the directory")
  endif()
  _godwit_display_path("${directory}" display_directory)
endmacro()

# As diesel and Prisma have them, one for each migration.
macro(_godwit_refuse_folders_alone)
  file(GLOB nested_files RELATIVE "${directory}" "${directory}/*/*.sql")
  if(nested_files)
    list(GET nested_files 0 nested)
    string(REGEX REPLACE "/(up|down)\\.sql$" ".\\1.sql" flat "${nested}")
    string(REGEX REPLACE "/migration\\.sql$" ".sql" flat "${flat}")
    cmake_path(GET flat FILENAME flat)
    message(FATAL_ERROR "${call}: no .sql file in DIRECTORY ${directory}; folders"
      " in it are not looked into: put their files into the directory itself,"
      " ${nested} as ${flat}")
  endif()
endmacro()

macro(_godwit_list_files of result)
  if(CMAKE_GENERATOR MATCHES "Ninja")
    _godwit_migration_files("${of}" ${result})
  else()
    _godwit_migration_files("${of}" ${result} CONFIGURE_DEPENDS)
  endif()
endmacro()

# Those that embed.py looks at. Ninja learns of them by way of the directory and
# a depfile; other tools need to have the directory listed again, by whoever
# passes CONFIGURE_DEPENDS.
function(_godwit_migration_files directory result)
  string(REGEX REPLACE "([][*?])" "[\\1]" directory "${directory}")
  file(GLOB files ${ARGN} "${directory}/*.[sS][qQ][lL]"
    "${directory}/*.[cC][pP][pP]")
  list(FILTER files EXCLUDE REGEX "/\\.[^/]*$")
  set(${result} "${files}" PARENT_SCOPE)
endfunction()

# Never absolute: it is compiled in, and two checkouts shall give one binary.
# Relative to the last of the places that it is in, or else only its own name.
function(_godwit_display_path directory result)
  cmake_path(GET directory FILENAME display)
  foreach(top IN ITEMS
      "${CMAKE_BINARY_DIR}" "${PROJECT_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}")
    cmake_path(IS_PREFIX top "${directory}" inside)
    if(inside)
      cmake_path(RELATIVE_PATH directory BASE_DIRECTORY "${top}"
        OUTPUT_VARIABLE display)
    endif()
  endforeach()
  set(${result} "${display}" PARENT_SCOPE)
endfunction()

macro(_godwit_resolve_names)
  if(TARGET ${library})
    get_target_property(place ${library} SOURCE_DIR)
    message(FATAL_ERROR "${call}: there is a target of this name already, made"
      " in ${place}; give the library another name")
  endif()
  if(NOT arg_NAMESPACE)
    string(MAKE_C_IDENTIFIER "${library}" arg_NAMESPACE)
  endif()
  set(identifier "[A-Za-z_][A-Za-z0-9_]*")
  if(NOT arg_NAMESPACE MATCHES "^${identifier}(::${identifier})*$")
    message(FATAL_ERROR
      "${call}: NAMESPACE is not a C++ name: ${arg_NAMESPACE}")
  endif()
  # A linker would take the first of two archives and say nothing.
  set(claim "GODWIT_LIBRARY_OF_NAMESPACE_${arg_NAMESPACE}")
  get_property(owner GLOBAL PROPERTY "${claim}")
  if(owner)
    message(FATAL_ERROR "${call}: NAMESPACE ${arg_NAMESPACE} is already that of"
      " ${owner}; give one of them another, or link ${owner} in both places")
  endif()
  set_property(GLOBAL PROPERTY "${claim}" "${library}")
  if(arg_ON_CONNECT AND NOT
      arg_ON_CONNECT MATCHES "^${identifier}(::${identifier})*$")
    message(FATAL_ERROR
      "${call}: ON_CONNECT is not the name of a function: ${arg_ON_CONNECT}")
  endif()
  if(NOT arg_HEADER)
    set(arg_HEADER "${library}.h")
  endif()
  if(IS_ABSOLUTE "${arg_HEADER}" OR arg_HEADER MATCHES "(^|/)\\.\\.(/|$)")
    message(FATAL_ERROR "${call}: HEADER is not a relative path: ${arg_HEADER}")
  endif()
endmacro()

macro(_godwit_resolve_required_sets)
  set(require_options "")
  set(with_code OFF)
  foreach(required IN LISTS arg_REQUIRES)
    _godwit_require_set(${required})
    get_target_property(dialect ${required} GODWIT_DIALECT)
    if(NOT dialect STREQUAL arg_DIALECT)
      message(FATAL_ERROR "${call}: REQUIRES ${required}, which is for"
        " ${dialect} and not for ${arg_DIALECT}")
    endif()
    get_target_property(program ${required} GODWIT_CHECK_PROGRAM)
    if(program)
      set(with_code ON)
    endif()
    get_target_property(name ${required} GODWIT_NAME)
    get_target_property(namespace ${required} GODWIT_NAMESPACE)
    string(APPEND require_options "--require\n${name}\n${namespace}\n")
  endforeach()
endmacro()

macro(_godwit_resolve_newer)
  # Not by its truth: CMake takes "ignore" for false.
  if(NOT DEFINED arg_NEWER)
    set(arg_NEWER accept)
  endif()
  if(NOT arg_NEWER MATCHES "^(accept|refuse)$")
    message(FATAL_ERROR
      "${call}: unknown NEWER ${arg_NEWER}; accept and refuse are known")
  endif()
endmacro()

# Its lines, if it has several, in one.
macro(_godwit_resolve_adopt_version)
  string(REPLACE "\\" "\\\\" adopt_version "${arg_ADOPT_VERSION}")
  string(REPLACE "\n" "\\n" adopt_version "${adopt_version}")
endmacro()

# What sets that are required make would be in the file, too, and they come
# first.
macro(_godwit_resolve_snapshot)
  set(snapshot "")
  set(display_snapshot "")
  if(DEFINED arg_AT AND NOT arg_SNAPSHOT)
    message(FATAL_ERROR "${call}: AT ${arg_AT} is of no SNAPSHOT; name the file,"
      " or remove it")
  elseif(arg_SNAPSHOT)
    if(NOT DEFINED arg_AT)
      message(FATAL_ERROR "${call}: SNAPSHOT ${arg_SNAPSHOT} needs AT <version>,"
        " the last migration whose work it has")
    elseif(NOT arg_AT MATCHES "^[0-9]+([.-][0-9]+)*$")
      message(FATAL_ERROR "${call}: AT ${arg_AT} is not a version")
    elseif(arg_REQUIRES)
      message(FATAL_ERROR "${call}: SNAPSHOT and REQUIRES exclude each other: a"
        " database is not empty once the required sets are applied")
    endif()
    cmake_path(ABSOLUTE_PATH arg_SNAPSHOT NORMALIZE OUTPUT_VARIABLE snapshot)
    if(NOT EXISTS "${snapshot}" OR IS_DIRECTORY "${snapshot}")
      message(FATAL_ERROR "${call}: no such SNAPSHOT: ${snapshot}; restore it,"
        " or correct the path")
    endif()
    cmake_path(GET snapshot PARENT_PATH snapshot_folder)
    if(snapshot_folder STREQUAL directory)
      message(FATAL_ERROR "${call}: SNAPSHOT ${arg_SNAPSHOT} lies in DIRECTORY,"
        " where each file is a migration; put it beside the directory")
    endif()
    _godwit_display_path("${snapshot}" display_snapshot)
  endif()
endmacro()

macro(_godwit_resolve_embed)
  set(incbin_works OFF)
  if(CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang|AppleClang)$" AND NOT WIN32)
    set(incbin_works ON)
  endif()
  if(NOT arg_EMBED)
    set(arg_EMBED auto)
  endif()
  if(NOT arg_EMBED MATCHES "^(auto|literal|incbin)$")
    message(FATAL_ERROR "${call}: unknown EMBED ${arg_EMBED}; auto, literal and"
      " incbin are known")
  elseif(arg_EMBED STREQUAL "incbin" AND NOT incbin_works)
    message(FATAL_ERROR
      "${call}: EMBED incbin is not possible with this compiler")
  elseif(arg_EMBED STREQUAL "auto" AND NOT incbin_works)
    set(arg_EMBED literal)
  endif()
endmacro()

# What all scripts are told of the set, one argument to a line.
macro(_godwit_write_arguments)
  set(arguments "${folder}/arguments.txt")
  set(lines "--directory=${directory}\n\
--display-directory=${display_directory}\n\
--name=${library}\n\
--dialect=${arg_DIALECT}\n\
--namespace=${arg_NAMESPACE}\n\
--default-url=${arg_DEFAULT_URL}\n\
--history-table=${arg_HISTORY_TABLE}\n\
--newer=${arg_NEWER}\n\
--adopt-version=${adopt_version}\n\
--snapshot=${snapshot}\n\
--display-snapshot=${display_snapshot}\n\
--snapshot-at=${arg_AT}\n\
--embed=${arg_EMBED}\n\
--on-connect=${arg_ON_CONNECT}\n\
${further_options}\
${placeholder_options}\
${require_options}")
  if(arg_ALLOW_EMPTY)
    string(APPEND lines "--allow-empty\n")
  endif()
  if(expected_from)
    string(APPEND lines "--expected-schema\n")
  endif()
  if(outline)
    string(APPEND lines "--outline=${outline}\n")
  endif()
  _godwit_write_if_different("${arguments}" "${lines}")
endmacro()

# Sets `written` to whether it was.
function(_godwit_write_if_different path text)
  set(before "")
  if(EXISTS "${path}")
    file(READ "${path}" before)
  endif()
  set(written OFF PARENT_SCOPE)
  if(NOT before STREQUAL text)
    file(WRITE "${path}" "${text}")
    set(written ON PARENT_SCOPE)
  endif()
endfunction()

# No file of the set has a part in it, so editors need not wait for a build.
macro(_godwit_write_header)
  set(header "${folder}/include/${arg_HEADER}")
  cmake_path(GET header PARENT_PATH header_folder)
  file(MAKE_DIRECTORY "${header_folder}")
  if(written OR NOT EXISTS "${header}")
    execute_process(
      COMMAND ${python} "${scripts}/embed_header.py" "@${arguments}"
        "--header-output=${header}"
      COMMAND_ERROR_IS_FATAL ANY)
  endif()
endmacro()

# Writes source and header. The stamp is the output and these only by-products:
# they keep their time where their bytes are the same, so that nothing is
# compiled, and the stamp stops the tool from embedding for ever.
macro(_godwit_embed_directory)
  set(source "${folder}/${library}.cpp")
  set(stamp "${folder}/${library}.stamp")
  set(blob "${folder}/${library}.blob")
  # What depends on the set: Ninja sees that the data has stayed the same, other
  # tools see that it was made.
  set(embedded "${stamp}")
  if(CMAKE_GENERATOR MATCHES "Ninja")
    set(embedded "${blob}")
  endif()
  set(kept_blob "")
  if(check_tool OR header_tool OR expected_from)
    set(kept_blob "${blob}")
  endif()
  _godwit_dependencies()
  _godwit_embedding_scripts()
  add_custom_command(OUTPUT "${stamp}"
    BYPRODUCTS "${header}" "${source}" ${code} ${kept_blob}
    COMMAND ${python} "${scripts}/embed.py" "@${arguments}"
      "--header-output=${header}"
      "--source-output=${source}"
      "--blob-output=${blob}"
      "--code-output=${folder}/code"
      $<$<BOOL:${kept_blob}>:--keep-blob>
      "--stamp=${stamp}"
      ${depfile_option}
    DEPENDS ${embedding_scripts} "${arguments}" ${dependencies}
    ${depfile_arguments}
    COMMENT "Embedding migrations of ${library}"
    COMMAND_EXPAND_LISTS VERBATIM
  )
endmacro()

# Ninja: the directory and its files by way of a depfile, in which a directory
# that vanishes is no mistake, so that embed.py says what is wrong. A depfile of
# other tools remembers removed files for ever; there the list of names is a
# file of its own, which changes with the set.
macro(_godwit_dependencies)
  set(depfile_option "")
  set(depfile_arguments "")
  set(dependencies "")
  if(CMAKE_GENERATOR MATCHES "Ninja")
    set(depfile_option "--depfile=${stamp}.d")
    set(depfile_arguments DEPFILE "${stamp}.d")
  else()
    _godwit_existing_files("${files};${further_files};${snapshot}" dependencies)
    string(REPLACE ";" "\n" names "${files};${further_files}")
    _godwit_write_if_different("${folder}/names.txt" "${names}\n")
    list(APPEND dependencies "${folder}/names.txt")
    if(CMAKE_GENERATOR MATCHES "Makefiles")
      list(APPEND dependencies "${directory}" ${further_directories})
    endif()
  endif()
endmacro()

# Another Godwit may embed otherwise.
macro(_godwit_embedding_scripts)
  set(embedding_scripts __init__ arguments cpp_bytes cpp_code cpp_source
    migrations_directory output_files refusal set_data strays)
  list(TRANSFORM embedding_scripts PREPEND "${scripts}/embedding/")
  list(APPEND embedding_scripts "${scripts}/embed")
  list(TRANSFORM embedding_scripts APPEND ".py")
endmacro()

# Without names that CMake or a Makefile would misunderstand. For those
# embed.py leaves out the stamp, so that every build runs it.
function(_godwit_existing_files files result)
  set(existing "")
  foreach(file IN LISTS files)
    cmake_path(GET file FILENAME name)
    if(EXISTS "${file}" AND NOT name MATCHES "[][\\$#%:*?!'\"`&|<>^{}\n]")
      list(APPEND existing "${file}")
    endif()
  endforeach()
  set(${result} "${existing}" PARENT_SCOPE)
endfunction()

macro(_godwit_add_set_library)
  add_library(${library} ${kind} "${source}" ${code} "${stamp}" ${checked}
    ${schema_header_stamp} ${expected_sources})
  target_link_libraries(${library} PUBLIC
    Godwit::core Godwit::${arg_DIALECT} ${arg_REQUIRES})
  target_sources(${library} PUBLIC FILE_SET HEADERS
    BASE_DIRS "${folder}/include" FILES "${header}" ${schema_header}
      ${adapter_headers})
  # That is where `.incbin` looks for the texts.
  target_include_directories(${library} PRIVATE "${folder}")
  set_target_properties(${library} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_EXTENSIONS OFF
    CXX_SCAN_FOR_MODULES OFF
    CXX_CLANG_TIDY ""
    WINDOWS_EXPORT_ALL_SYMBOLS ON
    GODWIT_NAME "${library}"
    GODWIT_DIALECT "${arg_DIALECT}"
    GODWIT_DIRECTORY "${directory}"
    GODWIT_ARGUMENTS "${arguments}"
    GODWIT_DATA "${blob}"
    GODWIT_NAMESPACE "${arg_NAMESPACE}"
    GODWIT_HEADER "${arg_HEADER}"
    GODWIT_HISTORY_TABLE "${arg_HISTORY_TABLE}"
    GODWIT_REQUIRES "${arg_REQUIRES}"
    GODWIT_GENERATE_OPTIONS "${generate_options}"
    GODWIT_GENERATE_WRITES "${generate_writes}"
    GODWIT_EXPECTED_FROM "${expected_from}"
    EXPORT_PROPERTIES "GODWIT_NAME;GODWIT_DIALECT;GODWIT_NAMESPACE;\
GODWIT_HEADER;GODWIT_HISTORY_TABLE"
  )
  set_source_files_properties("${source}" "${header}" ${schema_header}
    ${adapter_headers}
    ${expected_sources} PROPERTIES
    SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON SKIP_AUTOGEN ON)
  if(code)
    _godwit_compile_code()
  endif()
  if(incbin_works)
    # Else the texts would be looked for when the program is linked.
    set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS -fno-lto)
  endif()
endmacro()

cmake_policy(POP)
