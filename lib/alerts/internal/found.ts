import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Environment } from "#lib/terms.ts";
import type { Attention } from "../schema.ts";

/** Which rows are looked at. `merchantId` null: every merchant that the transaction sees. */
export type Look = { tx: Transaction; environment: Environment; merchantId: string | null; now: Date };

export const DAY_MS = 86_400_000;

/** A time before `now`, in the database's own type. */
export function ago({ now }: Look, ms: number): SQL {
  return sql`${new Date(now.getTime() - ms).toISOString()}::timestamptz`;
}

/** Milliseconds since 1970: exact, whatever the session's zone and format. */
export function msOf(value: SQL): SQL {
  return sql`(extract(epoch FROM ${value}) * 1000)::float8`;
}

export function ofMerchant({ merchantId }: Look, column: SQL): SQL {
  return merchantId === null ? sql`true` : sql`${column} = ${merchantId}`;
}

export const iso = (ms: number): string => new Date(ms).toISOString();

type MoneyRow = {
  merchant_id: string;
  name: string;
  currency: string;
  n: number;
  amount: number;
  since_ms: number;
};

/** One line a merchant out of one row a merchant and currency. */
export function byMerchant(
  kind: Attention["kind"],
  rows: Iterable<MoneyRow>,
  factsOf: (row: MoneyRow) => Attention["facts"] = () => ({}),
): Attention[] {
  const lines = new Map<string, Attention>();
  for (const row of rows) {
    const { merchant_id: merchantId, name, currency, n, amount, since_ms } = row;
    const line = lines.get(merchantId) ?? {
      kind,
      merchantId,
      merchantName: name,
      subject: "",
      subjectName: null,
      since: iso(since_ms),
      count: 0,
      amounts: [],
      facts: factsOf(row),
    };
    line.count += n;
    line.amounts.push({ currency, amountMinor: amount });
    if (iso(since_ms) < line.since) line.since = iso(since_ms);
    lines.set(merchantId, line);
  }
  return [...lines.values()];
}
