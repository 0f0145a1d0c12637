import type { CallOptions, Session } from "#lib/flexcharge/schema.ts";
import type { OrderTools } from "../open-order-tools.ts";
import { readCall } from "./read-call.ts";

const ROWS_A_PAGE = 200;
const PAGES_MAX = 50;
/** Draft and Processing (API sheet §2.5). */
const IN_WORK = [0, 4];
/** FlexCharge's clock is not ours. */
const EARLIER_MS = 24 * 60 * 60 * 1000;

/**
 * The ids of one account's orders that FlexCharge lists as in work. What a shift between pages or a lost page leaves
 * out is only asked for by itself, so it never tells that something has ended.
 */
export async function listInWork(
  tools: OrderTools,
  session: Session,
  since: Date,
  options: () => CallOptions,
): Promise<Set<string>> {
  const ids = new Set<string>();
  const from = new Date(since.getTime() - EARLIER_MS);
  for (let pageNumber = 1; pageNumber <= PAGES_MAX; pageNumber += 1) {
    const question = { status: IN_WORK, from, pageSize: ROWS_A_PAGE, pageNumber };
    const heard = readCall(await tools.flexcharge.listOrders(session, question, options()));
    if (heard.kind !== "answer") break;
    for (const { id, status } of heard.body.rows) if (IN_WORK.includes(status)) ids.add(id.toLowerCase());
    if (!heard.body.hasNextPage) break;
  }
  return ids;
}
