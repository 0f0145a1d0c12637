"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { acceptLateApproval } from "#lib/orders/accept-late-approval.ts";
import { cancelOrder } from "#lib/orders/cancel-order.ts";
import { captureOrder } from "#lib/orders/capture-order.ts";
import { refundOrder } from "#lib/orders/refund-order.ts";
import {
  acceptLateApprovalInput,
  cancelOrderInput,
  captureOrderInput,
  refundOrderInput,
  settleAttemptInput,
} from "#lib/orders/schema.ts";
import { settleAttempt } from "#lib/orders/settle-attempt.ts";

/** The order's page, the lists that show its state, and Home, which counts what waits. */
function changed<Answer>(answer: Answer): Answer {
  revalidatePath("/[environment]", "layout");
  return answer;
}

export const refund = action(refundOrderInput, "refunds.write", async (scope, input) =>
  changed(await refundOrder(scope, input)),
);
export const capture = action(captureOrderInput, "refunds.write", async (scope, input) =>
  changed(await captureOrder(scope, input)),
);
export const cancel = action(cancelOrderInput, "refunds.write", async (scope, input) =>
  changed(await cancelOrder(scope, input)),
);
export const settle = action(settleAttemptInput, "orders.settle", async (scope, input) =>
  changed(await settleAttempt(scope, input)),
);
export const acceptLate = action(acceptLateApprovalInput, "orders.settle", async (scope, input) =>
  changed(await acceptLateApproval(scope, input)),
);
