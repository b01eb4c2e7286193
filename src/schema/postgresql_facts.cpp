// SPDX-License-Identifier: BSL-1.0
#include "schema/postgresql_facts.h"

namespace godwit::schema {

// Columns that not every version has are taken from a row as JSON. An object
// identifier below 16384 was there before anybody had made anything. What an
// extension has brought, or a type such as the functions of a range, is no
// object of its own. A foreign key to a partitioned table has rows for each of
// its partitions, which are none either.
const std::string_view common_tables = R"(
WITH brought AS MATERIALIZED (
  SELECT DISTINCT classid, objid FROM pg_depend WHERE deptype = 'e'
    OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), own AS MATERIALIZED (
  SELECT oid, nspname AS name, nspacl, nspowner FROM pg_namespace n
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), rel AS MATERIALIZED (
  SELECT c.*, own.name AS schema, format('%I.%I', own.name, c.relname) AS label
  FROM pg_class c JOIN own ON own.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM brought
    WHERE classid = 'pg_class'::regclass AND objid = c.oid)
), typ AS MATERIALIZED (
  SELECT t.*, own.name AS schema, format('%I.%I', own.name, t.typname) AS label
  FROM pg_type t JOIN own ON own.oid = t.typnamespace
  WHERE NOT EXISTS (SELECT FROM brought
    WHERE classid = 'pg_type'::regclass AND objid = t.oid)
), routine AS MATERIALIZED (
  SELECT p.*, own.name AS schema, format('%I.%I', own.name, p.proname) AS label
  FROM pg_proc p JOIN own ON own.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM brought
    WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
), named AS NOT MATERIALIZED (
  SELECT c.oid, format('%I.%I', nspname, collname) AS label
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
))";

