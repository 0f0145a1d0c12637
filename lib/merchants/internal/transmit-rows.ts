import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type merchants, transmitSettings } from "#db/schema/merchants.ts";
import { CHANNELS, type Channel, type Integration, type TransmitSetting } from "#lib/terms.ts";
import { transmitDefault } from "../rules.ts";

export type TransmitChange = { channel: Channel; before: TransmitSetting; after: TransmitSetting };

/** What applies to each channel: the merchant's own setting, else its integration's. */
export async function readTransmit(
  tx: Transaction,
  merchant: Pick<typeof merchants.$inferSelect, "id" | "integration">,
): Promise<Record<Channel, TransmitSetting>> {
  const rows = await tx.select().from(transmitSettings).where(eq(transmitSettings.merchantId, merchant.id));
  return Object.fromEntries(
    CHANNELS.map((channel) => [
      channel,
      rows.find((row) => row.channel === channel)?.setting ?? transmitDefault(merchant.integration, channel),
    ]),
  ) as Record<Channel, TransmitSetting>;
}

export function transmitChanges(
  now: Record<Channel, TransmitSetting>,
  asked: Partial<Record<Channel, TransmitSetting>> = {},
): TransmitChange[] {
  return CHANNELS.flatMap((channel) => {
    const [before, after] = [now[channel], asked[channel] ?? now[channel]];
    return before === after ? [] : [{ channel, before, after }];
  });
}

/** Going back to the integration's default takes the row away: from then on the merchant follows it. */
export async function writeTransmit(
  tx: Transaction,
  { merchantId, integration }: { merchantId: string; integration: Integration },
  changes: TransmitChange[],
): Promise<void> {
  const isDefault = ({ channel, after }: TransmitChange) => after === transmitDefault(integration, channel);
  const followed = changes.filter(isDefault).map(({ channel }) => channel);
  const own = changes.filter((change) => !isDefault(change));
  if (followed.length > 0)
    await tx
      .delete(transmitSettings)
      .where(and(eq(transmitSettings.merchantId, merchantId), inArray(transmitSettings.channel, followed)));
  if (own.length > 0)
    await tx
      .insert(transmitSettings)
      .values(own.map(({ channel, after }) => ({ merchantId, channel, setting: after })))
      .onConflictDoUpdate({
        target: [transmitSettings.merchantId, transmitSettings.channel],
        set: { setting: sql`excluded.setting` },
      });
}
