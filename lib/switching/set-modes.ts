import { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { CHANNELS, SETTABLE_MODES, SWITCH_SCOPES } from "#lib/terms.ts";
import type { SetModeRefusal } from "./errors.ts";
import { placeOf } from "./internal/cell.ts";
import { changeCells } from "./internal/change-cells.ts";
import { judgeMode, switcherOf } from "./internal/judge-mode.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import { openRequest } from "./internal/open-request.ts";
import { lockSwitchSet, ownerOf } from "./internal/switch-set.ts";
import { type ChangedCell, writeModes } from "./internal/write-mode.ts";

const CELLS_MAX = 500;

export const setModesInput = z.object({
  merchantId: z.string().min(1),
  cells: z
    .array(z.object({ scope: z.enum(SWITCH_SCOPES), id: z.string().min(1), channel: z.enum(CHANNELS) }))
    .min(1)
    .max(CELLS_MAX),
  mode: z.enum(SETTABLE_MODES),
  reason: z.string().trim().max(500),
  confirm: z.string().optional(),
});

/** `refused`: by their place in the list. */
export type ModesSet = { set: number; refused: { index: number; reason: SetModeRefusal["reason"] }[] };

/**
 * Sets one mode in many cells of one merchant, each judged as `setMode` judges it, after those before it: one
 * transaction that locks and loads once, with a line of history and an audit entry for each. What a second person must
 * approve becomes one change request. Throws NotFoundError, PermissionError and StepUpError, and then nothing is set.
 */
export async function setModes(
  scope: Scope,
  input: z.input<typeof setModesInput>,
): Promise<Result<ModesSet, never>> {
  const { merchantId, cells, ...asked } = setModesInput.parse(input);
  const { mode } = asked;
  const who = switcherOf(scope);
  return inScope(scope, async (tx) => {
    await ownerOf(tx, "merchant", merchantId);
    const version = await lockSwitchSet(tx, merchantId);
    let [merchant] = await loadMerchants(tx, [merchantId]);
    const partner = await loadPartner(tx);
    // Its number is of no account here: only what a cell says is judged by.
    const setBy = { ...scope.actor, at: "", reason: asked.reason, version };
    const refused: ModesSet["refused"] = [];
    const wished = new Map<string, ChangedCell>();
    const changed: ChangedCell[] = [];
    for (const [index, place] of cells.entries()) {
      if (placeOf(merchant!, place.scope, place.id) === null) {
        throw new NotFoundError(place.scope === "campaign" ? "Campaign" : "Site");
      }
      const verdict = judgeMode({ partner, merchant: merchant! }, { ...place, ...asked }, who, () => null);
      if ("missingPermission" in verdict) throw new PermissionError(verdict.missingPermission);
      if ("refusal" in verdict) {
        const { reason } = verdict.refusal;
        refused.push({ index, reason });
        if (reason === "NEEDS_APPROVAL")
          wished.set(JSON.stringify(place), { ...place, mode, before: verdict.explicit });
        continue;
      }
      if (!verdict.change) continue;
      if (verdict.after === "production" && verdict.before !== "production") requireFreshProof(scope);
      changed.push({ ...place, mode, before: verdict.explicit });
      merchant = changeCells(merchant!, [{ ...place, mode }], setBy);
    }
    if (changed.length > 0) await writeModes(tx, scope, merchant!, changed, asked.reason);
    if (wished.size > 0) {
      const wish = { baseVersion: version, cells: [...wished.values()], reason: asked.reason };
      await openRequest(tx, scope, merchant!, wish);
    }
    return ok({ set: cells.length - refused.length, refused });
  });
}
