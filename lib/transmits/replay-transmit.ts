import { and, eq } from "drizzle-orm";
import { transmitRetries } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { parseExactJson } from "#lib/kit/exact-json.ts";
import type { Json } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { type ReplayTransmitInput, replayTransmitInput } from "./schema.ts";

export type ReplayRefusal =
  | { reason: "NOT_JSON" }
  /** The edited body names another order: that would be another payment's copy. */
  | { reason: "OTHER_ORDER"; externalId: string }
  /** PascalCase paths, never values. */
  | { reason: "CARD_DATA"; fields: string[] };

/**
 * Sends one failed copy again at once, on wish with an edited body; its tries are counted anew. Throws NotFoundError
 * for one that does not wait any more. Needs `orders.settle`, and `orders.customer` to edit.
 */
export async function replayTransmit(
  scope: Scope,
  input: ReplayTransmitInput,
): Promise<Result<{ edited: boolean }, ReplayRefusal>> {
  requirePermission(scope, "orders.settle");
  const { merchantId, transmitId, payload } = replayTransmitInput.parse(input);
  if (payload !== undefined) requirePermission(scope, "orders.customer");
  return inScope(scope, async (tx) => {
    const place = and(eq(transmitRetries.merchantId, merchantId), eq(transmitRetries.transmitId, transmitId));
    const [trouble] = await tx.select().from(transmitRetries).where(place).for("update");
    if (!trouble) throw new NotFoundError("Transmit");
    const refusal = payload === undefined ? null : refusalOf(payload, trouble.externalId);
    if (refusal) return refuse(refusal);
    await tx
      .update(transmitRetries)
      .set({
        ...{ state: "retrying", attempts: 0, nextAt: scope.clock.now() },
        ...(payload === undefined ? {} : { payload }),
      })
      .where(place);
    await appendEntry(tx, scope, {
      merchantId,
      action: "transmit.replay",
      subject: `transmit/${transmitId}`,
      subjectName: `transmit of order ${trouble.externalId}, ${trouble.environment}`,
      before: { state: trouble.state, error: trouble.lastError },
      after: { state: "retrying", edited: payload !== undefined },
    });
    return ok({ edited: payload !== undefined });
  });
}

function refusalOf(payload: string, externalId: string): ReplayRefusal | null {
  let body: Json;
  try {
    body = parseExactJson(payload);
  } catch {
    return { reason: "NOT_JSON" };
  }
  if (body === null || typeof body !== "object" || Array.isArray(body)) return { reason: "NOT_JSON" };
  const fields = cardDataInBody(body);
  if (fields.length > 0) return { reason: "CARD_DATA", fields };
  const named = Object.entries(body).find(([name]) => name.toLowerCase() === "orderid")?.[1];
  return String(named) === externalId ? null : { reason: "OTHER_ORDER", externalId };
}
