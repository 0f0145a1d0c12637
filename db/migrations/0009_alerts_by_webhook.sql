CREATE TABLE "alert_posts" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"send_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "alert_posts_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
ALTER TABLE "alert_settings" ADD COLUMN "webhook_secret" "bytea";--> statement-breakpoint
ALTER TABLE "alert_settings" ADD COLUMN "webhook_secret_last4" text;--> statement-breakpoint
CREATE INDEX "alert_posts_due" ON "alert_posts" USING btree ("send_at");--> statement-breakpoint
CREATE INDEX "alert_posts_by_time" ON "alert_posts" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open_unique" ON "alerts" USING btree ("merchant_id","environment","kind","subject") WHERE resolved_at IS NULL;--> statement-breakpoint
CREATE INDEX "attempts_late" ON "attempts" USING btree ("answered_at") WHERE state = 'late_approval';--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("endpoint_id","state") WHERE state <> 'delivered';--> statement-breakpoint
ALTER TABLE "alert_posts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "alert_posts" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "alert_posts" USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR merchant_id = (SELECT current_setting('switchboard.tenant', true)));
