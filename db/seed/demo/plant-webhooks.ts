import type { Scope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { createEndpoint } from "#lib/webhooks/create-endpoint.ts";
import { pauseEndpoint } from "#lib/webhooks/pause-endpoint.ts";
import type { HistoryOrder } from "./history.ts";
import type { PlantedMerchant } from "./plant-merchant.ts";
import { endedOrders, type PlantedEndpoint, type WebhookPlan, webhookHistory } from "./webhook-history.ts";
import { writeTables } from "./write-history.ts";

/** Nobody listens there in the demo: whoever wants to see deliveries arrive starts a receiver. */
const ENDPOINTS = [
  { url: "http://localhost:4100/flexcharge", description: "Order desk", events: [], kind: "failing" },
  {
    url: "http://localhost:4101/warehouse",
    description: "Warehouse",
    events: ["order.*", "payment.chargeback.received"],
    kind: "well",
  },
  {
    url: "http://localhost:4102/mailing",
    description: "Mailing",
    events: ["order.completed"],
    kind: "paused",
  },
] as const;
const SET_UP_DAYS = 49;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Prepares what a merchant's webhooks left behind; the attempts of `orders` learn here who told their end, so call it
 * before they are written. Answers the writing of the rest.
 */
export async function plantWebhooks(
  seeder: Scope,
  ownerUrl: string,
  merchant: PlantedMerchant,
  orders: readonly HistoryOrder[],
  seed: number,
): Promise<() => Promise<void>> {
  const { id: merchantId } = merchant;
  const now = seeder.clock.now();
  const environment = "production";
  const then: Scope = { ...seeder, clock: fixedClock(new Date(now.getTime() - SET_UP_DAYS * DAY_MS)) };
  const wanted = merchant.planted.observed ? ENDPOINTS.slice(1, 2) : ENDPOINTS;
  const endpoints: PlantedEndpoint[] = [];
  for (const { url, description, events, kind } of wanted) {
    const made = await createEndpoint(then, {
      merchantId,
      environment,
      url,
      description,
      events: [...events],
    });
    if (!made.ok) throw new Error(`${merchant.name}, ${url}: ${made.reason}`);
    endpoints.push({ ...made.value, url, events, kind });
    if (kind !== "paused") continue;
    await pauseEndpoint(seeder, { merchantId, endpointId: made.value.id, reason: "Moves to another host" });
  }
  const { webhookKey } = merchant.flexcharge[environment];
  const plan: WebhookPlan = { merchantId, environment, webhookKey, endpoints, seed, now };
  const rows = webhookHistory(endedOrders(orders, plan), plan);
  return () => writeTables(ownerUrl, rows);
}
