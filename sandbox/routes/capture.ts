import { idempotently } from "../idempotency.ts";
import { ended, findOrder, moveOrder } from "../orders.ts";
import { Checks } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, orderNotFound, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

/** POST /v1/capture (§2.9): the whole authorised amount, once; `status` and `captureStatus` both tell. */
export async function capture(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const checks = new Checks();
  const key = checks.text(body, "IdempotencyKey");
  const id = checks.text(body, "OrderId");
  const amount = checks.integer(body, "Amount");
  const currency = checks.text(body, "Currency").toUpperCase();
  if (!checks.passed) return wrappedRefusal(checks.problems);
  const once = { mid: merchant.mid, operation: "capture", key, payload: body };
  const answer = await idempotently(world, once, async (tx) => {
    const order = await findOrder(tx, world, merchant.mid, id, true);
    if (!order) return orderNotFound;
    if (order.status !== "CAPTUREREQUIRED") return failed("The order does not wait for a capture.");
    if (order.amount !== amount) return failed("The amount differs from the authorised amount.");
    if (order.currency !== currency) return failed("The currency differs from the authorised currency.");
    await moveOrder(tx, world, order, ended("APPROVED"), world.clock.now());
    return ok({ captureStatus: "SUCCESS", ...envelope, status: "SUCCESS" });
  });
  world.wake();
  return answer;
}

function failed(message: string): Answer {
  return ok({
    captureStatus: "FAILED",
    ...envelope,
    success: false,
    status: "FAILED",
    errors: [{ item1: message, item2: "2002", item3: "2002", item4: true }],
  });
}
