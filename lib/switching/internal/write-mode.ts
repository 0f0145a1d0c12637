import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { switches } from "#db/schema/switching.ts";
import { type Author, appendEntry } from "#lib/audit/append-entry.ts";
import type { Channel, SettableMode, SwitchScope } from "#lib/terms.ts";
import { campaignConfig, siteConfig } from "../rules.ts";
import type { MerchantConfig } from "../schema.ts";
import { appendChange } from "./switch-set.ts";

export type Cell = { scope: SwitchScope; id: string; channel: Channel; mode: SettableMode };

/** The cell's row, its line of history and its audit entry. The switch set is locked. Answers the new version. */
export async function writeMode(
  tx: Transaction,
  author: Author,
  merchant: MerchantConfig,
  asked: Cell & { reason: string },
  before: SettableMode,
  /** Whose setting it is, where another than the author carries it out. */
  setter: { id: string; name: string } = author.actor,
): Promise<number> {
  const { channel, mode: after, reason } = asked;
  const cell = { merchantId: merchant.id, scope: asked.scope, scopeId: asked.id, channel };
  const at = author.clock.now();
  const by = { id: setter.id, name: setter.name, at: at.toISOString(), reason };
  const change = { kind: "mode" as const, scope: asked.scope, scopeId: asked.id, channel, before, after };
  const version = await appendChange(tx, merchant.id, { ...change, setBy: by });
  if (after === "inherit") {
    await tx
      .delete(switches)
      .where(
        and(
          eq(switches.merchantId, cell.merchantId),
          eq(switches.scope, cell.scope),
          eq(switches.scopeId, cell.scopeId),
          eq(switches.channel, channel),
        ),
      );
  } else {
    const row = { mode: after, reason, version, setById: by.id, setByName: by.name, setAt: at };
    await tx
      .insert(switches)
      .values({ ...cell, ...row })
      .onConflictDoUpdate({
        target: [switches.merchantId, switches.scope, switches.scopeId, switches.channel],
        set: row,
      });
  }
  await appendEntry(tx, author, {
    merchantId: merchant.id,
    action: "switch.set",
    subject: asked.id,
    subjectName: placeName(merchant, asked.scope, asked.id),
    before: { channel, mode: before },
    after: { channel, mode: after, version },
    reason,
  });
  return version;
}

/** What people call a cell's place: the merchant's name, the site's host, the campaign's name. */
export function placeName(merchant: MerchantConfig, scope: SwitchScope, id: string): string {
  if (scope === "merchant") return merchant.name;
  if (scope === "campaign") return campaignConfig(merchant, id)?.name ?? id;
  const site = siteConfig(merchant, id);
  return site?.hosts[0] ?? site?.name ?? id;
}
