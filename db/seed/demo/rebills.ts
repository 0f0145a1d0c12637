import type { MerchantConfig } from "#lib/switching/schema.ts";
import { CARDS, FIRST_NAMES, LAST_NAMES } from "./declines.ts";
import type { Random } from "./random.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CYCLE_MS = 30 * DAY_MS;
/** The stand-in lets a rebill whose cents are these expire; 01 to 20 are approved after so many days (contract.md). */
const CENTS_THAT_EXPIRE = 99;

export type Payer = {
  card: (typeof CARDS)[number][0];
  cardLast4: string;
  cardExpiry: string;
  customerId: string;
  customerEmail: string;
  customerName: string;
};

/** Who pays: one person for all the orders of a subscription. */
export function tellPayer(random: Random, now: Date): Payer {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return {
    card: random.weighted(CARDS),
    cardLast4: String(random.between(0, 9999)).padStart(4, "0"),
    cardExpiry: `${String(random.between(1, 12)).padStart(2, "0")}/${now.getUTCFullYear() + random.between(1, 4)}`,
    customerId: `cust-${random.between(1000, 99_999)}`,
    customerEmail: `${first}.${last}@example.com`.toLowerCase(),
    customerName: `${first} ${last}`,
  };
}

export type Rebill = {
  subscriptionId: string;
  payer: Payer;
  /** How long after the decline it came. */
  lateMs: number;
  expiryDays: number;
  /** When FlexCharge will be paid, if ever; the amount's cents tell the stand-in the same. */
  rescuedAfterDays: number | null;
  /** The merchant itself tries again after so long, though it should not. */
  retriedAfterMs: number | null;
};

/** The rebills of one merchant, month by month: most keep FlexCharge's rules, some come late, short or twice. */
export function rebillTeller(random: Random, now: Date): (declinedAt: Date) => Rebill {
  const due: { id: string; payer: Payer; at: number }[] = [];
  let count = 1_000;
  return (declinedAt) => {
    const at = declinedAt.getTime();
    const next = due[0] && due[0].at <= at - CYCLE_MS && random.chance(0.85) ? due.shift() : undefined;
    count += next ? 0 : random.between(1, 4);
    const { id, payer } = next ?? { id: `sub_${count}`, payer: tellPayer(random, now) };
    due.push({ id, payer, at });
    const expiryDays = random.weighted([
      [21, 78],
      [18, 7],
      [16, 6],
      [14, 5],
      [28, 2],
      [9, 2],
    ]);
    const lateMs = random.weighted([
      [random.between(1, 4) * 1000, 95],
      [random.between(3, 20) * HOUR_MS, 3],
      [random.between(2, 6) * DAY_MS, 2],
    ]);
    const rescuedAfterDays = random.chance(0.36)
      ? random.weighted([
          [1, 5],
          [3, 4],
          [7, 3],
          [12, 2],
          [18, 1],
        ])
      : null;
    return {
      ...{ subscriptionId: id, payer, expiryDays },
      lateMs: at + lateMs < now.getTime() ? lateMs : 1_000,
      rescuedAfterDays: rescuedAfterDays !== null && rescuedAfterDays < expiryDays ? rescuedAfterDays : null,
      retriedAfterMs: random.chance(0.03) ? random.between(20, 200) * HOUR_MS : null,
    };
  };
}

/** A rebill's amount says to the stand-in how it will end, so that what is in flight stays so until its day. */
export function rebillAmount(amountMinor: number, { rescuedAfterDays }: Rebill): number {
  return amountMinor - (amountMinor % 100) + (rescuedAfterDays ?? CENTS_THAT_EXPIRE);
}

/** What became of a rebill that FlexCharge has until `expiresAt`; a sync account has an answer at once. */
export function endOfRebill(rebill: Rebill, receivedAt: Date, now: Date) {
  const days = rebill.rescuedAfterDays ?? rebill.expiryDays;
  const at = new Date(receivedAt.getTime() + days * DAY_MS);
  if (at > now) return { state: "submitted" as const, at: null };
  return { state: rebill.rescuedAfterDays === null ? ("expired" as const) : ("approved" as const), at };
}

/** The merchant's own authorisation while FlexCharge has the rebill; null when it waited, as it should. */
export function retryOf(
  random: Random,
  rebill: Rebill,
  flight: { from: Date; until: Date | null },
  now: Date,
): { at: Date; transactionId: string; approved: boolean } | null {
  if (rebill.retriedAfterMs === null) return null;
  const at = new Date(flight.from.getTime() + rebill.retriedAfterMs);
  if (at >= (flight.until ?? now) || at >= now) return null;
  return { at, transactionId: `pay-${random.between(1_000_000, 9_999_999)}`, approved: random.chance(0.2) };
}

export function isManaged(merchant: MerchantConfig): boolean {
  return merchant.mitMode === "managed";
}
