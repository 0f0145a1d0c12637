import { randomUUID } from "node:crypto";
import type { TrafficMerchant, TrafficOrder } from "./traffic-orders.ts";
import { type EvaluateSaid, type SitesReport, type Tally, tallyOfReport } from "./traffic-tally.ts";

/** Tokens live ten minutes (API sheet §1.4). */
const TOKEN_MS = 8 * 60_000;
const DAY_MS = 86_400_000;
const TRIES_MAX = 5;

/** The checkouts of all merchants, each with its merchant's own key, as a client written for FlexCharge would call. */
export function openCheckouts(gateway: string, environment: "sandbox" | "production") {
  const tokens = new Map<string, { token: string; until: number }>();

  async function tokenOf(merchant: TrafficMerchant): Promise<string> {
    const known = tokens.get(merchant.id);
    if (known && known.until > Date.now()) return known.token;
    const pair = merchant.keys?.[environment];
    const answer = await fetch(`${gateway}/v1/oauth2/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ AppKey: pair?.appKey, AppSecret: pair?.appSecret }),
    });
    if (!answer.ok) throw new Error(`no token for ${merchant.name}: ${answer.status}`);
    const { accessToken } = (await answer.json()) as { accessToken: string };
    tokens.set(merchant.id, { token: accessToken, until: Date.now() + TOKEN_MS });
    return accessToken;
  }

  /** Comes back after 429 and 503 as a checkout should; the body and so its key stay the same. */
  async function post(
    merchant: TrafficMerchant,
    call: string,
    body: object,
  ): Promise<Record<string, unknown>> {
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(`${gateway}${call}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${await tokenOf(merchant)}`,
          "x-request-id": `traffic-${randomUUID()}`,
        },
        body: JSON.stringify(body),
      });
      if (answer.ok) return (await answer.json()) as Record<string, unknown>;
      // Its trace id would make each refusal a kind of its own.
      const text = (await answer.text()).replace(/"TraceId":("[^"]*"|\[[^\]]*\]),?/, "");
      const busy = answer.status === 429 || answer.status === 503;
      if (!busy || tries >= TRIES_MAX)
        throw new Error(`${call} answered ${answer.status} ${text.slice(0, 120)}`);
      await new Promise((resolve) => setTimeout(resolve, 500 * tries));
    }
  }

  async function report(merchant: TrafficMerchant): Promise<Tally> {
    // A day of room on each side: whatever the zone, now is inside.
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const query = new URLSearchParams({
      merchantId: merchant.id,
      environment,
      from: day(Date.now() - 2 * DAY_MS),
      to: day(Date.now() + 2 * DAY_MS),
      view: "cohort",
    });
    const answer = await fetch(`${gateway}/api/v1/reports/sites?${query}`, {
      headers: { authorization: `Bearer ${await tokenOf(merchant)}` },
    });
    if (!answer.ok) throw new Error(`the report of ${merchant.name} answered ${answer.status}`);
    return tallyOfReport(merchant.id, (await answer.json()) as SitesReport);
  }

  return {
    async signIn(merchants: readonly TrafficMerchant[]): Promise<void> {
      await Promise.all(merchants.map(tokenOf));
    },
    /**
     * One purchase: approved → a copy is transmitted; declined → rescue is asked, and a copy goes out where the
     * integration sends all. Answers null when the processor had approved.
     */
    async place(order: TrafficOrder): Promise<EvaluateSaid | null> {
      const { merchant, body } = order;
      if (order.approvedByProcessor) {
        await post(merchant, "/v1/transmit", body);
        return null;
      }
      const answer = await post(merchant, "/v1/evaluate", { ...body, idempotencyKey: randomUUID() });
      if (merchant.integration === "partner_backend") await post(merchant, "/v1/transmit", body);
      const custom = (answer.customProperties ?? {}) as Record<string, string>;
      return {
        status: String(answer.status),
        sent: custom["switchboard.sent"] === "true",
        reason: custom["switchboard.reason"] ?? "",
      };
    },
    async reports(merchants: readonly TrafficMerchant[]): Promise<Tally> {
      const each = await Promise.all(merchants.map(report));
      return new Map(each.flatMap((tally) => [...tally]));
    },
  };
}
