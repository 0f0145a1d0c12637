-- The money ledger: what happened to orders, attempts and money, never edited (db/roles.ts). Reports recount it.
CREATE TABLE "ledger_events" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"order_id" text NOT NULL,
	"attempt" integer,
	"transaction_id" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"channel" text,
	"site_id" text,
	"descriptor" text,
	"campaign_id" text,
	"state" text,
	"approved_by_processor" boolean,
	"response_code" text,
	"response_code_source" text,
	"reason" text,
	"sent" boolean,
	"source" text NOT NULL,
	"effect_key" text NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_events_merchant_id_environment_id_pk" PRIMARY KEY("merchant_id","environment","id"),
	CONSTRAINT "ledger_events_type_check" CHECK ("type" IN ('attempt', 'evaluate', 'outcome', 'refund', 'chargeback')),
	CONSTRAINT "ledger_events_amount_check" CHECK ("amount_minor" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_events_effect_unique" ON "ledger_events" USING btree ("merchant_id","environment","effect_key");
--> statement-breakpoint
CREATE INDEX "ledger_events_by_order" ON "ledger_events" USING btree ("merchant_id","environment","order_id");
--> statement-breakpoint
CREATE INDEX "ledger_events_by_time" ON "ledger_events" USING btree ("environment","at");
--> statement-breakpoint
CREATE INDEX "ledger_events_by_merchant_time" ON "ledger_events" USING btree ("merchant_id","environment","at");
--> statement-breakpoint
ALTER TABLE "ledger_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON "ledger_events" USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR merchant_id = (SELECT current_setting('switchboard.tenant', true)));
