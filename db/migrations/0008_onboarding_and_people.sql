CREATE TABLE "application_documents" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"application_id" text NOT NULL,
	"type" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"description" text,
	"content" "bytea",
	"upstream_id" text,
	"cause" text,
	"by_name" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "application_documents_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "application_events" (
	"merchant_id" text NOT NULL,
	"application_id" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"by_name" text NOT NULL,
	"data" text NOT NULL,
	CONSTRAINT "application_events_merchant_id_application_id_id_pk" PRIMARY KEY("merchant_id","application_id","id")
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"environment" text NOT NULL,
	"state" text NOT NULL,
	"details" text NOT NULL,
	"bank" "bytea",
	"bank_last4" text,
	"version" integer DEFAULT 1 NOT NULL,
	"upstream_id" text,
	"info_request" text,
	"cause" text,
	"mid" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone,
	"state_at" timestamp with time zone NOT NULL,
	"poll_at" timestamp with time zone,
	"poll_tries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "applications_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "bulk_import_rows" (
	"merchant_id" text NOT NULL,
	"import_id" text NOT NULL,
	"row" integer NOT NULL,
	"data" jsonb NOT NULL,
	"action" text NOT NULL,
	"diff" text,
	"applied_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "bulk_import_rows_merchant_id_import_id_row_pk" PRIMARY KEY("merchant_id","import_id","row")
);
--> statement-breakpoint
CREATE TABLE "bulk_imports" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"creates" integer DEFAULT 0 NOT NULL,
	"changes" integer DEFAULT 0 NOT NULL,
	"same" integer DEFAULT 0 NOT NULL,
	"errors" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"cause" text,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bulk_imports_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "credential_uses" (
	"merchant_id" text NOT NULL,
	"environment" text NOT NULL,
	"version" integer NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "credential_uses_merchant_id_environment_version_pk" PRIMARY KEY("merchant_id","environment","version")
);
--> statement-breakpoint
CREATE TABLE "integration_components" (
	"merchant_id" text NOT NULL,
	"component" text NOT NULL,
	"used" text NOT NULL,
	"set_by_name" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "integration_components_merchant_id_component_pk" PRIMARY KEY("merchant_id","component")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"token_hash" text NOT NULL,
	"invited_by_id" text NOT NULL,
	"invited_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_user_id" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitations_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "merchant_notes" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"text" text NOT NULL,
	"follow_up_on" date,
	"done_at" timestamp with time zone,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "merchant_notes_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "saved_views_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "step_overrides" (
	"merchant_id" text NOT NULL,
	"channel" text NOT NULL,
	"step" text NOT NULL,
	"reason" text NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "step_overrides_merchant_id_channel_step_pk" PRIMARY KEY("merchant_id","channel","step")
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"merchant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "recovery_codes_merchant_id_user_id_code_hash_pk" PRIMARY KEY("merchant_id","user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "change_request_items" (
	"merchant_id" text NOT NULL,
	"request_id" text NOT NULL,
	"position" integer NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"channel" text NOT NULL,
	"before" text NOT NULL,
	"after" text NOT NULL,
	CONSTRAINT "change_request_items_merchant_id_request_id_position_pk" PRIMARY KEY("merchant_id","request_id","position")
);
--> statement-breakpoint
CREATE TABLE "change_requests" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"state" text NOT NULL,
	"base_version" integer NOT NULL,
	"reason" text NOT NULL,
	"requested_by_id" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"decided_by_id" text,
	"decided_by_name" text,
	"decided_at" timestamp with time zone,
	"decision_note" text,
	"scheduled_for" timestamp with time zone,
	"applied_at" timestamp with time zone,
	"applied_version" integer,
	"cause" text,
	"dry_run" text,
	"state_at" timestamp with time zone NOT NULL,
	CONSTRAINT "change_requests_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "replaced_by_id" text;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "cut_over_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "requested_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "requested_by_name" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "view_as_merchant_id" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "view_as_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "password_changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_secret" "bytea";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_enabled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_last_step" bigint;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "oidc_subject" text;--> statement-breakpoint
ALTER TABLE "application_documents" ADD CONSTRAINT "application_documents_merchant_id_application_id_applications_merchant_id_id_fk" FOREIGN KEY ("merchant_id","application_id") REFERENCES "public"."applications"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_import_rows" ADD CONSTRAINT "bulk_import_rows_merchant_id_import_id_bulk_imports_merchant_id_id_fk" FOREIGN KEY ("merchant_id","import_id") REFERENCES "public"."bulk_imports"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request_items" ADD CONSTRAINT "change_request_items_merchant_id_request_id_change_requests_merchant_id_id_fk" FOREIGN KEY ("merchant_id","request_id") REFERENCES "public"."change_requests"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "applications_open_unique" ON "applications" USING btree ("merchant_id","environment") WHERE state NOT IN ('declined', 'cancelled');--> statement-breakpoint
CREATE INDEX "applications_by_upstream" ON "applications" USING btree ("upstream_id");--> statement-breakpoint
CREATE INDEX "applications_poll_due" ON "applications" USING btree ("poll_at") WHERE poll_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "invitations_by_token" ON "invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "invitations_by_email" ON "invitations" USING btree ("email");--> statement-breakpoint
CREATE INDEX "merchant_notes_follow_up" ON "merchant_notes" USING btree ("follow_up_on") WHERE done_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name_unique" ON "saved_views" USING btree ("merchant_id","user_id","page","name");--> statement-breakpoint
CREATE INDEX "change_requests_open" ON "change_requests" USING btree ("state","requested_at");--> statement-breakpoint
CREATE INDEX "change_requests_due" ON "change_requests" USING btree ("scheduled_for") WHERE state = 'scheduled';--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['applications', 'application_documents', 'application_events', 'invitations',
    'saved_views', 'integration_components', 'step_overrides', 'bulk_imports', 'bulk_import_rows', 'credential_uses',
    'recovery_codes', 'change_requests', 'change_request_items']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING ((SELECT current_setting(''switchboard.tenant'', true)) = ''*'''
      || ' OR merchant_id = (SELECT current_setting(''switchboard.tenant'', true)))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- What partner staff write about a merchant is not for the merchant.
ALTER TABLE merchant_notes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE merchant_notes FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY partner_only ON merchant_notes USING ((SELECT current_setting('switchboard.tenant', true)) = '*');
