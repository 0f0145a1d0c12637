import type { AttemptState, Channel } from "#lib/terms.ts";
import type { Mark } from "../schema.ts";

/** A row of the ledger with what its order tells. Amounts are minor units. */
export type LedgerFact = {
  type: "attempt" | "evaluate" | "outcome" | "refund" | "chargeback";
  source: string;
  channel: Channel | null;
  state: AttemptState | null;
  sent: boolean | null;
  approvedByProcessor: boolean | null;
  amountMinor: number;
  /** Of the order, where it is kept. */
  order: { amountMinor: number; refundedMinor: number; siteSource: string | null } | null;
};

const CIT_ANSWERS: Partial<Record<AttemptState, Mark>> = {
  approved: "cit.approved",
  capture_required: "cit.approved",
  declined: "cit.declined",
  challenge: "cit.challenge",
};
const MIT_ENDS: readonly AttemptState[] = ["approved", "declined", "expired", "cancelled"];
const NAMED: readonly string[] = ["siteId", "siteUrl", "descriptor"];

/** What one row of the ledger proves. Pure. */
export function marksOf(fact: LedgerFact): Mark[] {
  const { type, channel, state, order } = fact;
  if (type === "attempt" && fact.source === "transmit")
    return [fact.approvedByProcessor ? "transmit.approved" : "transmit.declined"];
  if (type === "evaluate") {
    // Not sent: it came, and it told its channel and site, but FlexCharge never answered it.
    const told: Mark[] = [];
    if (channel === "cit_call_center") told.push("call_center.evaluated");
    if (order?.siteSource && NAMED.includes(order.siteSource)) told.push("site.named");
    return told;
  }
  if (type === "outcome" && state !== null) {
    if (channel === "mit") {
      if (state === "submitted") return ["mit.submitted"];
      return MIT_ENDS.includes(state) ? ["mit.ended"] : [];
    }
    const answer = CIT_ANSWERS[state];
    return answer ? [answer] : [];
  }
  if (type === "refund" && order) {
    if (fact.amountMinor < order.amountMinor)
      return order.refundedMinor >= order.amountMinor
        ? ["refund.partial", "refund.full"]
        : ["refund.partial"];
    return ["refund.full"];
  }
  return [];
}

/** What the body of a sent evaluate proves; null and garbage prove nothing. Pure. */
export function bodyMarks(request: string | null): Mark[] {
  if (request === null) return [];
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(request) as Record<string, unknown>;
  } catch {
    return [];
  }
  const marks: Mark[] = [];
  if (typeof field(body, "senseKey") === "string" && field(body, "senseKey") !== "") marks.push("sense_key");
  if (field(field(body, "paymentMethod"), "Token") === true) marks.push("token");
  const subscription = field(body, "subscription");
  if (field(body, "isMIT") === true && typeof subscription === "object" && subscription !== null)
    marks.push("mit.fields");
  return marks;
}

/** FlexCharge reads names without regard to case. */
function field(of: unknown, name: string): unknown {
  if (typeof of !== "object" || of === null || Array.isArray(of)) return undefined;
  const found = Object.entries(of).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1];
}