namespace {

constexpr FactQuery queries[] = {
    {Kind::schema,
     "pg_namespace",
     {},
     "",
     R"(
SELECT oid, 0, '', '', name, 0, format('CREATE SCHEMA %I', name) FROM own
WHERE NOT EXISTS (SELECT FROM brought
  WHERE classid = 'pg_namespace'::regclass AND objid = own.oid))"},

    {Kind::extension,
     "pg_extension",
     {"schema"},
     "",
     R"(
SELECT oid, 0, '', '', extname, 0, format('CREATE EXTENSION %I WITH SCHEMA %I',
  extname, extnamespace::regnamespace::text), extnamespace::regnamespace::text
FROM pg_extension)"},

    {Kind::collation,
     "pg_collation",
     {"definition"},
     "SELECT FROM pg_collation WHERE oid >= 16384",
     R"(
SELECT oid, 0, schema, '', collname, 0,
  format('CREATE COLLATION %I.%I (%s)', schema, collname, definition),
  definition
FROM (SELECT c.oid, own.name AS schema, collname, concat_ws(', ',
    'PROVIDER = ' || CASE collprovider WHEN 'i' THEN 'icu'
      WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    'LOCALE = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale',
      to_jsonb(c) ->> 'colliculocale',
      CASE WHEN collprovider = 'i' OR collcollate = collctype
        THEN collcollate END)),
    'LC_COLLATE = ' || CASE WHEN collprovider = 'c'
      AND collcollate <> collctype THEN quote_literal(collcollate) END,
    'LC_CTYPE = ' || CASE WHEN collprovider = 'c'
      AND collcollate <> collctype THEN quote_literal(collctype) END,
    CASE WHEN NOT collisdeterministic THEN 'DETERMINISTIC = false' END,
    'RULES = ' || quote_literal(to_jsonb(c) ->> 'collicurules')) AS definition
  FROM pg_collation c JOIN own ON own.oid = c.collnamespace
  WHERE NOT EXISTS (SELECT FROM brought
    WHERE classid = 'pg_collation'::regclass AND objid = c.oid)) AS c)"},

    {Kind::enum_type,
     "pg_type",
     {"values"},
     "SELECT FROM pg_type WHERE typtype = 'e' AND oid >= 16384",
     R"(
SELECT oid, 0, schema, '', typname, 0,
  format('CREATE TYPE %s AS ENUM (%s)', label, labels), labels
FROM (SELECT t.*, coalesce((SELECT string_agg('''' ||
    replace(enumlabel, '''', '''''') || '''', ', ' ORDER BY enumsortorder)
    FROM pg_enum WHERE enumtypid = t.oid), '') AS labels
  FROM typ t WHERE typtype = 'e') AS t)"},

    // Its order is in the type.
    {Kind::enum_type,
     "pg_enum",
     {},
     "SELECT FROM pg_enum",
     R"(
SELECT e.oid, 0, t.schema, t.typname, enumlabel, 0, NULL
FROM pg_enum e JOIN typ t ON t.oid = e.enumtypid)"},

    {Kind::composite_type,
     "pg_type",
     {},
     "SELECT FROM pg_class WHERE relkind = 'c' AND oid >= 16384",
     R"(
SELECT t.oid, 0, t.schema, '', typname, 0, NULL
FROM typ t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c')"},

    {Kind::range_type,
     "pg_type",
     {"definition"},
     "SELECT FROM pg_range WHERE rngtypid >= 16384",
     R"(
SELECT oid, 0, schema, '', typname, 0,
  format('CREATE TYPE %s AS RANGE (%s)', label, definition), definition
FROM (SELECT t.*, concat_ws(', ',
    'SUBTYPE = ' || format_type(rngsubtype, NULL),
    'SUBTYPE_OPCLASS = ' || CASE WHEN NOT o.opcdefault THEN
      format('%I.%I', o.opcnamespace::regnamespace::text, o.opcname) END,
    'COLLATION = ' || CASE WHEN rngcollation <> s.typcollation THEN n.label END,
    'CANONICAL = ' || CASE WHEN rngcanonical <> 0 THEN rngcanonical::text END,
    'SUBTYPE_DIFF = ' || CASE WHEN rngsubdiff <> 0 THEN rngsubdiff::text END,
    'MULTIRANGE_TYPE_NAME = ' || (SELECT format('%I.%I',
        m.typnamespace::regnamespace::text, m.typname) FROM pg_type m
      WHERE m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid)) AS definition
  FROM typ t JOIN pg_range r ON r.rngtypid = t.oid
    JOIN pg_opclass o ON o.oid = r.rngsubopc
    JOIN pg_type s ON s.oid = r.rngsubtype
    LEFT JOIN named n ON n.oid = r.rngcollation) AS t)"},

    {Kind::domain,
     "pg_type",
     {"type", "collation", "default", "not null"},
     "SELECT FROM pg_type WHERE typtype = 'd' AND oid >= 16384",
     R"(
SELECT t.oid, 0, schema, '', typname, 0, concat_ws(' ', 'CREATE DOMAIN',
    t.label, 'AS', format_type(typbasetype, typtypmod),
    'COLLATE ' || collated, 'DEFAULT ' || typdefault,
    CASE WHEN typnotnull THEN 'NOT NULL' END),
  format_type(typbasetype, typtypmod), collated, typdefault,
  CASE WHEN typnotnull THEN 'yes' END
FROM (SELECT t.*, CASE WHEN t.typcollation <> b.typcollation THEN n.label END
    AS collated
  FROM typ t JOIN pg_type b ON b.oid = t.typbasetype
    LEFT JOIN named n ON n.oid = t.typcollation
  WHERE t.typtype = 'd') AS t)"},

    {Kind::function,
     "pg_proc",
     {"definition", "kind", "returns", "arguments", "defaults", "language",
      "parsed", "outputs"},
     "SELECT FROM pg_proc WHERE oid >= 16384",
     R"(
SELECT p.oid, 0, schema, '', format('%s(%s)', proname,
    oidvectortypes(proargtypes)), 0,
  '', rtrim(pg_get_functiondef(p.oid), E'\n'),
  CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
  coalesce(pg_get_function_result(p.oid), ''),
  pg_get_function_identity_arguments(p.oid), pronargdefaults::text,
  lanname, CASE WHEN to_jsonb(p) ->> 'prosqlbody' IS NOT NULL THEN 'yes' END,
  (SELECT string_agg(concat_ws(' ', mode, proargnames[place],
      format_type(type, NULL)), ', ' ORDER BY place)
    FROM unnest(proallargtypes, proargmodes) WITH ORDINALITY
      AS a (type, mode, place) WHERE mode <> 'i')
FROM routine p JOIN pg_language l ON l.oid = prolang WHERE prokind <> 'a')"},

    {Kind::aggregate,
     "pg_proc",
     {"definition", "arguments"},
     "SELECT FROM pg_aggregate WHERE aggfnoid >= 16384",
     R"(
SELECT oid, 0, schema, '', format('%s(%s)', proname, arguments), 0,
  format('CREATE AGGREGATE %s(%s) (%s)', label, arguments, definition),
  definition, arguments
FROM (SELECT p.oid, p.schema, p.label, p.proname,
    CASE WHEN p.pronargs = 0 AND a.aggkind = 'n' THEN '*'
      ELSE pg_get_function_identity_arguments(p.oid) END AS arguments,
    concat_ws(', ', 'SFUNC = ' || aggtransfn::text,
      'STYPE = ' || format_type(aggtranstype, NULL),
      'SSPACE = ' || nullif(aggtransspace, 0),
      'FINALFUNC = ' || nullif(aggfinalfn::text, '-'),
      CASE WHEN aggfinalextra THEN 'FINALFUNC_EXTRA' END,
      'FINALFUNC_MODIFY = ' || CASE WHEN aggfinalfn <> 0 AND aggfinalmodify <>
        CASE aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN
        CASE aggfinalmodify WHEN 'r' THEN 'READ_ONLY'
          WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
      'COMBINEFUNC = ' || nullif(aggcombinefn::text, '-'),
      'SERIALFUNC = ' || nullif(aggserialfn::text, '-'),
      'DESERIALFUNC = ' || nullif(aggdeserialfn::text, '-'),
      'INITCOND = ' || quote_literal(agginitval),
      'MSFUNC = ' || nullif(aggmtransfn::text, '-'),
      'MINVFUNC = ' || nullif(aggminvtransfn::text, '-'),
      'MSTYPE = ' || CASE WHEN aggmtranstype <> 0 THEN
        format_type(aggmtranstype, NULL) END,
      'MSSPACE = ' || nullif(aggmtransspace, 0),
      'MFINALFUNC = ' || nullif(aggmfinalfn::text, '-'),
      CASE WHEN aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
      'MFINALFUNC_MODIFY = ' || CASE WHEN aggmfinalfn <> 0
        AND aggmfinalmodify <> CASE aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN
        CASE aggmfinalmodify WHEN 'r' THEN 'READ_ONLY'
          WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
      'MINITCOND = ' || quote_literal(aggminitval),
      'SORTOP = ' || (SELECT format('OPERATOR(%I.%s)',
        oprnamespace::regnamespace::text, oprname)
        FROM pg_operator WHERE oid = aggsortop),
      CASE aggkind WHEN 'h' THEN 'HYPOTHETICAL' END,
      'PARALLEL = ' || CASE proparallel WHEN 's' THEN 'SAFE'
        WHEN 'r' THEN 'RESTRICTED' END) AS definition
  FROM routine p JOIN pg_aggregate a ON a.aggfnoid = p.oid) AS p)"},

    {Kind::sequence,
     "pg_class",
     {"type", "increment", "minimum", "maximum", "start", "cache", "cycle",
      "persistence", "owned by", "identity"},
     "",
     R"(
SELECT c.oid, 0, c.schema, '', c.relname, 0, NULL,
  format_type(seqtypid, NULL), seqincrement::text, seqmin::text, seqmax::text,
  seqstart::text, seqcache::text, CASE WHEN seqcycle THEN 'yes' END,
  CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
  CASE d.deptype WHEN 'a' THEN format('%s.%I', t.label, d.attname) END,
  CASE d.deptype WHEN 'i' THEN format('%s.%I', t.label, d.attname) END
FROM rel c JOIN pg_sequence s ON s.seqrelid = c.oid
  -- Each by itself: there are far more dependencies and columns than sequences.
  LEFT JOIN LATERAL (SELECT deptype, refobjid, attname FROM pg_depend
      JOIN pg_attribute ON (attrelid, attnum) = (refobjid, refobjsubid)
    WHERE classid = 'pg_class'::regclass AND objid = c.oid
      AND deptype IN ('a', 'i') AND refobjsubid > 0
      AND refclassid = 'pg_class'::regclass OFFSET 0) AS d ON true
  LEFT JOIN rel t ON t.oid = d.refobjid
WHERE c.relkind = 'S')"},

    {Kind::table,
     "pg_class",
     {"persistence", "partition key", "partition of", "bound", "inherits",
      "options", "row security", "force row security", "replica identity",
      "of type", "access method", "tablespace"},
     "",
     R"(
SELECT c.oid, 0, c.schema, '', c.relname, 0, NULL,
  CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
  pg_get_partkeydef(c.oid),
  CASE WHEN c.relispartition THEN parents END,
  pg_get_expr(c.relpartbound, c.oid),
  CASE WHEN NOT c.relispartition THEN parents END,
  (SELECT string_agg(format(
      CASE WHEN value ~ '^[A-Za-z0-9_.]+$' THEN '%s=%s' ELSE '%s=%L' END,
      option, value), ', ' ORDER BY toast, place)
    FROM (SELECT 0 AS toast, place, split_part(o, '=', 1) AS option,
        substr(o, strpos(o, '=') + 1) AS value
      FROM unnest(c.reloptions) WITH ORDINALITY AS o (o, place)
      UNION ALL SELECT 1, place, 'toast.' || split_part(o, '=', 1),
        substr(o, strpos(o, '=') + 1) FROM unnest((SELECT reloptions
        FROM pg_class toast WHERE toast.oid = c.reltoastrelid))
        WITH ORDINALITY AS o (o, place)) AS o),
  CASE WHEN relrowsecurity THEN 'yes' END,
  CASE WHEN relforcerowsecurity THEN 'yes' END,
  CASE relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL'
    WHEN 'i' THEN (SELECT 'USING INDEX ' || quote_ident(x.relname)
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indrelid = c.oid AND i.indisreplident) END,
  CASE WHEN reloftype <> 0 THEN format_type(reloftype, NULL) END,
  CASE WHEN a.amname <> 'heap' THEN quote_ident(a.amname) END,
  quote_ident(s.spcname)
FROM rel c LEFT JOIN pg_am a ON a.oid = c.relam
  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace,
  LATERAL (SELECT string_agg(i.inhparent::regclass::text, ', '
      ORDER BY inhseqno) AS parents
    FROM pg_inherits i WHERE i.inhrelid = c.oid) AS p
WHERE c.relkind IN ('r', 'p'))"},

    {Kind::column,
     "pg_class",
     {"type", "not null", "default", "generated", "identity", "collation",
      "storage", "compression", "statistics", "options", "inherited"},
     "",
     R"(
SELECT a.attrelid, a.attnum, c.schema, c.relname, a.attname, a.attnum, NULL,
  format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.attnotnull THEN 'yes' END,
  -- Names no column, so that the table need not be opened for it.
  CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) END,
  CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) ||
    CASE a.attgenerated WHEN 'v' THEN ' VIRTUAL' ELSE ' STORED' END END,
  -- Since 17 a partition has that of its table, and may have none of its own.
  CASE WHEN c.relispartition AND
      current_setting('server_version_num')::integer >= 170000 THEN NULL
    WHEN a.attidentity = 'a' THEN 'ALWAYS'
    WHEN a.attidentity = 'd' THEN 'BY DEFAULT' END,
  CASE WHEN a.attcollation <> t.typcollation THEN (SELECT label FROM named n
    WHERE n.oid = a.attcollation) END,
  CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
    WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
    ELSE 'EXTENDED' END END,
  CASE compression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
  CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,
  CASE WHEN a.attoptions::text ~ 'n_distinct' THEN (SELECT string_agg(o, ', '
    ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o !~ '^pg_') END,
  CASE WHEN a.attinhcount > 0 AND NOT a.attislocal THEN 'yes' END
-- There are too many columns to take each as JSON: where the catalog has no
-- such column, the name is that of the table outside.
FROM (SELECT ''::"char" AS attcompression) AS older, rel c
  CROSS JOIN LATERAL (SELECT b.*, attcompression AS compression
    FROM pg_attribute b WHERE b.attrelid = c.oid) AS a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'c') AND a.attnum > 0 AND NOT a.attisdropped)"},

    {Kind::constraint,
     "pg_constraint",
     {"definition", "kind", "inherited", "clustered", "parent"},
     "",
     R"(
SELECT k.oid, 0, c.schema, c.relname, k.conname, 0, format(
    'ALTER TABLE %s ADD CONSTRAINT %I %s', c.label, k.conname, definition),
  definition, k.contype::text,
  CASE WHEN k.conparentid <> 0 OR k.coninhcount > 0 AND NOT k.conislocal
    THEN 'yes' END,
  CASE WHEN i.indisclustered THEN 'yes' END,
  coalesce((SELECT format('%s.%I', p.conrelid::regclass, p.conname)
      FROM pg_constraint p WHERE p.oid = k.conparentid),
    (SELECT inhparent::regclass::text FROM pg_inherits
      WHERE inhrelid = i.indexrelid))
FROM pg_constraint k JOIN rel c ON c.oid = k.conrelid
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND i.indrelid = k.conrelid
  LEFT JOIN pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace,
  -- What the index is made with is not printed, and has its place in the text.
  LATERAL (SELECT concat_ws(' ',
      'WITH (' || array_to_string(x.reloptions, ', ') || ')',
      'USING INDEX TABLESPACE ' || quote_ident(s.spcname)) AS further) AS f,
  LATERAL (SELECT pg_get_constraintdef(k.oid) AS printed OFFSET 0) AS p,
  LATERAL (SELECT CASE WHEN further = '' THEN printed ELSE regexp_replace(
      printed, '^(.*?\))((?: WHERE \(.*\))?(?: DEFERRABLE.*)?)$',
      '\1 ' || further || '\2') END AS definition) AS d
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND c.relkind IN ('r', 'p')
  AND (k.contype <> 'f' OR k.conparentid = 0 OR NOT EXISTS (
    WITH RECURSIVE above AS (
      SELECT conparentid, confrelid FROM pg_constraint
      WHERE oid = k.conparentid
      UNION ALL SELECT p.conparentid, p.confrelid FROM pg_constraint p
      JOIN above ON p.oid = above.conparentid
    ) SELECT FROM above WHERE confrelid <> k.confrelid)))"},

    {Kind::constraint,
     "pg_constraint",
     {"definition", "kind"},
     "SELECT FROM pg_constraint WHERE contypid >= 16384",
     R"(
SELECT k.oid, 0, t.schema, t.typname, k.conname, 0, format(
    'ALTER DOMAIN %s ADD CONSTRAINT %I %s', t.label, k.conname,
    pg_get_constraintdef(k.oid)), pg_get_constraintdef(k.oid), 'domain'
FROM pg_constraint k JOIN typ t ON t.oid = k.contypid WHERE k.contype = 'c')"},

    {Kind::index,
     "pg_class",
     {"definition", "invalid", "clustered", "parent", "statistics"},
     "",
     R"(
SELECT i.indexrelid, 0, c.schema, t.relname, c.relname, 0,
  '', pg_get_indexdef(c.oid),
  CASE WHEN NOT i.indisvalid THEN 'yes' END,
  CASE WHEN i.indisclustered THEN 'yes' END,
  (SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = c.oid),
  (SELECT string_agg(attnum || '=' || attstattarget, ', ' ORDER BY attnum)
    FROM pg_attribute a WHERE a.attrelid = c.oid AND attstattarget >= 0)
FROM pg_index i JOIN rel c ON c.oid = i.indexrelid
  JOIN rel t ON t.oid = i.indrelid
WHERE t.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT FROM pg_constraint k
  WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')))"},

    {Kind::view,
     "pg_class",
     {"definition", "options", "columns"},
     "SELECT FROM pg_class WHERE relkind = 'v' AND oid >= 16384",
     R"(
SELECT c.oid, 0, c.schema, '', c.relname, 0, concat_ws(' ', 'CREATE VIEW',
    c.label, 'WITH (' || array_to_string(reloptions, ', ') || ')', 'AS') ||
    E'\n' || definition,
  definition, array_to_string(reloptions, ', '),
  (SELECT string_agg(format('%I %s%s', attname, format_type(atttypid,
      atttypmod), ' COLLATE ' || nullif(attcollation, 0)), ', '
    ORDER BY attnum) FROM pg_attribute a
    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
FROM rel c, LATERAL (SELECT rtrim(pg_get_viewdef(c.oid), ';') AS definition
  OFFSET 0) AS d
WHERE c.relkind = 'v')"},

    {Kind::materialized_view,
     "pg_class",
     {"definition", "options", "access method", "tablespace"},
     "SELECT FROM pg_class WHERE relkind = 'm' AND oid >= 16384",
     R"(
SELECT c.oid, 0, c.schema, '', c.relname, 0, concat_ws(' ',
    'CREATE MATERIALIZED VIEW', c.label,
    'USING ' || CASE WHEN a.amname <> 'heap' THEN quote_ident(a.amname) END,
    'WITH (' || array_to_string(reloptions, ', ') || ')',
    'TABLESPACE ' || quote_ident(s.spcname), 'AS') ||
    E'\n' || definition,
  definition, array_to_string(reloptions, ', '),
  CASE WHEN a.amname <> 'heap' THEN quote_ident(a.amname) END,
  quote_ident(s.spcname)
FROM rel c LEFT JOIN pg_am a ON a.oid = c.relam
  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace,
  LATERAL (SELECT rtrim(pg_get_viewdef(c.oid), ';') AS definition OFFSET 0) AS d
WHERE c.relkind = 'm')"},

    {Kind::rule,
     "pg_rewrite",
     {"definition", "enabled"},
     "SELECT FROM pg_rewrite WHERE rulename <> '_RETURN' AND oid >= "
     "16384",
     R"(
SELECT e.oid, 0, c.schema, c.relname, rulename, 0,
  '', rtrim(pg_get_ruledef(e.oid), ';'),
  CASE ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
    WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM pg_rewrite e JOIN rel c ON c.oid = e.ev_class
WHERE rulename <> '_RETURN')"},

    {Kind::trigger,
     "pg_trigger",
     {"definition", "enabled"},
     "SELECT FROM pg_trigger WHERE NOT tgisinternal",
     R"(
SELECT t.oid, 0, c.schema, c.relname, tgname, 0, '', pg_get_triggerdef(t.oid),
  CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
    WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM pg_trigger t JOIN rel c ON c.oid = t.tgrelid
WHERE NOT tgisinternal
  AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0')"},

    {Kind::policy,
     "pg_policy",
     {"command", "roles", "using", "check", "permissive"},
     "SELECT FROM pg_policy",
     R"(
SELECT oid, 0, schema, relname, polname, 0, concat_ws(' ', 'CREATE POLICY',
    quote_ident(polname), 'ON', label, 'AS', permissive, 'FOR', command,
    'TO', roles, 'USING (' || qual || ')', 'WITH CHECK (' || checked || ')'),
  command, roles, qual, checked, permissive
FROM (SELECT p.oid, c.schema, c.relname, c.label, polname,
    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
      WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
    (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC'
      ELSE quote_ident(pg_get_userbyid(role)) END, ', ' ORDER BY role = 0,
      pg_get_userbyid(role)) FROM unnest(polroles) AS role) AS roles,
    pg_get_expr(polqual, polrelid) AS qual,
    pg_get_expr(polwithcheck, polrelid) AS checked,
    CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END
      AS permissive
  FROM pg_policy p JOIN rel c ON c.oid = p.polrelid) AS p)"},

    {Kind::statistics,
     "pg_statistic_ext",
     {"definition", "target", "table"},
     "SELECT FROM pg_statistic_ext",
     R"(
SELECT s.oid, 0, own.name, '', stxname, 0, '', pg_get_statisticsobjdef(s.oid),
  CASE WHEN stxstattarget >= 0 THEN stxstattarget::text END, c.label
FROM pg_statistic_ext s JOIN own ON own.oid = s.stxnamespace
  JOIN rel c ON c.oid = s.stxrelid)"},

    {Kind::event_trigger,
     "pg_event_trigger",
     {"definition", "enabled"},
     "SELECT FROM pg_event_trigger",
     R"(
SELECT oid, 0, '', '', evtname, 0,
  format('CREATE EVENT TRIGGER %I %s', evtname, definition), definition,
  CASE evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
    WHEN 'A' THEN 'ENABLE ALWAYS' END
FROM (SELECT e.*, concat_ws(' ', 'ON', evtevent, 'WHEN TAG IN (' ||
    (SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag)
      FROM unnest(evttags) AS tag) || ')',
    format('EXECUTE FUNCTION %s()', evtfoid::regproc)) AS definition
  FROM pg_event_trigger e WHERE NOT EXISTS (SELECT FROM brought
    WHERE classid = 'pg_event_trigger'::regclass AND objid = e.oid)) AS e)"},

    {Kind::publication,
     "pg_publication",
     {"objects", "options"},
     "SELECT FROM pg_publication",
     R"(
SELECT oid, 0, '', '', pubname, 0, concat_ws(' ', 'CREATE PUBLICATION',
    quote_ident(pubname), 'FOR ' || nullif(objects, ''),
    'WITH (' || options || ')'), nullif(objects, ''), options
FROM (SELECT p.oid, pubname,
    CASE WHEN puballtables THEN 'ALL TABLES' ELSE concat_ws(', ',
      (SELECT string_agg(concat_ws(' ', 'TABLE', 'ONLY ' || c.label,
          '(' || (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = c.oid
              AND attnum = ANY (r.prattrs)) || ')',
          'WHERE ' || pg_get_expr(r.prqual, r.prrelid)), ', '
          ORDER BY c.label)
        FROM pg_publication_rel r JOIN rel c ON c.oid = r.prrelid
        WHERE r.prpubid = p.oid),
      (SELECT string_agg('TABLES IN SCHEMA ' || s.pnnspid::regnamespace, ', '
          ORDER BY s.pnnspid::regnamespace::text)
        FROM pg_publication_namespace s WHERE s.pnpubid = p.oid)) END
      AS objects,
    concat_ws(', ', format('publish = %L', concat_ws(', ',
        CASE WHEN pubinsert THEN 'insert' END,
        CASE WHEN pubupdate THEN 'update' END,
        CASE WHEN pubdelete THEN 'delete' END,
        CASE WHEN pubtruncate THEN 'truncate' END)),
      'publish_via_partition_root = ' || pubviaroot) AS options
  FROM pg_publication p) AS p)",
     15},

    // What NOT NULL is of a column is modelled, and not its constraint, which
    // was none before 18.
    {Kind::unmodelled,
     "pg_constraint",
     {"definition"},
     R"(
SELECT FROM pg_constraint
WHERE contype = 'n' AND conrelid <> 0 AND (NOT convalidated OR connoinherit))",
     R"(
