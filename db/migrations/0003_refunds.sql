CREATE TABLE refunds (
  merchant_id text NOT NULL,
  id text NOT NULL,
  order_id text NOT NULL,
  environment text NOT NULL,
  attempt integer NOT NULL,
  state text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  message text,
  reason text,
  idempotency_key text,
  transaction_id text,
  response_code text,
  response_message text,
  cause text,
  requested_at timestamptz NOT NULL,
  settled_at timestamptz,
  settle_at timestamptz,
  settle_tries integer NOT NULL DEFAULT 0,
  by_kind text NOT NULL,
  by_id text NOT NULL,
  by_name text NOT NULL,
  PRIMARY KEY (merchant_id, id),
  FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id)
);
--> statement-breakpoint
CREATE INDEX refunds_by_order ON refunds (merchant_id, order_id);
--> statement-breakpoint
CREATE INDEX refunds_unsettled ON refunds (settle_at) WHERE settle_at IS NOT NULL;
--> statement-breakpoint
ALTER TABLE refunds ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE refunds FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON refunds USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR merchant_id = (SELECT current_setting('switchboard.tenant', true)));
--> statement-breakpoint
-- Confirmed and external refunds together, kept in the refund's own transaction: lists need no join.
ALTER TABLE orders ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0;
--> statement-breakpoint
ALTER TABLE attempts
  ADD COLUMN pending text,
  ADD COLUMN settle_at timestamptz,
  ADD COLUMN settle_tries integer NOT NULL DEFAULT 0,
  ADD COLUMN settle_note text;
--> statement-breakpoint
CREATE INDEX attempts_pending ON attempts (settle_at) WHERE pending IS NOT NULL;
--> statement-breakpoint
ALTER TABLE merchants
  ADD COLUMN late_approval_policy text NOT NULL DEFAULT 'ask',
  ADD COLUMN late_approval_hours integer NOT NULL DEFAULT 24;
