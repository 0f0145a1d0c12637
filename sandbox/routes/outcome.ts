import { findOrder } from "../orders.ts";
import { Checks } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, orderNotFound, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

/** POST /v1/outcome (§2.4): an order's status in the words of /evaluate. */
export async function outcome(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const checks = new Checks();
  const id = checks.text(body, "OrderSessionKey");
  if (!checks.passed) return wrappedRefusal(checks.problems);
  const order = await findOrder(call.world.sql, call.world, call.merchant.mid, id);
  if (!order) return orderNotFound;
  const confirmed = order.status === "APPROVED" || order.status === "CAPTUREREQUIRED";
  return ok({
    ...envelope,
    result: "Success",
    status: order.status,
    confirmationId: confirmed ? order.reference_number : null,
  });
}
