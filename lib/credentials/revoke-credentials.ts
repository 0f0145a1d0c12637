import { and, eq } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { merchantName } from "./queries.ts";

/**
 * Ends a set for ever and erases its secrets. Was it the one in use, orders are not sent any more
 * (`CREDENTIALS_MISSING`). Twice is one change. Needs `credentials.write`.
 */
export async function revokeCredentials(
  scope: Scope,
  input: { merchantId: string; environment: Environment; version: number; reason: string },
): Promise<Result<{ version: number }, { reason: "REASON_REQUIRED" }>> {
  requirePermission(scope, "credentials.write");
  const { merchantId, environment, version } = input;
  const reason = input.reason.trim();
  if (!reason) return refuse({ reason: "REASON_REQUIRED" });
  return inScope(scope, async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const place = and(
      eq(credentialSets.merchantId, merchantId),
      eq(credentialSets.environment, environment),
      eq(credentialSets.version, version),
    );
    const [set] = await tx.select().from(credentialSets).where(place);
    if (!set) throw new NotFoundError("Credential set");
    // One that a newer version replaced still has its webhook key, for notices on their way; a person ends that too.
    if (set.state === "revoked" && !set.webhookKey) return ok({ version });
    await tx
      .update(credentialSets)
      .set({
        state: "revoked",
        current: false,
        revokedAt: scope.clock.now(),
        replacedAt: null,
        appSecret: null,
        webhookKey: null,
      })
      .where(place);
    await appendEntry(tx, scope, {
      merchantId,
      action: "credentials.revoke",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      before: { version, state: set.state, inUse: set.current },
      after: { version, state: "revoked" },
      reason,
    });
    return ok({ version });
  });
}
