import type { CallFilter } from "#lib/calls/queries/list-calls.ts";
import { CALL_METHODS, CALL_RESULTS, CALL_ROUTES, type CallResult } from "#lib/calls/schema.ts";
import type { Environment } from "#lib/terms.ts";

/** What the tail counts at most. */
export const FRESH_CALLS_MAX = 100;

export const LOG_PERIODS = ["1h", "24h", "7d"] as const;
type Period = (typeof LOG_PERIODS)[number];
export const LOG_PERIOD_WORDS: Record<Period, string> = {
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
};
const PERIOD_HOURS: Record<Period, number> = { "1h": 1, "24h": 24, "7d": 168 };
const HOUR_MS = 3_600_000;

/** What the log of calls shows, as its address says it. Unknown words are left out, never an error. */
export type LogsView = {
  period: Period;
  /** The beginning of a path, or an id. */
  q: string;
  method: string[];
  route: string[];
  result: CallResult[];
  merchant: string | null;
  after: string | null;
  /** The call that is open beside the list, and whose it is: `mer_1.call_2`. */
  open: { merchantId: string; id: string } | null;
};

export function logsView(params: Record<string, string | string[] | undefined>): LogsView {
  const text = (name: string) => [params[name]].flat()[0]?.slice(0, 300) ?? "";
  const known = <Word extends string>(name: string, words: readonly Word[]): Word[] => {
    const given = text(name).split(",");
    return words.filter((word) => given.includes(word));
  };
  const [merchantId, id] = text("open").split(".");
  return {
    period: LOG_PERIODS.find((one) => one === text("period")) ?? "24h",
    q: text("q").trim(),
    method: known("method", CALL_METHODS),
    route: known("route", CALL_ROUTES),
    result: known("result", CALL_RESULTS),
    merchant: text("merchant") || null,
    after: text("after") || null,
    open: merchantId && id ? { merchantId, id } : null,
  };
}

/** The same list with something changed. The page key and the open call go, unless they are what is set. */
export function logsHref(base: string, view: LogsView, change: Partial<LogsView> = {}): string {
  const next = { ...view, after: null, open: null, ...change };
  const query = new URLSearchParams();
  if (next.period !== "24h") query.set("period", next.period);
  if (next.q) query.set("q", next.q);
  for (const name of ["method", "route", "result"] as const) {
    if (next[name].length > 0) query.set(name, next[name].join(","));
  }
  for (const name of ["merchant", "after"] as const) {
    const value = next[name];
    if (value) query.set(name, value);
  }
  if (next.open) query.set("open", `${next.open.merchantId}.${next.open.id}`);
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

/** How many filters narrow the list, the period apart. */
export function logFiltersSet(view: LogsView): number {
  const lists = [view.method, view.route, view.result].filter((list) => list.length > 0);
  return lists.length + [view.q, view.merchant].filter(Boolean).length;
}

/** What to ask the log for, within an environment and perhaps one merchant. */
export function callFilter(
  view: LogsView,
  where: { environment: Environment; merchantId?: string | undefined },
  now: Date,
): CallFilter {
  return {
    environment: where.environment,
    merchantId: where.merchantId ?? view.merchant ?? undefined,
    methods: view.method,
    routes: view.route,
    results: view.result,
    text: view.q || undefined,
    from: new Date(now.getTime() - PERIOD_HOURS[view.period] * HOUR_MS),
  };
}
