DROP INDEX "attempts_pending";--> statement-breakpoint
DROP INDEX "orders_by_flexcharge_id";--> statement-breakpoint
CREATE INDEX "attempts_pending" ON "attempts" USING btree ("settle_at") WHERE "attempts"."pending" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_by_flexcharge_id" ON "orders" USING btree ("flexcharge_order_id") WHERE "orders"."flexcharge_order_id" IS NOT NULL;
--> statement-breakpoint
-- A plan is made by the statistics of its moment and kept with its connection. Tables that were just filled have none
-- until autovacuum passes by; ANALYZE also makes every connection plan anew. Answers how many tables were read.
CREATE FUNCTION refresh_statistics(pages_min integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  grown record;
  done integer := 0;
BEGIN
  FOR grown IN
    SELECT c.oid::regclass AS name FROM pg_class c,
      LATERAL (SELECT pg_relation_size(c.oid) / current_setting('block_size')::integer AS pages) now
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND now.pages >= pages_min
      AND (c.reltuples < 0 OR now.pages > 4 * c.relpages)
  LOOP
    EXECUTE format('ANALYZE %s', grown.name);
    done := done + 1;
  END LOOP;
  RETURN done;
END $$;
