import type { CallOptions, OrderAnswer, Session } from "#lib/flexcharge/schema.ts";
import type { OrderTools } from "../open-order-tools.ts";
import { readCall } from "./read-call.ts";

export type LookUp =
  | { kind: "found"; order: OrderAnswer }
  | { kind: "not_known" }
  /** Says nothing about the order. */
  | { kind: "no_answer"; cause: string; unauthorized: number | null };

const ROWS_A_PAGE = 200;
/** A checkout's id that is part of thousands of others is not searched to the end: then nothing is known. */
const PAGES_MAX = 10;

/**
 * FlexCharge's own word on an attempt: by its id where we know it, else through the list by the checkout's order id
 * and then by id (API sheet §2.5, §2.6). `others` are the ids of the order's other attempts.
 */
export async function lookUp(
  tools: OrderTools,
  session: Session,
  asked: { externalId: string; flexchargeOrderId: string | null; isMit: boolean; others: readonly string[] },
  options: CallOptions,
): Promise<LookUp> {
  const endsAt = performance.now() + options.deadlineMs;
  const within = (): CallOptions => ({ ...options, deadlineMs: Math.max(1, endsAt - performance.now()) });
  if (asked.flexchargeOrderId) return byId(tools, session, asked.flexchargeOrderId, within());
  const found: OrderAnswer[] = [];
  for (let pageNumber = 1; ; pageNumber += 1) {
    const question = { query: asked.externalId, pageSize: ROWS_A_PAGE, pageNumber };
    const heard = readCall(await tools.flexcharge.listOrders(session, question, within()));
    if (heard.kind !== "answer") return noAnswer(heard);
    found.push(...heard.body.rows.filter(({ externalOrderId }) => externalOrderId === asked.externalId));
    if (!heard.body.hasNextPage) break;
    if (pageNumber === PAGES_MAX)
      return { kind: "no_answer", cause: "too many orders alike", unauthorized: null };
  }
  const own = found.find(({ id }) => !asked.others.includes(id.toLowerCase()));
  // Every retry of a sync rebill is the same order there (API sheet §3.2).
  const row = own ?? (asked.isMit ? found[0] : undefined);
  return row ? byId(tools, session, row.id, within()) : { kind: "not_known" };
}

async function byId(
  tools: OrderTools,
  session: Session,
  orderId: string,
  options: CallOptions,
): Promise<LookUp> {
  const heard = readCall(await tools.flexcharge.getOrder(session, { orderId }, options));
  if (heard.kind === "answer") return { kind: "found", order: heard.body };
  // What the list has just shown, or an answer named, is there: a 404 is no word on it.
  return noAnswer(heard);
}

function noAnswer(heard: Exclude<ReturnType<typeof readCall>, { kind: "answer" }>): LookUp {
  const cause = heard.kind === "refused" ? `refused with ${heard.code}` : heard.cause;
  const unauthorized = heard.kind === "not_accepted" ? heard.unauthorized : null;
  return { kind: "no_answer", cause, unauthorized };
}
