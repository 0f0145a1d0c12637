ALTER TABLE "change_requests" ADD COLUMN "checklist_override" text;--> statement-breakpoint
ALTER TABLE "change_requests" ADD COLUMN "told_state" text;--> statement-breakpoint
CREATE INDEX "change_requests_untold" ON "change_requests" USING btree ("state_at") WHERE told_state IS DISTINCT FROM state;--> statement-breakpoint
-- What was asked and decided before mail was written is not written about now.
DO $$
BEGIN
  PERFORM set_config('switchboard.tenant', '*', true);
  UPDATE change_requests SET told_state = state;
  PERFORM set_config('switchboard.tenant', '', true);
END $$;
