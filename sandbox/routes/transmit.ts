import { randomUUID } from "node:crypto";
import { checkMid } from "../evaluate-request.ts";
import { maskBody } from "../masking.ts";
import { asJson } from "../store.ts";
import { Checks } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

/** POST /v1/transmit (§2.2): keeps a copy of a processed payment, approved or declined, and names it. */
export async function transmit(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const checks = new Checks();
  if (checks.boolean(body, "IsDeclined") === null && !checks.problems.IsDeclined) {
    checks.refuse("IsDeclined", "The IsDeclined field is required.");
  }
  const orderId = checks.text(body, "OrderId", "Merchant's orderId is required");
  checkMid(checks, body, call.merchant);
  checks.boolean(body, "IsMIT");
  for (const part of ["Transaction", "Payer", "PaymentMethod"]) checks.object(body, part);
  if (!checks.passed) return wrappedRefusal(checks.problems);

  const { world } = call;
  const transmitId = randomUUID();
  await world.sql`insert into sandbox.transmits ${world.sql({
    world: world.name,
    id: transmitId,
    mid: call.merchant.mid,
    external_order_id: orderId,
    created_on: world.clock.now(),
    body: asJson(world.sql, maskBody(call.json)),
  })}`;
  return ok({ transmitId, ...envelope, result: "Success" });
}
