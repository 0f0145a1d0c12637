import type { MitMode } from "./merchants.ts";

const dayMs = 86_400_000;
/** An authorisation that is not captured within this time is voided (§2.9 leaves 5 minutes to 7 days). */
const captureWindowMs = 7 * dayMs;

export type CardClass = "approve" | "decline" | "approve_with_cvv" | "unknown";
export type Decision = "approve" | "decline" | "challenge";
export type TransactionType = "PURCHASE" | "AUTHORIZATION";
export type DueAction = "approve" | "expire" | "void";
export type OrderStatus =
  | "APPROVED"
  | "DECLINED"
  | "CHALLENGE"
  | "SUBMITTED"
  | "CAPTUREREQUIRED"
  | "CANCELLED"
  | "EXPIRED";

/** Where an order stands and what the world's clock will do to it. */
export type Plan = { status: OrderStatus; dueAt: Date | null; dueAction: DueAction | null };

/** How a test card behaves; a token keeps this instead of the number. */
export function cardClassOf(cardNumber: string): CardClass {
  const digits = cardNumber.replace(/[ -]/g, "");
  if (digits === "4000300011112220") return "decline";
  if (digits === "4000002760003184") return "approve";
  if (digits === "4111111111111111") return "approve_with_cvv";
  return "unknown";
}

/** The triggers of the sandbox in their order, first match wins; they satisfy every row of §4.3. */
export function decide(given: {
  phone: string | null;
  isMit: boolean;
  cardClass: CardClass;
  hasCvv: boolean;
}): Decision {
  if (given.phone === "998888") return "approve";
  if (given.phone === "+99.2001a/+99.2001b" && !given.isMit) return "challenge";
  if (given.cardClass === "approve") return "approve";
  if (given.cardClass === "approve_with_cvv" && given.hasCvv) return "approve";
  return "decline";
}

/** What "approve", "decline" and "challenge" mean for this order on this account. */
export function planOrder(given: {
  decision: Decision;
  isMit: boolean;
  mitMode: MitMode;
  transactionType: TransactionType;
  amount: number;
  createdOn: Date;
  expiresOn: Date | null;
}): Plan {
  if (given.isMit && given.mitMode === "managed") return submitted(given);
  if (given.decision === "challenge") return settled("CHALLENGE");
  if (given.decision === "decline") return settled("DECLINED");
  return approvedPlan(given.transactionType, given.createdOn);
}

/** An approval is a payment, or with AUTHORIZATION one to capture before the window ends. */
export function approvedPlan(transactionType: TransactionType, at: Date): Plan {
  if (transactionType === "PURCHASE") return settled("APPROVED");
  return {
    status: "CAPTUREREQUIRED",
    dueAt: new Date(at.getTime() + captureWindowMs),
    dueAction: "void",
  };
}

/** Cents 01–20: approved after that many days; 99: expires; others: approved after 3 days. Expiry comes first. */
function submitted(given: {
  decision: Decision;
  amount: number;
  createdOn: Date;
  expiresOn: Date | null;
}): Plan {
  const cents = given.amount % 100;
  const days = cents >= 1 && cents <= 20 ? cents : 3;
  const approveAt = new Date(given.createdOn.getTime() + days * dayMs);
  const approves = given.decision === "approve" && cents !== 99;
  if (approves && !(given.expiresOn && given.expiresOn < approveAt)) {
    return { status: "SUBMITTED", dueAt: approveAt, dueAction: "approve" };
  }
  return { status: "SUBMITTED", dueAt: given.expiresOn, dueAction: given.expiresOn ? "expire" : null };
}

function settled(status: OrderStatus): Plan {
  return { status, dueAt: null, dueAction: null };
}
