import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { switches } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import type { SetModeRefusal } from "./errors.ts";
import { judgeMode } from "./internal/judge-mode.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import { appendChange, lastChange, lockSwitchSet, ownerOf } from "./internal/switch-set.ts";
import { campaignConfig, siteConfig } from "./rules.ts";
import { type MerchantConfig, type SetModeInput, setModeInput } from "./schema.ts";

/** `before` and `after` are what the cell says itself (undo is setting `before` again), `effective` what it does. */
export type ModeSet = {
  version: number;
  changed: boolean;
  before: SettableMode;
  after: SettableMode;
  effective: { before: Mode; after: Mode };
};

/**
 * Sets one channel of a merchant's default, a site or a campaign; `inherit` removes the row. The only way in, for
 * the console's cell and `PUT /api/v1/switches` alike. One transaction: lock, decide, change, history, audit; the
 * database's own trigger tells every gateway. Throws NotFoundError and PermissionError. Source: product.md §4.
 */
export async function setMode(scope: Scope, input: SetModeInput): Promise<Result<ModeSet, SetModeRefusal>> {
  const asked = {
    ...setModeInput.parse(input),
    ...(input.keyEnvironment && { keyEnvironment: input.keyEnvironment }),
  };
  const who = { permissions: scope.permissions, person: scope.actor.kind === "user" };
  if (
    !["switches.down", "switches.up", "switches.sandbox"].some((each) => who.permissions.has(each as never))
  )
    throw new PermissionError("switches.down");

  return inScope(scope, async (tx) => {
    const merchantId = await ownerOf(tx, asked.scope, asked.id, asked.merchantId);
    const version = await lockSwitchSet(tx, merchantId);
    const [merchant] = await loadMerchants(tx, [merchantId]);
    const partner = await loadPartner(tx);
    const changedBy = await lastChange(tx, merchantId);
    const verdict = judgeMode({ partner, merchant: merchant! }, asked, who, (current) =>
      asked.version === undefined || asked.version === version
        ? null
        : { reason: "VERSION_CONFLICT", current, version, changedBy },
    );
    if ("missingPermission" in verdict) throw new PermissionError(verdict.missingPermission);
    if ("refusal" in verdict) return refuse(verdict.refusal);
    const done = {
      changed: verdict.change,
      before: verdict.explicit,
      after: asked.mode,
      effective: { before: verdict.before, after: verdict.after },
    };
    if (!verdict.change) return ok({ ...done, version });
    return ok({ ...done, version: await write(tx, scope, merchant!, asked, verdict.explicit) });
  });
}

async function write(
  tx: Transaction,
  scope: Scope,
  merchant: MerchantConfig,
  asked: Pick<SetModeInput, "scope" | "id" | "channel" | "mode"> & { reason: string },
  before: SettableMode,
): Promise<number> {
  const { channel, mode: after, reason } = asked;
  const cell = { merchantId: merchant.id, scope: asked.scope, scopeId: asked.id, channel };
  const at = scope.clock.now();
  const by = { id: scope.actor.id, name: scope.actor.name, at: at.toISOString(), reason };
  const version = await appendChange(tx, merchant.id, {
    kind: "mode",
    scope: asked.scope,
    scopeId: asked.id,
    channel,
    before,
    after,
    setBy: by,
  });
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
  await appendEntry(tx, scope, {
    merchantId: merchant.id,
    action: "switch.set",
    subject: asked.id,
    subjectName: nameOf(merchant, asked.scope, asked.id),
    before: { channel, mode: before },
    after: { channel, mode: after, version },
    reason,
  });
  return version;
}

function nameOf(merchant: MerchantConfig, scope: SetModeInput["scope"], id: string): string {
  if (scope === "merchant") return merchant.name;
  if (scope === "campaign") return campaignConfig(merchant, id)?.name ?? id;
  const site = siteConfig(merchant, id);
  return site?.hosts[0] ?? site?.name ?? id;
}
