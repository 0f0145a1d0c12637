ALTER TABLE "audit_chains" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "audit_chains" ADD COLUMN "checked_sequence" bigint;--> statement-breakpoint
ALTER TABLE "audit_chains" ADD COLUMN "finding" text;