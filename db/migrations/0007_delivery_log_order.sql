DROP INDEX "deliveries_by_time";--> statement-breakpoint
CREATE INDEX "deliveries_by_time" ON "deliveries" USING btree ("environment",coalesce("last_at", "created_at") DESC,"id" DESC NULLS FIRST);