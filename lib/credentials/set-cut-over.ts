import { and, eq } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { takeOver } from "./internal/take-over.ts";
import { livingSets, merchantName } from "./queries.ts";
import { CUT_OVER_DAYS_MAX } from "./schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export type SetCutOverRefusal =
  /** It is the one in use already, or it was revoked, or only asked for, or none is in use that it could take over from. */
  | { reason: "NOT_WAITING" }
  /** Nothing is proven of it yet, so it does not take over now. */
  | { reason: "NOT_VERIFIED" }
  | { reason: "TOO_FAR"; days: number };

/**
 * Says when the next version takes over from the one in use: at a time, or with null (or a time gone by) at once. The
 * job carries it out (jobs.ts). Needs `credentials.write`.
 */
export async function setCutOver(
  scope: Scope,
  input: { merchantId: string; environment: Environment; version: number; at: Date | null },
): Promise<Result<{ version: number; at: Date | null; inUse: boolean }, SetCutOverRefusal>> {
  requirePermission(scope, "credentials.write");
  requireFreshProof(scope);
  const { merchantId, environment, version } = input;
  return inScope(scope, async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const now = scope.clock.now();
    const sets = await livingSets(tx, merchantId, environment);
    const set = sets.find((row) => row.version === version);
    const inUse = sets.find((row) => row.current);
    if (!set || set.state === "requested" || set.current || !inUse) return refuse({ reason: "NOT_WAITING" });
    const at = input.at && input.at > now ? input.at : null;
    if (at && at.getTime() - now.getTime() > CUT_OVER_DAYS_MAX * DAY_MS) {
      return refuse({ reason: "TOO_FAR", days: CUT_OVER_DAYS_MAX });
    }
    if (!at && set.state !== "verified") return refuse({ reason: "NOT_VERIFIED" });
    if (at?.getTime() === set.cutOverAt?.getTime() && at) return ok({ version, at, inUse: false });
    const place = { merchantId, environment, version };
    if (at) {
      await tx
        .update(credentialSets)
        .set({ cutOverAt: at })
        .where(
          and(
            eq(credentialSets.merchantId, merchantId),
            eq(credentialSets.environment, environment),
            eq(credentialSets.version, version),
          ),
        );
    } else {
      await takeOver(tx, place, now);
    }
    await appendEntry(tx, scope, {
      merchantId,
      action: at ? "credentials.set_cut_over" : "credentials.cut_over",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      before: { inUse: inUse.version, at: set.cutOverAt?.toISOString() ?? null },
      after: at ? { inUse: inUse.version, at: at.toISOString() } : { inUse: version },
    });
    return ok({ version, at, inUse: !at });
  });
}
