import type { HeardEvent } from "./life-rule.ts";

/** What an order's number says (API sheet §2.5): `ended` needs a second question, `nothing` is no word. */
export function wordOfNumber(status: number): HeardEvent | "ended" | "nothing" {
  switch (status) {
    case 0:
    case 4:
      return "submitted";
    case 1:
      return "challenge";
    case 2:
      return "ended";
    case 5:
      return "capture_required";
    case 6:
    case 7:
    case 8:
      return "completed";
    default:
      return "nothing";
  }
}

/** How an order ended, in the words of /outcome (§2.4); null for one that tells no end. */
export function wordOfOutcome(status: string): "cancelled" | "expired" | null {
  if (status === "EXPIRED") return "expired";
  return status === "CANCELLED" || status === "DECLINED" ? "cancelled" : null;
}
