import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { sites } from "#db/schema/sites.ts";
import { killSwitches } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { ALL_CHANNELS, type KillScope, PARTNER_TENANT } from "#lib/terms.ts";
import { REASON_MIN, type SetKillSwitchRefusal } from "./errors.ts";
import { loadPartner } from "./internal/load-config.ts";
import { appendChange, lockSwitchSet, ownerOf } from "./internal/switch-set.ts";
import { type SetKillSwitchInput, setKillSwitchInput } from "./schema.ts";

/**
 * Stops new evaluates of the partner, a merchant or a site, for one channel or all, or lets them go on; nothing that
 * was skipped is sent again. Engaging what is engaged changes nothing. Throws NotFoundError and PermissionError.
 */
export async function setKillSwitch(
  scope: Scope,
  input: SetKillSwitchInput,
): Promise<Result<{ version: number; changed: boolean }, SetKillSwitchRefusal>> {
  const asked = setKillSwitchInput.parse(input);
  requirePermission(scope, asked.on ? "kill.on" : "kill.off");
  if (asked.scope === "partner") requirePermission(scope, "kill.partner");
  if (asked.reason.length < REASON_MIN.down)
    return refuse({ reason: "REASON_REQUIRED", min: REASON_MIN.down });

  return inScope(scope, async (tx) => {
    const subject = await subjectOf(tx, asked.scope, asked.id ?? asked.merchantId, asked.merchantId);
    if (subject.observed) return refuse({ reason: "OBSERVED" } as const);
    const { merchantId } = subject;
    const version = await lockSwitchSet(tx, merchantId);
    const channel = asked.channel ?? ALL_CHANNELS;
    const cell = { merchantId, scope: asked.scope, scopeId: subject.id, channel };
    const here = and(
      eq(killSwitches.merchantId, merchantId),
      eq(killSwitches.scope, cell.scope),
      eq(killSwitches.scopeId, cell.scopeId),
      eq(killSwitches.channel, channel),
    );
    const engaged = (await tx.select({ at: killSwitches.setAt }).from(killSwitches).where(here)).length > 0;
    if (engaged === asked.on) return ok({ version, changed: false });
    // Who stops is never asked; who lets live orders go out again is.
    if (!asked.on) requireFreshProof(scope);

    const at = scope.clock.now();
    const { id, name } = scope.actor;
    const { reason } = asked;
    const [before, after] = asked.on ? ["off", "on"] : ["on", "off"];
    const next = await appendChange(tx, merchantId, {
      kind: "kill",
      scope: cell.scope,
      scopeId: cell.scopeId,
      channel,
      before: before!,
      after: after!,
      setBy: { id, name, at: at.toISOString(), reason },
    });
    if (asked.on) {
      const by = { reason, version: next, setById: id, setByName: name, setAt: at };
      await tx.insert(killSwitches).values({ ...cell, ...by });
    } else await tx.delete(killSwitches).where(here);
    await appendEntry(tx, scope, {
      merchantId,
      action: asked.on ? "kill_switch.on" : "kill_switch.off",
      subject: subject.id,
      subjectName: subject.name,
      before: { channel, engaged },
      after: { channel, engaged: asked.on, version: next },
      reason,
    });
    return ok({ version: next, changed: true });
  });
}

type Subject = { merchantId: string; id: string; name: string; observed: boolean };

async function subjectOf(
  tx: Transaction,
  scope: KillScope,
  id: string | undefined,
  merchantId: string | undefined,
): Promise<Subject> {
  if (scope === "partner") {
    const partner = await loadPartner(tx);
    return { merchantId: PARTNER_TENANT, id: PARTNER_TENANT, name: partner.name, observed: false };
  }
  const owner = await ownerOf(tx, scope, id ?? "", merchantId);
  const [merchant] = await tx.select().from(merchants).where(eq(merchants.id, owner));
  if (!merchant) throw new NotFoundError("Merchant");
  if (scope === "merchant")
    return { merchantId: owner, id: owner, name: merchant.name, observed: merchant.observed };
  const [site] = await tx
    .select()
    .from(sites)
    .where(and(eq(sites.merchantId, owner), eq(sites.id, id!)));
  return { merchantId: owner, id: id!, name: site!.name, observed: merchant.observed };
}
