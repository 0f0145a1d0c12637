-- One month of copies as a partition; true when it was made. The owner's seed makes months of the past with it.
CREATE FUNCTION create_transmit_month(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  first timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  name text := 'transmits_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(name) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE transmits INCLUDING DEFAULTS)', name);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY nobody ON %I USING (false)', name);
  EXECUTE format('ALTER TABLE transmits ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
    first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
  RETURN true;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION create_transmit_month(timestamptz) FROM PUBLIC;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION create_transmit_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  made integer := 0;
BEGIN
  FOR i IN 0..least(months_ahead, 24) LOOP
    IF create_transmit_month((now() AT TIME ZONE 'UTC' + make_interval(months => i)) AT TIME ZONE 'UTC') THEN
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
-- Drops whole months that ended before `moment`, never the running one: only where both streams have read every row,
-- in this cluster, and no retry or dead letter still needs a body. What reached FlexCharge stays in transmit_results,
-- so a repeat is not sent again. It runs with its owner's rights, because the programs may not drop tables, and names
-- the tenant itself: without one it would see no row, and take every month for read.
CREATE FUNCTION drop_transmit_partitions(moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s'
SET "switchboard.tenant" = '*' AS $$
DECLARE
  month record;
  dropped integer := 0;
BEGIN
  IF (SELECT count(*) FROM streams, pg_control_system() AS cluster
      WHERE name IN ('transmits', 'transmit-attempts') AND epoch = cluster.system_identifier::text) < 2 THEN
    RETURN 0;
  END IF;
  FOR month IN
    SELECT relname, first AT TIME ZONE 'UTC' AS starts, (first + interval '1 month') AT TIME ZONE 'UTC' AS ends
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid,
      LATERAL (SELECT to_date(substring(relname FROM '^transmits_(\d{4}_\d{2})$'), 'YYYY_MM')::timestamp AS first) AS named
    WHERE inhparent = 'transmits'::regclass AND first IS NOT NULL
    ORDER BY relname
  LOOP
    CONTINUE WHEN month.ends > least(moment, date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC');
    CONTINUE WHEN EXISTS (SELECT FROM streams s, transmits t
      WHERE s.name IN ('transmits', 'transmit-attempts')
        AND t.received_at >= month.starts AND t.received_at < month.ends AND (t.xid, t.seq) > (s.xid, s.seq));
    CONTINUE WHEN EXISTS (SELECT FROM transmit_retries
      WHERE received_at >= month.starts AND received_at < month.ends);
    EXECUTE format('DROP TABLE %I', month.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
