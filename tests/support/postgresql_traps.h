// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::test {

/// Makes a schema `traps` in which every function and operator of pg_catalog
/// that can have one has a namesake that fails with "trap", also with argument
/// types that fit better, and has every session look there first.
inline constexpr std::string_view set_traps = R"(
CREATE SCHEMA traps;
CREATE FUNCTION traps.spring() RETURNS boolean LANGUAGE plpgsql
  AS 'BEGIN RAISE EXCEPTION ''trap''; END';
DO $$
DECLARE it record; types text[] := '{text,name,integer,bigint,oid,numeric,boolean,xid}';
  a text; b text;
BEGIN
  FOR it IN SELECT oprname, oprleft::regtype AS l, oprright::regtype AS r,
      oprresult::regtype AS result FROM pg_operator
      JOIN pg_type ON pg_type.oid = oprresult
      WHERE oprkind = 'b' AND typtype <> 'p' AND oprname IN
      ('=', '<>', '<', '>', '<=', '>=', '||', '+', '-', '*', '/', '<<', '|', '&')
      AND NOT EXISTS (SELECT FROM pg_type AS p WHERE typtype = 'p'
                      AND p.oid IN (oprleft, oprright)) LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION traps.operate_%s(%s, %s) '
      'RETURNS %s LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''trap''''; END''',
      it.result::oid, it.l, it.r, it.result);
    EXECUTE format('CREATE OPERATOR traps.%s (LEFTARG = %s, RIGHTARG = %s, '
      'FUNCTION = traps.operate_%s)', it.oprname, it.l, it.r, it.result::oid);
  END LOOP;
  -- Pairs that pg_catalog has no operator of its own for.
  FOREACH a IN ARRAY types LOOP
    FOREACH b IN ARRAY types LOOP
      FOREACH it.oprname IN ARRAY '{=,<>,*,-,||,<<,|}'::text[] LOOP
        BEGIN
          EXECUTE format('CREATE OR REPLACE FUNCTION traps.pair(%s, %s) '
            'RETURNS boolean LANGUAGE plpgsql '
            'AS ''BEGIN RAISE EXCEPTION ''''trap''''; END''', a, b);
          EXECUTE format('CREATE OPERATOR traps.%s (LEFTARG = %s, RIGHTARG = %s, '
            'FUNCTION = traps.pair)', it.oprname, a, b);
        EXCEPTION WHEN duplicate_function THEN NULL;
        END;
      END LOOP;
    END LOOP;
  END LOOP;
  FOR it IN SELECT proname, pg_get_function_identity_arguments(pg_proc.oid) AS args,
      prorettype::regtype AS result, proretset FROM pg_proc
      JOIN pg_type AS r ON r.oid = prorettype
      WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
      AND r.typtype <> 'p' AND provariadic = 0 AND NOT EXISTS
      (SELECT FROM unnest(proargtypes) AS t (id) JOIN pg_type AS p ON p.oid = t.id
       WHERE p.typtype = 'p') AND cardinality(coalesce(proallargtypes, '{}')) = 0
      AND proname NOT LIKE '%recv' AND proname NOT LIKE 'binary_upgrade%' LOOP
    EXECUTE format('CREATE FUNCTION traps.%I(%s) RETURNS %s%s LANGUAGE plpgsql '
      'AS ''BEGIN RAISE EXCEPTION ''''trap''''; END''', it.proname, it.args,
      CASE WHEN it.proretset THEN 'SETOF ' ELSE '' END, it.result);
  END LOOP;
END
$$;
CREATE FUNCTION traps.concat(text, text, text, boolean, text, bigint)
  RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.concat(text, text, text, boolean, text, integer)
  RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.format(text, text) RETURNS text
  LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.format(text, name) RETURNS text
  LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.format(text, integer) RETURNS text
  LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.format(text, name, name) RETURNS text
  LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE FUNCTION traps.advance(bigint) RETURNS bigint
  LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trap''; END';
CREATE AGGREGATE traps.count(*) (SFUNC = traps.advance, STYPE = bigint,
  INITCOND = 0);
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = traps, public, pg_catalog',
                 current_database());
END $$;
)";

}  // namespace godwit::test
