CREATE TABLE "api_calls" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"request_id" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"query" text,
	"route" text NOT NULL,
	"status" integer NOT NULL,
	"ms" integer NOT NULL,
	"key_id" text NOT NULL,
	"external_order_id" text,
	"reason" text,
	"request" text,
	"request_left_out" text,
	"answer" text,
	"answer_left_out" text,
	"transmit_id" uuid,
	"missed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "api_calls_merchant_id_environment_id_pk" PRIMARY KEY("merchant_id","environment","id")
);
--> statement-breakpoint
CREATE INDEX "api_calls_by_time" ON "api_calls" USING btree ("environment","id");--> statement-breakpoint
CREATE INDEX "api_calls_refused" ON "api_calls" USING btree ("merchant_id","environment","id") WHERE status >= 400;--> statement-breakpoint
CREATE INDEX "api_calls_by_request" ON "api_calls" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "api_calls_by_order" ON "api_calls" USING btree ("external_order_id") WHERE external_order_id IS NOT NULL;
--> statement-breakpoint
ALTER TABLE api_calls ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE api_calls FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON api_calls USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR merchant_id = (SELECT current_setting('switchboard.tenant', true)));
