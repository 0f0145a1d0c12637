CREATE TABLE "channel_readiness" (
	"merchant_id" text NOT NULL,
	"channel" text NOT NULL,
	"open" text[] NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "channel_readiness_merchant_id_channel_pk" PRIMARY KEY("merchant_id","channel")
);
--> statement-breakpoint
CREATE TABLE "evidence_cursors" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"ledger_id" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "evidence_cursors_merchant_id_environment_pk" PRIMARY KEY("merchant_id","environment")
);
--> statement-breakpoint
CREATE TABLE "step_evidence" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"mark" text NOT NULL,
	"count" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"external_order_id" text NOT NULL,
	"order_id" text,
	CONSTRAINT "step_evidence_merchant_id_environment_mark_pk" PRIMARY KEY("merchant_id","environment","mark")
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['step_evidence', 'evidence_cursors', 'channel_readiness']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING ((SELECT current_setting(''switchboard.tenant'', true)) = ''*'''
      || ' OR merchant_id = (SELECT current_setting(''switchboard.tenant'', true)))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Going up reads it: gateways and consoles follow.
CREATE TRIGGER touch_config AFTER INSERT OR UPDATE OR DELETE ON channel_readiness
  FOR EACH ROW EXECUTE FUNCTION touch_config();
