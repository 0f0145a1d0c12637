import type { RefusalFacts } from "#components/orders/refusal-texts.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";

/** What the four texts are filled with: the stored trace first, today's merchant only for names. */
export function refusalFacts(
  order: Order,
  attempt: Attempt,
  merchant: MerchantConfig,
  { zone, now }: Reader,
): RefusalFacts {
  const { trace } = attempt;
  const site = merchant.sites.find((one) => one.id === trace.siteId);
  return {
    merchant: merchant.name,
    owner: merchant.activationOwner?.name ?? null,
    channel: trace.channel,
    environment: trace.environment,
    site: site ? (site.hosts[0] ?? site.name) : null,
    step: trace.steps.find((step) => step.result === "stopped") ?? null,
    when: (iso) => when(iso, zone, now),
    day: (iso) => when(iso, zone, now, "day"),
    begunAt: attempt.begunAt.toISOString(),
    declinedAt: order.declinedAt.toISOString(),
    receivedAt: order.receivedAt.toISOString(),
    expiresAt: order.expiresAt?.toISOString() ?? null,
    expiryDaysMin: merchant.mitRules.expiryDaysMin,
  };
}
