-- Copies of processed payments: the table is its own outbox, read by (xid, seq) below the oldest running transaction.
-- Inserted by switchboard_ingest, which may do nothing else. No trigger and no NOTIFY here: both halve ingest.
CREATE TABLE transmits (
  merchant_id text NOT NULL,
  id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  environment text NOT NULL,
  external_id text NOT NULL,
  transaction_id text NOT NULL,
  channel text NOT NULL,
  site_id text,
  campaign_id text,
  descriptor text,
  declined boolean NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  response_code text,
  response_code_source text,
  processed_at timestamptz,
  held_reason text,
  key_id text NOT NULL,
  request_id text NOT NULL,
  payload text NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (merchant_id, id, received_at)
) PARTITION BY RANGE (received_at);
--> statement-breakpoint
CREATE INDEX transmits_in_order ON transmits (xid, seq);
--> statement-breakpoint
-- What reached FlexCharge, for ever: a repeat of the same transmit finds its result here and is not sent again.
CREATE TABLE transmit_results (
  merchant_id text NOT NULL,
  transmit_id uuid NOT NULL,
  environment text NOT NULL,
  upstream_transmit_id text,
  upstream_order_id text,
  delivered_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, transmit_id)
);
--> statement-breakpoint
-- Only what failed. `payload` is an edited body; the received one stays as it came.
CREATE TABLE transmit_retries (
  merchant_id text NOT NULL,
  transmit_id uuid NOT NULL,
  environment text NOT NULL,
  external_id text NOT NULL,
  received_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting_for_credentials', 'retrying', 'dead')),
  attempts integer NOT NULL,
  next_at timestamptz NOT NULL,
  last_error text NOT NULL,
  last_status integer,
  payload text,
  failed_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, transmit_id)
);
--> statement-breakpoint
CREATE INDEX transmit_retries_due ON transmit_retries (next_at) WHERE state <> 'dead';
--> statement-breakpoint
CREATE INDEX transmit_retries_by_state ON transmit_retries (environment, state, received_at DESC, transmit_id DESC);
--> statement-breakpoint
-- What the checkout told afterwards of a payment that it had transmitted.
CREATE TABLE transmit_outcomes (
  merchant_id text NOT NULL,
  transmit_id uuid NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  outcome text NOT NULL,
  key_id text NOT NULL,
  request_id text NOT NULL,
  PRIMARY KEY (merchant_id, transmit_id, id)
);
--> statement-breakpoint
-- How far each stream has come. `epoch` is the cluster's system identifier: xids mean nothing in another one.
CREATE TABLE streams (
  name text PRIMARY KEY,
  xid xid8 NOT NULL,
  seq bigint NOT NULL,
  epoch text NOT NULL,
  leader text NOT NULL,
  moved_at timestamptz NOT NULL
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['transmits', 'transmit_results', 'transmit_retries', 'transmit_outcomes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING ((SELECT current_setting(''switchboard.tenant'', true)) = ''*'''
      || ' OR merchant_id = (SELECT current_setting(''switchboard.tenant'', true)))', name);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE streams ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE streams FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY programs ON streams USING ((SELECT current_setting('switchboard.tenant', true)) = '*');
--> statement-breakpoint
-- One statement carries the copies of many merchants; whose each is, the gateway has proven.
CREATE POLICY ingest ON transmits FOR INSERT TO switchboard_ingest WITH CHECK (true);
--> statement-breakpoint
-- Months ahead, made before they are needed: attaching then scans an empty default partition only. It runs with its
-- owner's rights, because the programs may not create tables; it reads and returns no row.
CREATE FUNCTION create_transmit_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  first timestamp;
  name text;
  made integer := 0;
BEGIN
  FOR i IN 0..least(months_ahead, 24) LOOP
    first := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i);
    name := 'transmits_' || to_char(first, 'YYYY_MM');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE transmits INCLUDING DEFAULTS)', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY nobody ON %I USING (false)', name);
    EXECUTE format('ALTER TABLE transmits ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
      first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
CREATE TABLE transmits_default PARTITION OF transmits DEFAULT;
--> statement-breakpoint
ALTER TABLE transmits_default ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE transmits_default FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY nobody ON transmits_default USING (false);
--> statement-breakpoint
SELECT create_transmit_partitions(3);
