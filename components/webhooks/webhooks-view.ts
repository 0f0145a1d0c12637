import type { NoticeFilter } from "#lib/notices/queries/list-notices.ts";
import { type Environment, NOTICE_STATES, type NoticeState } from "#lib/terms.ts";
import type { DeliveryFilter, DeliveryResult } from "#lib/webhooks/queries/list-deliveries.ts";

export const DELIVERY_RESULTS = ["delivered", "failing", "waiting", "dead"] as const;
export const WEBHOOK_PERIODS = ["24h", "7d", "30d", "all"] as const;
type Period = (typeof WEBHOOK_PERIODS)[number];
export const WEBHOOK_PERIOD_WORDS: Record<Period, string> = {
  "24h": "last 24 hours",
  "7d": "last 7 days",
  "30d": "last 30 days",
  all: "any time",
};
const PERIOD_HOURS: Record<Period, number | null> = { "24h": 24, "7d": 168, "30d": 720, all: null };
const HOUR_MS = 3_600_000;

/** What a list of webhooks shows, out or in, as its address says it. Unknown words are left out, never an error. */
export type WebhooksView = {
  period: Period;
  /** An order's, an event's or a notice's id. */
  id: string;
  event: string[];
  result: DeliveryResult[];
  fate: NoticeState[];
  endpoint: string | null;
  merchant: string | null;
  after: string | null;
  /** The row that is open beside the list, and whose it is: `mer_1.dlv_2`. */
  open: { merchantId: string; id: string } | null;
};

export function webhooksView(params: Record<string, string | string[] | undefined>): WebhooksView {
  const text = (name: string) => [params[name]].flat()[0]?.slice(0, 256) ?? "";
  const list = (name: string) => text(name).split(",").filter(Boolean);
  const known = <Word extends string>(name: string, words: readonly Word[]): Word[] =>
    words.filter((word) => list(name).includes(word));
  const [merchantId, id] = text("open").split(".");
  return {
    period: WEBHOOK_PERIODS.find((one) => one === text("period")) ?? "7d",
    id: text("id").trim(),
    event: list("event").slice(0, 30),
    result: known("result", DELIVERY_RESULTS),
    fate: known("fate", NOTICE_STATES),
    endpoint: text("endpoint") || null,
    merchant: text("merchant") || null,
    after: text("after") || null,
    open: merchantId && id ? { merchantId, id } : null,
  };
}

/** The same list with something changed. The page key and the open row go, unless they are what is set. */
export function webhooksHref(base: string, view: WebhooksView, change: Partial<WebhooksView> = {}): string {
  const next = { ...view, after: null, open: null, ...change };
  const query = new URLSearchParams();
  if (next.period !== "7d") query.set("period", next.period);
  if (next.id) query.set("id", next.id);
  for (const name of ["event", "result", "fate"] as const) {
    if (next[name].length > 0) query.set(name, next[name].join(","));
  }
  for (const name of ["endpoint", "merchant", "after"] as const) {
    const value = next[name];
    if (value) query.set(name, value);
  }
  if (next.open) query.set("open", `${next.open.merchantId}.${next.open.id}`);
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

/** How many filters narrow the list, the period apart. */
export function webhookFiltersSet(view: WebhooksView): number {
  const lists = [view.event, view.result, view.fate].filter((list) => list.length > 0);
  return lists.length + [view.id, view.endpoint, view.merchant].filter(Boolean).length;
}

type Where = { environment: Environment; merchantId?: string | undefined };

export function deliveryFilter(view: WebhooksView, where: Where, now: Date): DeliveryFilter {
  return { ...shared(view, where, now), endpointId: view.endpoint ?? undefined, results: view.result };
}

export function noticeFilter(view: WebhooksView, where: Where, now: Date): NoticeFilter {
  return { ...shared(view, where, now), states: view.fate };
}

function shared(view: WebhooksView, where: Where, now: Date) {
  const hours = PERIOD_HOURS[view.period];
  return {
    environment: where.environment,
    merchantId: where.merchantId ?? view.merchant ?? undefined,
    events: view.event,
    id: view.id || undefined,
    // Who asks for one id wants it, whenever it was.
    from: hours === null || view.id ? undefined : new Date(now.getTime() - hours * HOUR_MS),
  };
}
