import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { switches } from "#db/schema/switching.ts";
import { type Author, appendEntries } from "#lib/audit/append-entry.ts";
import type { Channel, SettableMode, SwitchScope } from "#lib/terms.ts";
import { campaignConfig, siteConfig } from "../rules.ts";
import type { MerchantConfig } from "../schema.ts";
import { appendChanges } from "./switch-set.ts";

export type Cell = { scope: SwitchScope; id: string; channel: Channel; mode: SettableMode };

/** Cells of one merchant that change, each once, with what they said before. */
export type ChangedCell = Cell & { before: SettableMode };

/**
 * The cells' rows, their lines of history and their audit entries, in their order and in as many statements as for
 * one. The switch set is locked. Answers its new version. Not empty.
 */
export async function writeModes(
  tx: Transaction,
  author: Author,
  merchant: MerchantConfig,
  cells: readonly ChangedCell[],
  reason: string,
  /** Whose setting it is, where another than the author carries it out. */
  setter: { id: string; name: string } = author.actor,
): Promise<number> {
  const merchantId = merchant.id;
  const setAt = author.clock.now();
  const setBy = { id: setter.id, name: setter.name, at: setAt.toISOString(), reason };
  const last = await appendChanges(
    tx,
    merchantId,
    cells.map(({ scope, id: scopeId, channel, before, mode: after }) => ({
      ...{ kind: "mode" as const, scope, scopeId, channel, before, after, setBy },
    })),
  );
  const numbered = cells.map((cell, index) => ({ ...cell, version: last - cells.length + 1 + index }));
  const gone = cells.filter(({ mode }) => mode === "inherit");
  if (gone.length > 0) {
    const cellOf = sql`(${switches.scope}, ${switches.scopeId}, ${switches.channel})`;
    const those = gone.map(({ scope, id, channel }) => sql`(${scope}, ${id}, ${channel})`);
    await tx
      .delete(switches)
      .where(and(eq(switches.merchantId, merchantId), sql`${cellOf} IN (${sql.join(those, sql`, `)})`));
  }
  const set = numbered.flatMap(({ scope, id: scopeId, channel, mode, version }) =>
    mode === "inherit"
      ? []
      : [
          {
            merchantId,
            scope,
            scopeId,
            channel,
            mode,
            reason,
            version,
            setById: setter.id,
            setByName: setter.name,
            setAt,
          },
        ],
  );
  if (set.length > 0) {
    await tx
      .insert(switches)
      .values(set)
      .onConflictDoUpdate({
        target: [switches.merchantId, switches.scope, switches.scopeId, switches.channel],
        set: {
          mode: sql`excluded.mode`,
          reason: sql`excluded.reason`,
          version: sql`excluded.version`,
          setById: sql`excluded.set_by_id`,
          setByName: sql`excluded.set_by_name`,
          setAt: sql`excluded.set_at`,
        },
      });
  }
  await appendEntries(
    tx,
    author,
    merchantId,
    numbered.map(({ scope, id, channel, before, mode, version }) => ({
      action: "switch.set",
      subject: id,
      subjectName: placeName(merchant, scope, id),
      before: { channel, mode: before },
      after: { channel, mode, version },
      reason,
    })),
  );
  return last;
}

/** What people call a cell's place: the merchant's name, the site's host, the campaign's name. */
export function placeName(merchant: MerchantConfig, scope: SwitchScope, id: string): string {
  if (scope === "merchant") return merchant.name;
  if (scope === "campaign") return campaignConfig(merchant, id)?.name ?? id;
  const site = siteConfig(merchant, id);
  return site?.hosts[0] ?? site?.name ?? id;
}
