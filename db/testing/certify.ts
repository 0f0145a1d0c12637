import { CHANNELS } from "#lib/terms.ts";
import type { Transaction } from "../client.ts";
import { channelReadiness } from "../schema/checklist.ts";

/** Every channel's checklist is done, as the job would write it. */
export async function certify(tx: Transaction, merchantId: string): Promise<void> {
  const changedAt = new Date("2026-03-06T10:00:00Z");
  await tx
    .insert(channelReadiness)
    .values(CHANNELS.map((channel) => ({ merchantId, channel, open: [], changedAt })));
}
