import { seededRandom } from "#db/seed/demo/random.ts";
import type { GatewayLimits } from "#gateway/deps.ts";
import { openApiDocument } from "#gateway/openapi.ts";
import { declinedOrder, declinedRebill } from "./gateway-bodies.ts";
import type { World } from "./gateway-world.ts";
import { type Known, type OddRequest, oddRequests, type Paths } from "./odd-requests.ts";
import { processedPayment } from "./transmits.ts";

/** A gateway that refuses nobody for pace or a slow machine: what fails then fails by its input. */
export const PATIENT: Partial<GatewayLimits> = {
  ...{ requestsPerSecond: 1e6, requestsBurst: 1e6, transmitsPerSecond: 1e6 },
  ...{ answerMsMax: 60_000, snapshotAgeMsMax: 3_600_000 },
};

/** Requests of callers of this world over the whole of the gateway's own document. */
export async function oddCallers(world: World, seed: number): Promise<Generator<OddRequest>> {
  const random = seededRandom(seed);
  const { alpha, beta, partnerKeys } = world;
  const place = { siteUrl: `https://${alpha.host}`, mid: alpha.mids.production };
  const production = await world.bearer(partnerKeys.production);
  const told = await world.call("/v1/evaluate", { token: production, json: declinedOrder(place) });
  const kept = await world.call("/v1/transmit", { token: production, json: processedPayment(place) });
  if (told.status !== 200 || kept.status !== 200) throw new Error(`${told.text} ${kept.text}`);
  const keys = [production, production, await world.bearer(partnerKeys.sandbox)];
  const orders = [told.body.orderSessionKey, told.body.orderId];
  const days = ["2026-10-01", "2026-11-01", "2026-11-21", "2020-01-01"];
  const known: Known = {
    bearers: [...keys, await world.bearer(alpha.keys.production), await world.bearer(beta.keys.production)],
    values: {
      id: [...orders, kept.body.transmitId, alpha.id, alpha.siteId, beta.siteId, random.guid()],
      orderId: orders,
      orderSessionKey: orders,
      merchantId: [alpha.id, beta.id],
      mid: [alpha.mids.production, alpha.mids.sandbox, beta.id],
      siteId: [alpha.siteId, alpha.upstreamSiteIds.production],
      siteUrl: [place.siteUrl],
      campaignId: [alpha.campaigns.web],
      kind: ["sites", "transactions", "series", "descriptors", "campaigns", "channels", "declines"],
      from: days,
      to: days,
      tz: ["UTC", "America/New_York", "Asia/Tokyo"],
      currency: ["USD", "JPY"],
      amountToRefund: [1, 0.01],
      AppKey: [partnerKeys.sandbox.appKey],
      AppSecret: [partnerKeys.sandbox.appSecret],
      pageSize: [1, 50],
      pageNumber: [0, 1],
      version: [1, 3],
    },
    bodies: {
      "/v1/evaluate": () =>
        random.chance(0.5) ? declinedOrder(place) : declinedRebill({ ...place, subscription: {} }),
      "/v1/transmit": () => processedPayment(place),
      // Never on: a world that is switched off would answer all the rest alike.
      "/api/v1/kill-switch": () => ({ scope: "site", id: alpha.siteId, on: false, reason: "for this test" }),
      "/api/v1/switches": () => ({
        ...{ scope: "site", id: alpha.siteId, channel: "mit", mode: "production" },
        reason: "for this test",
      }),
    },
  };
  return oddRequests(openApiDocument().paths as unknown as Paths, known, random);
}