SELECT k.oid, 0, '', '', format('constraint %I on %s', conname, c.label), 0,
  NULL, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN rel c ON c.oid = conrelid
WHERE contype = 'n' AND (NOT convalidated OR connoinherit))",
     18},

    // Older ones have other catalogs of what is in them.
    {Kind::unmodelled,
     "pg_publication",
     {},
     "SELECT FROM pg_publication",
     "SELECT oid, 0, '', '', 'publication ' || pubname, 0, NULL "
     "FROM pg_publication",
     0,
     14},

    {Kind::unmodelled,
     "",
     {"definition"},
     R"(
SELECT FROM (
  SELECT oid FROM pg_cast UNION ALL SELECT oid FROM pg_operator
  UNION ALL SELECT oid FROM pg_opclass UNION ALL SELECT oid FROM pg_opfamily
  UNION ALL SELECT oid FROM pg_conversion
  UNION ALL SELECT oid FROM pg_ts_config UNION ALL SELECT oid FROM pg_ts_dict
  UNION ALL SELECT oid FROM pg_ts_parser
  UNION ALL SELECT oid FROM pg_ts_template
  UNION ALL SELECT oid FROM pg_foreign_data_wrapper
  UNION ALL SELECT oid FROM pg_foreign_server
  UNION ALL SELECT umid FROM pg_user_mappings
  UNION ALL SELECT ftrelid FROM pg_foreign_table
  UNION ALL SELECT oid FROM pg_language UNION ALL SELECT oid FROM pg_transform
  UNION ALL SELECT oid FROM pg_am
  UNION ALL SELECT oid FROM pg_type
    WHERE typtype IN ('b', 'p') AND typcategory <> 'A'
  UNION ALL SELECT adrelid FROM pg_attrdef JOIN pg_class c ON c.oid = adrelid
    WHERE relkind = 'v') AS o (oid) WHERE oid >= 16384)",
     R"(
