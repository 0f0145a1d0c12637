import type { Environment } from "#lib/terms.ts";

/** Whether an endpoint wants to hear of it: an empty list means everything, `challenge.*` all that begins so. */
export function wantsEvent(filters: readonly string[], event: string): boolean {
  if (filters.length === 0) return true;
  return filters.some((filter) =>
    filter.endsWith(".*") ? event.startsWith(filter.slice(0, -1)) : filter === event,
  );
}

/** The key under which an effect is told once: `webhookEffectKey("order.completed", orderId, attempt)`. */
export function webhookEffectKey(event: string, ...of: (string | number)[]): string {
  return [event, ...of].join(":");
}

/**
 * An event in FlexCharge's own form (API sheet §2.13), as JSON text.
 * @param told.sessionKey FlexCharge's id of the order, ours where it never had one
 * @param told.eventData of a refund `{ amount, currency }`, of a chargeback `{ amount, currency, reason }`
 */
export function eventBody(told: {
  event: string;
  at: Date;
  externalOrderId: string | null;
  sessionKey: string | null;
  environment: Environment;
  resent?: boolean;
  eventData?: unknown;
  confirmationId?: string | null;
}): string {
  return JSON.stringify({
    Event: told.event,
    TimeStamp: told.at.toISOString().replace("Z", "0000Z"),
    EventData: told.eventData ?? null,
    ExternalOrderId: told.externalOrderId,
    OrderId: told.sessionKey,
    ConfirmationId: told.confirmationId ?? null,
    IsTestMode: told.environment === "sandbox",
    IsResent: told.resent ?? false,
  });
}

/** The body as it goes out again: `IsResent` is true, every other byte as it was. */
export function resentBody(body: string): string {
  // Within a JSON string the quotes are escaped, so this finds a field's name and never a text.
  const resent = body.replace(/("IsResent"\s*:\s*)false/, "$1true");
  try {
    return (JSON.parse(resent) as { IsResent?: unknown } | null)?.IsResent === true ? resent : body;
  } catch {
    return body;
  }
}
