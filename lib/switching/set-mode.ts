import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, type Scope } from "#lib/access/open-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import type { SetModeRefusal } from "./errors.ts";
import { judgeMode, switcherOf } from "./internal/judge-mode.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import { openRequest } from "./internal/open-request.ts";
import { lastChange, lockSwitchSet, ownerOf } from "./internal/switch-set.ts";
import { writeModes } from "./internal/write-mode.ts";
import { type SetModeInput, setModeInput } from "./schema.ts";

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
 * database's own trigger tells every gateway. Where a second person must approve, the wish is written down as a change
 * request and its id is in the refusal. Throws NotFoundError and PermissionError. Source: product.md §4.
 */
export async function setMode(scope: Scope, input: SetModeInput): Promise<Result<ModeSet, SetModeRefusal>> {
  const asked = {
    ...setModeInput.parse(input),
    ...(input.keyEnvironment && { keyEnvironment: input.keyEnvironment }),
  };
  const who = switcherOf(scope);
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
    if ("refusal" in verdict) {
      const { refusal } = verdict;
      if (refusal.reason !== "NEEDS_APPROVAL") return refuse(refusal);
      // What a second person has to see is asked for at once, so that nobody types it twice.
      const cells = [{ ...asked, before: verdict.explicit }];
      const wish = { baseVersion: version, cells, reason: asked.reason };
      return refuse({ ...refusal, changeRequestId: await openRequest(tx, scope, merchant!, wish) });
    }
    const done = {
      changed: verdict.change,
      before: verdict.explicit,
      after: asked.mode,
      effective: { before: verdict.before, after: verdict.after },
    };
    if (!verdict.change) return ok({ ...done, version });
    if (verdict.after === "production" && verdict.before !== "production") requireFreshProof(scope);
    const cell = { ...asked, before: verdict.explicit };
    return ok({ ...done, version: await writeModes(tx, scope, merchant!, [cell], asked.reason) });
  });
}
