import type { KillChannel, KillScope } from "#lib/terms.ts";

/** Orders of one site, channel and currency that are with FlexCharge; the amount as the formatter wrote it. */
export type InFlight = {
  siteId: string | null;
  channel: string;
  currency: string;
  orders: number;
  amountMinor: number;
};

type Format = (amountMinor: number, currency: string) => { number: string; code: string };

/** "14 MIT orders, 812.40 USD, are followed to their end." Currencies are told apart, never added. */
export function stillRunningWords(
  inFlight: readonly InFlight[],
  target: { scope: KillScope; scopeId: string },
  channel: KillChannel,
  format: Format,
): string {
  const under = inFlight.filter(
    (one) =>
      (target.scope !== "site" || one.siteId === target.scopeId) &&
      (channel === "all" || one.channel === channel),
  );
  const orders = under.reduce((sum, one) => sum + one.orders, 0);
  if (orders === 0) return "No order is in flight here.";
  const byCurrency = new Map<string, number>();
  for (const one of under) {
    byCurrency.set(one.currency, (byCurrency.get(one.currency) ?? 0) + one.amountMinor);
  }
  const money = [...byCurrency].map(([currency, amount]) => {
    const { number, code } = format(amount, currency);
    return `${number} ${code}`;
  });
  const kind = under.every((one) => one.channel === "mit") ? "MIT " : "";
  return orders === 1
    ? `1 ${kind}order in flight, ${money.join(", ")}, is followed to its end.`
    : `${orders} ${kind}orders in flight, ${money.join(", ")}, are followed to their end.`;
}
