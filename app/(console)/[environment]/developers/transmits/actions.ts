"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { ok } from "#lib/kit/result.ts";
import { getTransmitPayload } from "#lib/transmits/queries.ts";
import { replayTransmit } from "#lib/transmits/replay-transmit.ts";
import { replayTransmits } from "#lib/transmits/replay-transmits.ts";
import { replayTransmitInput, replayTransmitsInput } from "#lib/transmits/schema.ts";

const PAGE = "/[environment]/developers/transmits";

export const replayOne = action(replayTransmitInput, "orders.settle", async (scope, input) => {
  const replayed = await replayTransmit(scope, input);
  revalidatePath(PAGE, "page");
  return replayed;
});

export const replayAll = action(replayTransmitsInput, "orders.settle", async (scope, input) => {
  const replayed = await replayTransmits(scope, input);
  revalidatePath(PAGE, "page");
  return replayed;
});

const place = z.object({ merchantId: z.string().max(64), transmitId: z.uuid() });

export const readPayload = action(place, "orders.customer", async (scope, { merchantId, transmitId }) =>
  ok({ payload: await getTransmitPayload(scope, merchantId, transmitId) }),
);
