ALTER TABLE "integration_components" ALTER COLUMN "used" SET DATA TYPE boolean USING "used" = 'yes';--> statement-breakpoint
ALTER TABLE "webhook_replays" ALTER COLUMN "undelivered_only" SET DATA TYPE boolean USING "undelivered_only" = 'yes';