SELECT class, oid, 0, '', '', type || ' ' || identity, 0, NULL, detail
FROM (
  SELECT 'pg_cast'::regclass AS class, oid, concat_ws(' ', castfunc::regprocedure,
    castcontext, castmethod) AS detail FROM pg_cast
  UNION ALL SELECT 'pg_operator'::regclass, oid, concat_ws(' ', oprcode,
    oprrest, oprjoin, oprcanmerge, oprcanhash) FROM pg_operator
  UNION ALL SELECT 'pg_opclass'::regclass, oid, concat_ws(' ', opcdefault,
    opckeytype::regtype) FROM pg_opclass
  UNION ALL SELECT 'pg_opfamily'::regclass, oid, NULL FROM pg_opfamily
  UNION ALL SELECT 'pg_conversion'::regclass, oid, conproc::text
    FROM pg_conversion
  UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgparser::text
    FROM pg_ts_config
  UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictinitoption
    FROM pg_ts_dict
  UNION ALL SELECT 'pg_ts_parser'::regclass, oid, NULL FROM pg_ts_parser
  UNION ALL SELECT 'pg_ts_template'::regclass, oid, NULL FROM pg_ts_template
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid,
    fdwoptions::text FROM pg_foreign_data_wrapper
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid, concat_ws(' ',
    srvtype, srvversion, srvoptions) FROM pg_foreign_server
  UNION ALL SELECT 'pg_user_mapping'::regclass, umid, NULL
    FROM pg_user_mappings
  UNION ALL SELECT 'pg_class'::regclass, ftrelid, concat_ws(' ', ftoptions,
    (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid,
      atttypmod), attnotnull), ', ' ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = ftrelid AND attnum > 0 AND NOT attisdropped))
    FROM pg_foreign_table
  UNION ALL SELECT 'pg_language'::regclass, oid, lanpltrusted::text
    FROM pg_language
  UNION ALL SELECT 'pg_transform'::regclass, oid, NULL FROM pg_transform
  UNION ALL SELECT 'pg_am'::regclass, oid, amhandler::text FROM pg_am
  UNION ALL SELECT 'pg_type'::regclass, oid, NULL FROM pg_type
    WHERE typtype IN ('b', 'p') AND typcategory <> 'A'
  UNION ALL SELECT 'pg_attrdef'::regclass, d.oid,
    pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
    JOIN pg_class c ON c.oid = d.adrelid AND c.relkind = 'v'
) AS object, LATERAL pg_identify_object(class, oid, 0) AS i
WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM brought
  WHERE classid = class AND objid = oid))"},

    {Kind::comment,
     "",
     {"on", "comment"},
     R"(
SELECT FROM pg_description WHERE objoid >= 16384
  OR objoid = to_regnamespace('public') AND
    description <> 'standard public schema')",
     R"(
