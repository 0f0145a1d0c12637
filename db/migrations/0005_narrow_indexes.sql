DROP INDEX "attempts_by_flexcharge_id";--> statement-breakpoint
DROP INDEX "attempts_unsettled";--> statement-breakpoint
DROP INDEX "orders_by_subscription";--> statement-breakpoint
CREATE INDEX "attempts_by_flexcharge_id" ON "attempts" USING btree ("flexcharge_order_id") WHERE "attempts"."flexcharge_order_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "attempts_unsettled" ON "attempts" USING btree ("begun_at") WHERE "attempts"."state" = 'unknown';--> statement-breakpoint
CREATE INDEX "orders_by_subscription" ON "orders" USING btree ("subscription_id") WHERE "orders"."subscription_id" IS NOT NULL;