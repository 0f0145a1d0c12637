CREATE TABLE "audit_chains" (
	"merchant_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"merchant_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"subject_name" text NOT NULL,
	"before" text,
	"after" text,
	"reason" text,
	"request_id" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_entries_merchant_id_sequence_pk" PRIMARY KEY("merchant_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "api_key_uses" (
	"merchant_id" text NOT NULL,
	"key_id" text NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "api_key_uses_merchant_id_key_id_pk" PRIMARY KEY("merchant_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"name" text NOT NULL,
	"app_key" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_by_id" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "credential_sets" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"current" boolean DEFAULT false NOT NULL,
	"mid" text,
	"app_key" text,
	"tokenization_key" text,
	"app_secret" "bytea",
	"app_secret_last4" text,
	"webhook_key" "bytea",
	"webhook_key_last4" text,
	"entered_by_id" text,
	"entered_by_name" text,
	"entered_at" timestamp with time zone,
	"verified_at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"verification" jsonb,
	"fingerprint" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "credential_sets_merchant_id_environment_version_pk" PRIMARY KEY("merchant_id","environment","version")
);
--> statement-breakpoint
CREATE TABLE "merchant_data_keys" (
	"merchant_id" text NOT NULL,
	"version" integer NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "merchant_data_keys_merchant_id_version_pk" PRIMARY KEY("merchant_id","version")
);
--> statement-breakpoint
CREATE TABLE "flexcharge_accounts" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"standing" text DEFAULT 'none' NOT NULL,
	"standing_at" timestamp with time zone,
	"mit" text DEFAULT 'unknown' NOT NULL,
	"mit_at" timestamp with time zone,
	"mit_by" text,
	CONSTRAINT "flexcharge_accounts_merchant_id_environment_pk" PRIMARY KEY("merchant_id","environment")
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'onboarding' NOT NULL,
	"integration" text NOT NULL,
	"observed" boolean DEFAULT false NOT NULL,
	"timezone" text NOT NULL,
	"currency" text NOT NULL,
	"mit_mode" text DEFAULT 'managed' NOT NULL,
	"activation_owner_id" text,
	"activation_policy" text DEFAULT 'merchant_requests' NOT NULL,
	"default_site_id" text,
	"descriptor_mismatch" text DEFAULT 'flag' NOT NULL,
	"eligibility" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"mit_rules" jsonb DEFAULT '{"expiryDaysMin":14,"sameDay":"block"}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "transmit_settings" (
	"merchant_id" text NOT NULL,
	"channel" text NOT NULL,
	"setting" text NOT NULL,
	CONSTRAINT "transmit_settings_merchant_id_channel_pk" PRIMARY KEY("merchant_id","channel")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"merchant_id" text NOT NULL,
	"order_id" text NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"sent" boolean NOT NULL,
	"reason" text,
	"channel" text NOT NULL,
	"mode" text,
	"target" text,
	"decided_by" text,
	"switch_version" integer NOT NULL,
	"trace" text NOT NULL,
	"credential_version" integer,
	"upstream_key" uuid NOT NULL,
	"flexcharge_order_id" text,
	"request" text,
	"answer" text,
	"answer_status" integer,
	"transaction_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"upstream_ms" integer,
	"expires_at" timestamp with time zone,
	CONSTRAINT "attempts_merchant_id_order_id_number_pk" PRIMARY KEY("merchant_id","order_id","number")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"operation" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"order_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"answer_status" integer,
	"answer" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_merchant_id_environment_operation_key_pk" PRIMARY KEY("merchant_id","environment","operation","key")
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"merchant_id" text NOT NULL,
	"order_id" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"attempt" integer,
	"data" text NOT NULL,
	CONSTRAINT "order_events_merchant_id_order_id_id_pk" PRIMARY KEY("merchant_id","order_id","id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"external_id" text NOT NULL,
	"session_key" uuid NOT NULL,
	"flexcharge_order_id" text,
	"state" text NOT NULL,
	"sent" boolean NOT NULL,
	"reason" text,
	"attempts_count" integer DEFAULT 1 NOT NULL,
	"channel" text NOT NULL,
	"channel_source" text NOT NULL,
	"site_id" text,
	"site_source" text,
	"campaign_id" text,
	"descriptor" text,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"declined_at" timestamp with time zone NOT NULL,
	"declined_at_given" boolean NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"transaction_id" text NOT NULL,
	"response_code" text NOT NULL,
	"response_code_source" text NOT NULL,
	"response_description" text,
	"subscription_id" text,
	"card_brand" text,
	"card_bin" text,
	"card_last4" text,
	"card_expiry" text,
	"customer_id" text,
	"customer_email" text,
	"customer_name" text,
	CONSTRAINT "orders_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "partner" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"approval_policy" text DEFAULT 'second_person' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"address_hash" text NOT NULL,
	"succeeded" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"timezone" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"site_id" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"descriptor" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "campaigns_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "site_descriptors" (
	"merchant_id" text NOT NULL,
	"key" text NOT NULL,
	"descriptor" text NOT NULL,
	"site_id" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "site_descriptors_merchant_id_key_pk" PRIMARY KEY("merchant_id","key")
);
--> statement-breakpoint
CREATE TABLE "site_hosts" (
	"merchant_id" text NOT NULL,
	"host" text NOT NULL,
	"site_id" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "site_hosts_merchant_id_host_pk" PRIMARY KEY("merchant_id","host")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"sandbox_site_id" text,
	"production_site_id" text,
	"evaluate_deadline_ms" integer DEFAULT 8000 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "sites_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "config_versions" (
	"merchant_id" text PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kill_switches" (
	"merchant_id" text NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"channel" text NOT NULL,
	"reason" text NOT NULL,
	"version" integer NOT NULL,
	"set_by_id" text NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "kill_switches_merchant_id_scope_scope_id_channel_pk" PRIMARY KEY("merchant_id","scope","scope_id","channel")
);
--> statement-breakpoint
CREATE TABLE "switch_changes" (
	"merchant_id" text NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"channel" text NOT NULL,
	"before" text NOT NULL,
	"after" text NOT NULL,
	"reason" text NOT NULL,
	"set_by_id" text NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "switch_changes_merchant_id_version_pk" PRIMARY KEY("merchant_id","version")
);
--> statement-breakpoint
CREATE TABLE "switch_sets" (
	"merchant_id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "switches" (
	"merchant_id" text NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"channel" text NOT NULL,
	"mode" text NOT NULL,
	"reason" text NOT NULL,
	"version" integer NOT NULL,
	"set_by_id" text NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "switches_merchant_id_scope_scope_id_channel_pk" PRIMARY KEY("merchant_id","scope","scope_id","channel")
);
--> statement-breakpoint
ALTER TABLE "flexcharge_accounts" ADD CONSTRAINT "flexcharge_accounts_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transmit_settings" ADD CONSTRAINT "transmit_settings_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_merchant_id_order_id_orders_merchant_id_id_fk" FOREIGN KEY ("merchant_id","order_id") REFERENCES "public"."orders"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_merchant_id_order_id_orders_merchant_id_id_fk" FOREIGN KEY ("merchant_id","order_id") REFERENCES "public"."orders"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_merchant_id_site_id_sites_merchant_id_id_fk" FOREIGN KEY ("merchant_id","site_id") REFERENCES "public"."sites"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_descriptors" ADD CONSTRAINT "site_descriptors_merchant_id_site_id_sites_merchant_id_id_fk" FOREIGN KEY ("merchant_id","site_id") REFERENCES "public"."sites"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_hosts" ADD CONSTRAINT "site_hosts_merchant_id_site_id_sites_merchant_id_id_fk" FOREIGN KEY ("merchant_id","site_id") REFERENCES "public"."sites"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entries_by_time" ON "audit_entries" USING btree ("at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_entries_by_subject" ON "audit_entries" USING btree ("merchant_id","subject","sequence");--> statement-breakpoint
CREATE INDEX "api_key_uses_recent" ON "api_key_uses" USING btree ("last_used_at");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_app_key_unique" ON "api_keys" USING btree ("merchant_id","app_key");--> statement-breakpoint
CREATE UNIQUE INDEX "credential_sets_current_unique" ON "credential_sets" USING btree ("merchant_id","environment") WHERE "credential_sets"."current";--> statement-breakpoint
CREATE INDEX "attempts_by_flexcharge_id" ON "attempts" USING btree ("merchant_id","flexcharge_order_id");--> statement-breakpoint
CREATE INDEX "attempts_unsettled" ON "attempts" USING btree ("state","begun_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_identity_unique" ON "orders" USING btree ("merchant_id","environment","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_session_key_unique" ON "orders" USING btree ("merchant_id","session_key");--> statement-breakpoint
CREATE INDEX "orders_by_merchant" ON "orders" USING btree ("merchant_id","environment","declined_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "orders_by_time" ON "orders" USING btree ("environment","declined_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "orders_by_state" ON "orders" USING btree ("environment","state","declined_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "orders_by_external_id" ON "orders" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "orders_by_session_key" ON "orders" USING btree ("session_key");--> statement-breakpoint
CREATE INDEX "orders_by_flexcharge_id" ON "orders" USING btree ("flexcharge_order_id");--> statement-breakpoint
CREATE INDEX "orders_by_transaction" ON "orders" USING btree ("transaction_id");--> statement-breakpoint
CREATE INDEX "orders_by_subscription" ON "orders" USING btree ("merchant_id","subscription_id");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_by_email" ON "sign_in_attempts" USING btree ("email","at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" USING btree ("email");--> statement-breakpoint
CREATE INDEX "users_by_merchant" ON "users" USING btree ("merchant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "campaigns_external_unique" ON "campaigns" USING btree ("merchant_id","external_id");--> statement-breakpoint
CREATE INDEX "switch_changes_by_cell" ON "switch_changes" USING btree ("merchant_id","scope","scope_id","channel","version");