SELECT class, oid, sub, '', '', on_what, 0, format('COMMENT ON %s IS %L',
    on_what, description), on_what, description
FROM (SELECT d.classoid AS class, objoid AS oid, objsubid AS sub, description,
    CASE i.type WHEN 'table constraint' THEN 'CONSTRAINT ' || i.identity
      WHEN 'domain constraint' THEN 'CONSTRAINT ' || (SELECT
        format('%I ON DOMAIN %s', conname, contypid::regtype)
        FROM pg_constraint WHERE oid = objoid)
      WHEN 'statistics object' THEN 'STATISTICS ' || i.identity
      WHEN 'schema' THEN 'SCHEMA ' || i.identity
      ELSE CASE WHEN i.type LIKE '% column' THEN 'COLUMN'
        ELSE upper(i.type) END || ' ' || i.identity END AS on_what
  FROM pg_description d,
    LATERAL pg_identify_object(d.classoid, objoid, objsubid) AS i
  WHERE (objoid >= 16384 OR objoid = to_regnamespace('public') AND
      description <> 'standard public schema')
    AND NOT EXISTS (SELECT FROM brought
      WHERE classid = d.classoid AND objid = objoid)
    AND (d.classoid <> 'pg_extension'::regclass OR NOT EXISTS (
      SELECT FROM pg_available_extensions
      WHERE name = i.name AND comment = description))) AS d)"},

    {Kind::privilege,
     "",
     {"on", "grantee", "privileges", "grantable", "columns", "initial"},
     R"(
SELECT FROM pg_namespace n LEFT JOIN pg_init_privs i
  ON (classoid, objoid) = ('pg_namespace'::regclass, n.oid)
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND nspacl IS DISTINCT FROM initprivs
UNION ALL SELECT FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
UNION ALL SELECT FROM pg_attribute WHERE attacl IS NOT NULL
  AND attrelid >= 16384
UNION ALL SELECT FROM pg_proc WHERE proacl IS NOT NULL AND oid >= 16384
UNION ALL SELECT FROM pg_type WHERE typacl IS NOT NULL AND oid >= 16384)",
     R"(
