import type { OrderFilter } from "#lib/orders/queries.ts";
import { REBILL_GROUPS, type RebillDays, type RebillGroup } from "#lib/orders/schema.ts";
import { isDay, isZone } from "#lib/reports/schema.ts";
import { ATTEMPT_STATES, type AttemptState, CHANNELS, type Environment, REASONS } from "#lib/terms.ts";

export const ORDER_VIEWS = ["all", "in-flight", "not-sent", "rescued", "late-approvals"] as const;
export type OrdersViewId = (typeof ORDER_VIEWS)[number];

export const VIEW_WORDS: Record<OrdersViewId, string> = {
  all: "All",
  "in-flight": "In flight",
  "not-sent": "Not sent",
  rescued: "Rescued",
  "late-approvals": "Late approvals",
};

const VIEW_STATES: Record<OrdersViewId, AttemptState[] | undefined> = {
  all: undefined,
  "in-flight": ["submitted", "unknown", "capture_required"],
  "not-sent": ["not_sent"],
  rescued: ["approved"],
  "late-approvals": ["late_approval"],
};

export const PERIODS = ["7d", "30d", "90d", "all"] as const;
export type Period = (typeof PERIODS)[number];
export const PERIOD_WORDS: Record<Period, string> = {
  "7d": "last 7 days",
  "30d": "last 30 days",
  "90d": "last 90 days",
  all: "any time",
};
const PERIOD_DAYS: Record<Period, number | null> = { "7d": 7, "30d": 30, "90d": 90, all: null };
const DAY_MS = 86_400_000;
const EXPIRING_DAYS_MAX = 60;
/** The site of orders that no site claims. */
export const UNATTRIBUTED = "unattributed";

/** The rebills behind a figure of the MIT monitor, of its own days. */
export type RebillsView = RebillDays & { group: RebillGroup };

/** The figures of the MIT monitor as the orders behind them. */
export const REBILL_WORDS: Record<RebillGroup, string> = {
  evaluated: "Evaluated rebills",
  same_day: "Rebills of the same day",
  rescued: "Rescued rebills",
  open: "Open rebills",
  expiry_short: "Rebills with a short expiry",
  not_same_day: "Rebills not of the same day",
  retried_in_flight: "Rebills retried in flight",
  breach: "Rebills that broke a rule",
};

/** What an orders list shows, as its address says it. Unknown words are left out, never an error. */
export type OrdersView = {
  view: OrdersViewId;
  q: string;
  status: AttemptState[];
  channel: (typeof CHANNELS)[number][];
  reason: (typeof REASONS)[number][];
  site: string[];
  campaign: string[];
  subscription: string | null;
  /** In flight, with at most so many days left. */
  expiring: number | null;
  rebills: RebillsView | null;
  merchant: string | null;
  period: Period;
  after: string | null;
  /** An order that the other environment has and this one has not. */
  notHere: string | null;
};

export type SearchParams = Record<string, string | string[] | undefined>;

export function ordersView(params: SearchParams): OrdersView {
  const text = (name: string) => {
    const value = params[name];
    return (Array.isArray(value) ? value[0] : value)?.slice(0, 256) ?? "";
  };
  const list = (name: string) => text(name).split(",").filter(Boolean);
  const known = <Word extends string>(name: string, words: readonly Word[]): Word[] =>
    words.filter((word) => list(name).includes(word));
  return {
    view: ORDER_VIEWS.find((one) => one === text("view")) ?? "all",
    q: text("q").trim(),
    status: known("status", ATTEMPT_STATES),
    channel: known("channel", CHANNELS),
    reason: known("reason", REASONS),
    site: list("site"),
    campaign: list("campaign"),
    subscription: text("subscription") || null,
    expiring: wholeNumber(text("expiring")),
    rebills: rebillsOf(text("rebills"), { from: text("from"), to: text("to"), tz: text("tz") }),
    merchant: text("merchant") || null,
    period: PERIODS.find((one) => one === text("period")) ?? "30d",
    after: text("after") || null,
    notHere: text("notHere") || null,
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,2}$/.test(text) && Number(text) <= EXPIRING_DAYS_MAX ? Number(text) : null;
}

function rebillsOf(word: string, days: RebillDays): RebillsView | null {
  const group = REBILL_GROUPS.find((one) => one === word);
  if (!group || !isDay(days.from) || !isDay(days.to) || !isZone(days.tz)) return null;
  return { group, ...days };
}

/** The query of a view. `now` decides where the period begins. */
export function orderFilter(
  view: OrdersView,
  where: { environment: Environment; merchantId?: string | undefined },
  now: Date,
): OrderFilter {
  const some = <Item>(items: Item[]) => (items.length > 0 ? items : undefined);
  const ofView = VIEW_STATES[view.view];
  const states = ofView
    ? ofView.filter((state) => !view.status.length || view.status.includes(state))
    : some(view.status);
  const days = PERIOD_DAYS[view.period];
  return {
    environment: where.environment,
    merchantId: where.merchantId ?? view.merchant ?? undefined,
    states,
    reasons: some(view.reason),
    channels: some(view.channel),
    siteIds: view.site.includes(UNATTRIBUTED) ? undefined : some(view.site),
    unattributed: view.site.includes(UNATTRIBUTED) || undefined,
    campaignIds: some(view.campaign),
    subscriptionId: view.subscription ?? undefined,
    expiresBy: view.expiring === null ? undefined : new Date(now.getTime() + view.expiring * DAY_MS),
    rebills: view.rebills ?? undefined,
    // A figure of the monitor has days of its own.
    from: days === null || view.rebills ? undefined : new Date(now.getTime() - days * DAY_MS),
  };
}

/** How many filters narrow the list, the period and the view apart. */
export function filtersSet(view: OrdersView): number {
  const lists = [view.status, view.channel, view.reason, view.site, view.campaign];
  const singles = [view.q, view.subscription, view.merchant, view.expiring !== null, view.rebills];
  return lists.filter((list) => list.length > 0).length + singles.filter(Boolean).length;
}

/** The same list with something changed; the page key goes, since it belongs to the old one. */
export function viewHref(base: string, view: OrdersView, change: Partial<OrdersView>): string {
  const next = { ...view, after: null, notHere: null, ...change };
  const query = new URLSearchParams();
  if (next.view !== "all") query.set("view", next.view);
  if (next.q) query.set("q", next.q);
  for (const name of ["status", "channel", "reason", "site", "campaign"] as const) {
    if (next[name].length > 0) query.set(name, next[name].join(","));
  }
  for (const name of ["subscription", "merchant", "after"] as const) {
    const value = next[name];
    if (value) query.set(name, value);
  }
  if (next.expiring !== null) query.set("expiring", String(next.expiring));
  if (next.rebills) {
    const { group, ...days } = next.rebills;
    query.set("rebills", group);
    for (const [name, value] of Object.entries(days)) query.set(name, value);
  }
  if (next.period !== "30d") query.set("period", next.period);
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

/** "Rescued, MIT, last 30 days": what the way back from an order says. */
export function viewWords(view: OrdersView, channelNames: Record<string, string>): string {
  const parts = [
    view.view === "all" ? null : VIEW_WORDS[view.view],
    ...view.channel.map((channel) => channelNames[channel] ?? channel),
    view.q ? `“${view.q}”` : null,
    view.rebills ? REBILL_WORDS[view.rebills.group] : PERIOD_WORDS[view.period],
  ];
  return parts.filter(Boolean).join(", ");
}
