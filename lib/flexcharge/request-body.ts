import { exponentOf } from "#lib/kit/money.ts";

export type OrderQuestion = {
  /** Free text; also the checkout's own order id. */
  query?: string;
  status?: number[];
  from?: Date;
  to?: Date;
  orderBy?: string;
  sort?: "asc" | "desc";
  pageSize?: number;
  pageNumber?: number;
};

/** The body with our merchant's MID and no other: the wire matches names case-insensitively (API sheet §1.2). */
export function withMid(body: Record<string, unknown>, mid: string): Record<string, unknown> {
  const others = Object.entries(body).filter(([name]) => name.toLowerCase() !== "mid");
  return { ...Object.fromEntries(others), mid };
}

/** §2.6. */
export function orderListQuery(question: OrderQuestion, mid: string): string {
  const query = new URLSearchParams({ mid });
  for (const [name, value] of Object.entries(question)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) query.append(name, item instanceof Date ? item.toISOString() : String(item));
    }
  }
  return query.toString();
}

/**
 * Minor units as the decimal number of `/refund` (§2.7). Built from the digits: the shortest text of the nearest
 * double is that same decimal up to 15 digits, which is checked.
 */
export function decimalAmount(amountMinor: number, currency: string): number {
  const exponent = exponentOf(currency);
  if (exponent === null || !Number.isSafeInteger(amountMinor) || amountMinor < 0 || amountMinor >= 1e15) {
    throw new RangeError("no amount of a known currency");
  }
  const digits = String(amountMinor).padStart(exponent + 1, "0");
  const cut = digits.length - exponent;
  return Number(exponent === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`);
}