SELECT class, oid, sub, '', '', concat_ws(' ', on_what || columns, 'TO',
    grantee), 0, NULL, on_what, grantee, plain, grantable, columns, initial
FROM (SELECT class, oid, sub, on_what, columns,
    CASE grantee WHEN 0 THEN 'PUBLIC'
      ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee,
    string_agg(privilege, ', ' ORDER BY privilege)
      FILTER (WHERE now AND NOT option) AS plain,
    string_agg(privilege, ', ' ORDER BY privilege)
      FILTER (WHERE now AND option) AS grantable,
    string_agg(privilege, ', ' ORDER BY privilege)
      FILTER (WHERE NOT now) AS initial
  FROM (SELECT o.class, o.oid, o.sub, o.on_what, o.columns, e.grantee,
      e.privilege_type || o.columns AS privilege, e.is_grantable AS option,
      of_acl.now
    FROM (
      SELECT 'pg_namespace'::regclass AS class, oid, 0 AS sub, nspacl AS acl,
        acldefault('n', nspowner) AS initial,
        format('SCHEMA %I', name) AS on_what, '' AS columns FROM own
      UNION ALL SELECT 'pg_class'::regclass, oid, 0, relacl,
        acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END,
          relowner),
        CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || label, ''
      FROM rel WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
      UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum, attacl, NULL,
        'TABLE ' || label, format(' (%I)', attname)
      FROM rel c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE a.attacl IS NOT NULL AND NOT attisdropped
      UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, proacl,
        acldefault('f', proowner), CASE prokind WHEN 'p' THEN 'PROCEDURE '
          ELSE 'FUNCTION ' END || p.oid::regprocedure, ''
      FROM routine p
      UNION ALL SELECT 'pg_type'::regclass, t.oid, 0, typacl,
        acldefault('T', typowner), 'TYPE ' || label, ''
      FROM typ t
    ) AS o LEFT JOIN pg_init_privs i ON i.classoid = o.class
      AND i.objoid = o.oid AND i.objsubid = o.sub,
    LATERAL (VALUES (true, o.acl), (false, coalesce(i.initprivs, o.initial)))
      AS of_acl (now, acl),
    LATERAL aclexplode(of_acl.acl) AS e
    WHERE o.acl IS NOT NULL) AS p
  GROUP BY class, oid, sub, on_what, columns, p.grantee
  HAVING array_agg((privilege, option) ORDER BY privilege, option)
      FILTER (WHERE now) IS DISTINCT FROM
    array_agg((privilege, option) ORDER BY privilege, option)
      FILTER (WHERE NOT now)) AS p)"},

    {Kind::default_privilege,
     "",
     {"for", "on", "grantee", "privileges", "grantable", "initial"},
     "SELECT FROM pg_default_acl",
     R"(
SELECT 'pg_default_acl'::regclass, oid, 0, '', '', concat_ws(' ', for_whom,
    on_what, 'TO', grantee), 0, NULL, for_whom, on_what, grantee, plain,
  grantable, initial
FROM (SELECT oid, concat_ws(' ', 'FOR ROLE',
      quote_ident(pg_get_userbyid(defaclrole)),
      'IN SCHEMA ' || nullif(defaclnamespace, 0)::regnamespace) AS for_whom,
    CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
      WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END
      AS on_what,
    CASE grantee WHEN 0 THEN 'PUBLIC'
      ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee,
    string_agg(privilege_type, ', ' ORDER BY privilege_type)
      FILTER (WHERE now AND NOT is_grantable) AS plain,
    string_agg(privilege_type, ', ' ORDER BY privilege_type)
      FILTER (WHERE now AND is_grantable) AS grantable,
    string_agg(privilege_type, ', ' ORDER BY privilege_type)
      FILTER (WHERE NOT now) AS initial
  FROM pg_default_acl d, LATERAL (VALUES (true, defaclacl), (false,
      CASE WHEN defaclnamespace = 0 THEN acldefault(CASE defaclobjtype
        WHEN 'S' THEN 's' ELSE defaclobjtype END, defaclrole) END)) AS a (now, acl), LATERAL aclexplode(a.acl) AS e
  GROUP BY oid, defaclrole, defaclnamespace, defaclobjtype, grantee
  HAVING array_agg((privilege_type, is_grantable)
      ORDER BY privilege_type, is_grantable) FILTER (WHERE now)
    IS DISTINCT FROM array_agg((privilege_type, is_grantable)
      ORDER BY privilege_type, is_grantable) FILTER (WHERE NOT now)) AS p)"},
};

}  // namespace

