import { and, asc, eq, gt } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { switchChanges } from "#db/schema/switching.ts";
import type { SettableMode } from "#lib/terms.ts";
import type { ConflictingCell } from "../errors.ts";
import { cellState } from "../rules.ts";
import type { MerchantConfig, PartnerConfig } from "../schema.ts";
import type { Cell } from "./write-mode.ts";

/**
 * Those of the cells that say something else than at `version` of the switch set, with who set them last. Set to and
 * fro is no conflict, and neither are other cells of the merchant. The switch set is locked.
 */
export async function conflictingCells(
  tx: Transaction,
  world: { partner: PartnerConfig; merchant: MerchantConfig },
  version: number,
  cells: readonly Omit<Cell, "mode">[],
): Promise<ConflictingCell[]> {
  const { partner, merchant } = world;
  const changes = await tx
    .select()
    .from(switchChanges)
    .where(
      and(
        eq(switchChanges.merchantId, merchant.id),
        eq(switchChanges.kind, "mode"),
        gt(switchChanges.version, version),
      ),
    )
    .orderBy(asc(switchChanges.version));
  return cells.flatMap(({ scope, id, channel }) => {
    const own = changes.filter(
      (each) => each.scope === scope && each.scopeId === id && each.channel === channel,
    );
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) return [];
    const seen = first.before as SettableMode;
    const now: SettableMode = cellState(partner, merchant, scope, id, channel).explicit?.mode ?? "inherit";
    if (now === seen) return [];
    const { setById, setByName, setAt, reason, version } = last;
    const changedBy = { id: setById, name: setByName, at: setAt.toISOString(), reason, version };
    return [{ scope, id, channel, seen, now, changedBy }];
  });
}
