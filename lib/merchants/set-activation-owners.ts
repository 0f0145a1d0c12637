import { inArray } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { setActivationOwnersInput } from "./schema.ts";
import { setActivationOwner } from "./set-activation-owner.ts";

/**
 * Names the activation owner of several merchants, one after the other, each with its own audit entry. A merchant
 * whose people the person is not of keeps its owner and is counted. Throws NotFoundError when one of them is unknown:
 * nothing has changed then.
 */
export async function setActivationOwners(
  scope: Scope,
  input: z.input<typeof setActivationOwnersInput>,
): Promise<Result<{ changed: number; same: number; refused: number }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantIds, userId } = setActivationOwnersInput.parse(input);
  const asked = [...new Set(merchantIds)];
  const known = await inScope(scope, (tx) => tx.$count(merchants, inArray(merchants.id, asked)));
  if (known !== asked.length) throw new NotFoundError("Merchant");
  const counts = { changed: 0, same: 0, refused: 0 };
  for (const merchantId of asked) {
    const done = await setActivationOwner(scope, { merchantId, userId });
    counts[done.ok ? (done.value.changed ? "changed" : "same") : "refused"] += 1;
  }
  return ok(counts);
}
