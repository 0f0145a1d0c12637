import { and, eq } from "drizzle-orm";
import { orderEvents } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { CallOptions, Session } from "#lib/flexcharge/schema.ts";
import type { Json } from "#lib/kit/json.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { decide } from "#lib/switching/rules.ts";
import type { AttemptState } from "#lib/terms.ts";
import type { OrderTools } from "../open-order-tools.ts";
import { stateOfWireStatus } from "../rules.ts";
import type { OrderEventData } from "../schema.ts";
import type { AttemptRow } from "./move-attempt.ts";
import { messageOf, readCall } from "./read-call.ts";

export type SentAgain =
  | {
      kind: "known";
      state: AttemptState;
      flexchargeOrderId: string | null;
      answer: string;
      answerStatus: number;
      unauthorized?: null;
    }
  | { kind: "not_known"; cause: string; unauthorized: number | null };

const ANSWER_TEXT_MAX = 32 * 1024;

/**
 * Sends a rebill once more that FlexCharge does not know, as it was sent and with the same upstream key, so that two
 * can never become two (product.md §7). Today's switches must allow it: a kill switch stops this as well.
 */
export async function sendAgain(
  scope: Scope,
  tools: OrderTools,
  session: Session,
  attempt: AttemptRow,
  options: CallOptions,
): Promise<SentAgain> {
  const wait = (cause: string, unauthorized: number | null = null): SentAgain => ({
    kind: "not_known",
    cause,
    unauthorized,
  });
  const body = bodyOf(attempt.request);
  if (!body) return wait("THE_CARD_IS_NOT_KEPT");
  const question = await questionOf(scope, attempt);
  if (question) {
    const { partner, merchant } = await getMatrix(scope, attempt.merchantId);
    const { sent, reason } = decide(partner, merchant, question);
    if (!sent) return wait(`HELD_BACK ${reason ?? ""}`.trim());
  }
  const heard = readCall(await tools.flexcharge.evaluate(session, body, options));
  if (heard.kind === "unknown") return wait(heard.cause);
  if (heard.kind === "not_accepted") return wait(heard.cause, heard.unauthorized);
  if (heard.kind === "refused") {
    const answer = heard.message;
    return {
      kind: "known",
      state: "declined",
      flexchargeOrderId: null,
      answer,
      answerStatus: Number(heard.code),
    };
  }
  const state = stateOfWireStatus(heard.body.status);
  if (state === null) return wait(messageOf(heard.body));
  return {
    kind: "known",
    state,
    flexchargeOrderId: heard.body.orderSessionKey.toLowerCase(),
    answer: JSON.stringify(heard.body).slice(0, ANSWER_TEXT_MAX),
    answerStatus: heard.status,
  };
}

/** Null for a body whose card we were not allowed to keep (P14): it cannot be the same body again. */
function bodyOf(stored: string | null): Record<string, Json> | null {
  if (!stored) return null;
  const body = JSON.parse(stored) as Record<string, Json>;
  const card = body.paymentMethod as { cardNumber?: Json } | undefined;
  return String(card?.cardNumber ?? "").startsWith("[card") ? null : body;
}

async function questionOf(scope: Scope, attempt: AttemptRow) {
  const [row] = await inScope(scope, (tx) =>
    tx
      .select({ data: orderEvents.data })
      .from(orderEvents)
      .where(
        and(
          eq(orderEvents.merchantId, attempt.merchantId),
          eq(orderEvents.orderId, attempt.orderId),
          eq(orderEvents.type, "decline.received"),
          eq(orderEvents.attempt, attempt.number),
        ),
      ),
  );
  return row ? (JSON.parse(row.data) as OrderEventData<"decline.received">).question : null;
}
