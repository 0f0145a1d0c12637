CREATE TABLE "alert_settings" (
	"merchant_id" text NOT NULL,
	"emails" text[] DEFAULT '{}' NOT NULL,
	"webhook_url" text,
	"repeat_hours" integer DEFAULT 24 NOT NULL,
	"thresholds" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alert_settings_merchant_id_pk" PRIMARY KEY("merchant_id")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"facts" text NOT NULL,
	"notified_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "alerts_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"send_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "mails_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "notice_rejection_samples" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"headers" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "notice_rejection_samples_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "notice_rejections" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"day" date NOT NULL,
	"reason" text NOT NULL,
	"count" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_rejections_merchant_id_environment_day_reason_pk" PRIMARY KEY("merchant_id","environment","day","reason")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"body" "bytea" NOT NULL,
	"headers" text NOT NULL,
	"nonce" text NOT NULL,
	"content_hash" text NOT NULL,
	"key_version" integer NOT NULL,
	"event" text,
	"flexcharge_order_id" text,
	"external_order_id" text,
	"time_stamp" text,
	"resent" boolean DEFAULT false NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"order_id" text,
	"process_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"processed_at" timestamp with time zone,
	CONSTRAINT "notices_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "order_syncs" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"synced_until" timestamp with time zone,
	"last_run_at" timestamp with time zone,
	"last_error" text,
	"orders_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "order_syncs_merchant_id_environment_pk" PRIMARY KEY("merchant_id","environment")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"event_id" text NOT NULL,
	"event" text NOT NULL,
	"order_id" text,
	"external_order_id" text,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"leased_until" timestamp with time zone,
	"last_at" timestamp with time zone,
	"last_status" integer,
	"last_ms" integer,
	"last_error" text,
	"delivered_at" timestamp with time zone,
	"replay_id" text,
	CONSTRAINT "deliveries_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"merchant_id" text NOT NULL,
	"delivery_id" text NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"url" text NOT NULL,
	"address" text,
	"ms" integer NOT NULL,
	"status" integer,
	"error" text,
	"request_headers" text NOT NULL,
	"response_headers" text,
	"response_body" text,
	CONSTRAINT "delivery_attempts_merchant_id_delivery_id_number_pk" PRIMARY KEY("merchant_id","delivery_id","number")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"url" text NOT NULL,
	"description" text,
	"events" text[] DEFAULT '{}' NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"state_reason" text,
	"state_at" timestamp with time zone NOT NULL,
	"failing_since" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "webhook_endpoints_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"event" text NOT NULL,
	"order_id" text,
	"external_order_id" text,
	"body" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"effect_key" text NOT NULL,
	CONSTRAINT "webhook_events_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_replays" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"events" text[] DEFAULT '{}' NOT NULL,
	"undelivered_only" text NOT NULL,
	"state" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "webhook_replays_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_secrets" (
	"merchant_id" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"version" integer NOT NULL,
	"secret" "bytea" NOT NULL,
	"last4" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"leads_from" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "webhook_secrets_merchant_id_endpoint_id_version_pk" PRIMARY KEY("merchant_id","endpoint_id","version")
);
--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "replaced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "poll_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "poll_tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "ended_by" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "notice_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "origin" text DEFAULT 'gateway' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_merchant_id_event_id_webhook_events_merchant_id_id_fk" FOREIGN KEY ("merchant_id","event_id") REFERENCES "public"."webhook_events"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_merchant_id_delivery_id_deliveries_merchant_id_id_fk" FOREIGN KEY ("merchant_id","delivery_id") REFERENCES "public"."deliveries"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_merchant_id_endpoint_id_webhook_endpoints_merchant_id_id_fk" FOREIGN KEY ("merchant_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_open" ON "alerts" USING btree ("environment","resolved_at","kind");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("send_at");--> statement-breakpoint
CREATE INDEX "mails_by_time" ON "mails" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notice_rejection_samples_by_time" ON "notice_rejection_samples" USING btree ("merchant_id","environment","at");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_nonce_unique" ON "notices" USING btree ("merchant_id","environment","nonce");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("process_at") WHERE process_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_by_time" ON "notices" USING btree ("environment","received_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "notices_by_order" ON "notices" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "notices_by_flexcharge_order" ON "notices" USING btree ("flexcharge_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_event_unique" ON "deliveries" USING btree ("merchant_id","event_id","endpoint_id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at") WHERE next_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "deliveries_by_time" ON "deliveries" USING btree ("environment","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deliveries_by_endpoint" ON "deliveries" USING btree ("endpoint_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "deliveries_by_order" ON "deliveries" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoints_url_unique" ON "webhook_endpoints" USING btree ("merchant_id","environment","url") WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_events_effect_unique" ON "webhook_events" USING btree ("merchant_id","environment","effect_key");--> statement-breakpoint
CREATE INDEX "webhook_events_by_time" ON "webhook_events" USING btree ("merchant_id","environment","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "webhook_events_by_order" ON "webhook_events" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "webhook_replays_running" ON "webhook_replays" USING btree ("created_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "attempts_poll_due" ON "attempts" USING btree ("poll_at") WHERE poll_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "attempts_gaps" ON "attempts" USING btree ("answered_at") WHERE ended_by = 'poll';--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['notices', 'notice_rejections', 'notice_rejection_samples', 'order_syncs',
    'webhook_endpoints', 'webhook_secrets', 'webhook_events', 'deliveries', 'delivery_attempts', 'webhook_replays',
    'alerts', 'alert_settings', 'mails']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING ((SELECT current_setting(''switchboard.tenant'', true)) = ''*'''
      || ' OR merchant_id = (SELECT current_setting(''switchboard.tenant'', true)))', name);
  END LOOP;
END $$;