std::span<const FactQuery> fact_queries() { return queries; }

const std::string_view aliases = R"(
SELECT 'pg_type'::regclass, reltype, 0, 'pg_class'::regclass, oid, 0
FROM rel WHERE reltype <> 0 AND relkind <> 'c'
UNION ALL SELECT 'pg_class'::regclass, typrelid, 0, 'pg_type'::regclass, oid, 0
FROM typ WHERE typtype = 'c'
UNION ALL SELECT 'pg_type'::regclass, typarray, 0, 'pg_type'::regclass, oid, 0
FROM pg_type WHERE typarray >= 16384
UNION ALL SELECT 'pg_type'::regclass, (to_jsonb(r) ->> 'rngmultitypid')::oid, 0,
  'pg_type'::regclass, rngtypid, 0 FROM pg_range r
WHERE to_jsonb(r) ? 'rngmultitypid' AND rngtypid >= 16384
UNION ALL SELECT 'pg_rewrite'::regclass, e.oid, 0,
  'pg_class'::regclass, ev_class, 0 FROM pg_rewrite e
WHERE rulename = '_RETURN' AND e.oid >= 16384
UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum,
  'pg_class'::regclass, attrelid, 0
FROM pg_attribute a JOIN rel c ON c.oid = attrelid
WHERE relkind IN ('v', 'm', 'i', 'I', 'f') AND attnum > 0
UNION ALL SELECT 'pg_class'::regclass, conindid, 0,
  'pg_constraint'::regclass, oid, 0 FROM pg_constraint
