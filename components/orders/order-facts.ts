import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { Order } from "#lib/orders/queries.ts";
import type { AttemptState } from "#lib/terms.ts";

const KINDS = {
  cit_website: "Website order",
  cit_call_center: "Call-center order",
  mit: "MIT rebill",
} as const;
const OPEN: AttemptState[] = ["unknown", "submitted", "capture_required", "late_approval", "challenge"];
const DAY_MS = 86_400_000;

/** "MIT rebill, 3 days to rescue": the order in one breath. */
export function orderSentence(order: Order): string {
  const kind = KINDS[order.channel];
  if (order.state !== "approved") return kind;
  const days = Math.round((order.updatedAt.getTime() - order.declinedAt.getTime()) / DAY_MS);
  return days < 1
    ? `${kind}, rescued the same day`
    : `${kind}, ${days} ${days === 1 ? "day" : "days"} to rescue`;
}

/** Whether the money may still come; null amounts then read "–", not zero. */
export function isOpen(state: AttemptState): boolean {
  return OPEN.includes(state);
}

/** "MIT, from isMIT". */
export function channelWords(order: Order): string {
  const from = order.channelSource === "default" ? "by default" : `from ${order.channelSource}`;
  return `${CHANNEL_NAMES[order.channel]}, ${from}`;
}

/** "Visa •••• 4242, 08/28"; null when nothing is known of the card. */
export function cardWords(order: Order): string | null {
  const { cardBrand, cardLast4, cardExpiry } = order;
  const number = [cardBrand && brandWord(cardBrand), cardLast4 && `•••• ${cardLast4}`]
    .filter(Boolean)
    .join(" ");
  if (!number) return null;
  const expiry = cardExpiry?.replace(/^(\d\d)\/(?:20)?(\d\d)$/, "$1/$2");
  return expiry ? `${number}, ${expiry}` : number;
}

/** Brands come in capitals on the wire. */
function brandWord(brand: string): string {
  return brand === brand.toUpperCase() ? `${brand[0]}${brand.slice(1).toLowerCase()}` : brand;
}
