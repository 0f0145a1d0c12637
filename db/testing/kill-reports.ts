import type { Told } from "./kill-story.ts";
import type { KillWorld } from "./kill-world.ts";

/** An order of FlexCharge's list; status numbers as API sheet §2.5. */
export type SandboxOrder = {
  status: number;
  externalOrderId?: string | null | undefined;
  amount?: number | null | undefined;
};

const FIGURES = [
  ...(["orders", "approvedFirst", "declined", "declinedAmount", "evaluated", "evaluatedAmount"] as const),
  ...(["rescued", "rescuedAmount", "open", "openAmount", "lost", "lostAmount"] as const),
];
type Figures = Record<(typeof FIGURES)[number], number>;

type Money = { amount: number; currency: string };
const moneyOf = (told: Told) => told.body.transaction as Money;
const DAY_MS = 86_400_000;
/** The reports' stream writes copies into the ledger a moment after the commit. */
const COUNTED_WITHIN_MS = 20_000;

/** Where an order counts, from FlexCharge's word and from what its checkout was told; never from our own tables. */
function classOf(
  told: Told,
  there: SandboxOrder | undefined,
  unknown: boolean,
): "rescued" | "open" | "lost" | null {
  const custom = (told.answer.customProperties ?? {}) as Record<string, string>;
  if (custom["switchboard.sent"] === "false") return null;
  if (unknown) return "open";
  if (!there) return "lost";
  const isMit = told.body.isMIT === true;
  switch (there.status) {
    case 7:
      // Approved behind a checkout's back is a late approval: staff must accept it first.
      return told.answer.status === "APPROVED" || isMit ? "rescued" : "open";
    case 0:
    case 4:
    case 5:
      return "open";
    default:
      return "lost";
  }
}

/** What the gateway's report by site says, against what was sent and what FlexCharge has. */
export async function siteDifferences(
  home: KillWorld,
  { told, record, unknown }: { told: Told[]; record: Map<string, SandboxOrder[]>; unknown: string[] },
): Promise<{ seen: string; wrong: string[] }> {
  const expected = new Map<string, Figures>();
  const rowOf = (one: Told) => {
    const { merchant, environment } = one.caller;
    const key = [environment, merchant.siteId, moneyOf(one).currency].join(" ");
    const row = expected.get(key) ?? (Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures);
    expected.set(key, row);
    return row;
  };
  const asked = new Set<unknown>();
  for (const one of told.filter(({ path }) => path === "/v1/evaluate")) {
    asked.add(one.body.orderId);
    const [row, { amount }] = [rowOf(one), moneyOf(one)];
    row.orders += 1;
    row.declined += 1;
    row.declinedAmount += amount;
    const id = String(one.body.orderId);
    const counts = classOf(one, record.get(id)?.[0], unknown.includes(id));
    if (!counts) continue;
    row.evaluated += 1;
    row.evaluatedAmount += amount;
    row[counts] += 1;
    // FlexCharge's own amount where it has the order.
    row[`${counts}Amount`] += record.get(id)?.[0]?.amount ?? amount;
  }
  for (const one of told.filter(({ path }) => path === "/v1/transmit")) {
    if (asked.has(one.body.orderId)) continue;
    rowOf(one).orders += 1;
    rowOf(one).approvedFirst += 1;
  }
  const endsAt = Date.now() + COUNTED_WITHIN_MS;
  for (;;) {
    const wrong = compare(expected, await reported(home));
    if (wrong.length > 0 && Date.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const sum = (name: keyof Figures) => [...expected.values()].reduce((total, row) => total + row[name], 0);
    const seen = `${expected.size} rows: ${sum("rescued")} rescued, ${sum("open")} open, ${sum("lost")} lost`;
    return { seen, wrong };
  }
}

async function reported(home: KillWorld): Promise<Map<string, Figures>> {
  const rows = new Map<string, Figures>();
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  for (const caller of home.callers.filter(({ partnerWide }) => !partnerWide)) {
    const query = new URLSearchParams({
      ...{ merchantId: caller.merchant.id, environment: caller.environment, view: "cohort" },
      ...{ from: day(Date.now() - 2 * DAY_MS), to: day(Date.now() + 2 * DAY_MS) },
    });
    const answer = await home.call(`/api/v1/reports/sites?${query}`, caller);
    if (answer?.status !== 200) throw new Error(`the report answered ${answer?.status}`);
    const { rows: sites, unattributed } = answer.body as Record<
      string,
      (Figures & Record<string, unknown>)[]
    >;
    for (const row of [...(sites ?? []), ...[unattributed ?? []].flat()]) {
      rows.set([caller.environment, row.key, row.currency].join(" "), row);
    }
  }
  return rows;
}

function compare(expected: Map<string, Figures>, got: Map<string, Figures>): string[] {
  return [...new Set([...expected.keys(), ...got.keys()])].flatMap((key) =>
    FIGURES.flatMap((name) => {
      const [should, is] = [expected.get(key)?.[name] ?? 0, got.get(key)?.[name] ?? 0];
      return should === is ? [] : [`${key}: ${name} ${is}, should be ${should}`];
    }),
  );
}