WHERE contype IN ('p', 'u', 'x')
UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 0,
  'pg_constraint'::regclass, p.oid, 0
FROM pg_constraint k JOIN pg_constraint p ON p.oid = k.conparentid
WHERE k.contype = 'f' AND p.conrelid = k.conrelid
UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, 0, 'pg_class'::regclass,
  adrelid, adnum FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = adrelid
  AND a.attnum = adnum
WHERE attgenerated <> '' AND d.oid >= 16384
UNION ALL SELECT DISTINCT b.classid, b.objid, 0, e.refclassid, e.refobjid, 0
FROM brought b JOIN pg_depend e ON (e.classid, e.objid) = (b.classid, b.objid)
  AND e.deptype IN ('e', 'i')
  JOIN pg_depend d ON (d.refclassid, d.refobjid) = (b.classid, b.objid)
WHERE NOT EXISTS (SELECT FROM brought o
  WHERE (o.classid, o.objid) = (d.classid, d.objid)))";

const std::string_view aliases_since_15 = R"(
SELECT 'pg_publication_rel'::regclass, oid, 0,
  'pg_publication'::regclass, prpubid, 0 FROM pg_publication_rel
UNION ALL SELECT 'pg_publication_namespace'::regclass, oid, 0,
  'pg_publication'::regclass, pnpubid, 0 FROM pg_publication_namespace)";

const std::string_view default_addresses = R"(
SELECT 'pg_attrdef'::regclass, d.oid, 0, 'pg_class'::regclass, adrelid, adnum
FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = adrelid
  AND a.attnum = adnum
WHERE attgenerated = '' AND d.oid >= 16384)";

const std::string_view dependencies = R"(
SELECT classid, objid, objsubid, refclassid, refobjid,
  refobjsubid
FROM pg_depend WHERE objid >= 16384 AND deptype IN ('n', 'a', 'i', 'P', 'S'))";

}  // namespace godwit::schema
