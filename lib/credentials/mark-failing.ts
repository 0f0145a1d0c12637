import { and, eq } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { merchantName } from "./queries.ts";

/**
 * A call was refused for its credentials, after one new token: from now on orders are not sent with them
 * (`CREDENTIALS_FAILING`) until they are verified or replaced. Only the verified set in use is marked, and only
 * once, however many calls were refused. For the programs' own scope.
 * @param input.status HTTP status of the refusal
 */
export async function markFailing(
  scope: Scope,
  input: { merchantId: string; environment: Environment; version: number; status: number },
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "credentials.write");
  const { merchantId, environment, version, status } = input;
  return inScope(scope, async (tx) => {
    const now = scope.clock.now();
    const cause = `FlexCharge refused a call with these credentials (HTTP ${status}).`;
    const marked = await tx
      .update(credentialSets)
      .set({
        state: "failing",
        failingSince: now,
        verification: { ok: false, at: now.toISOString(), tookMs: 0, status, cause },
      })
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          eq(credentialSets.version, version),
          eq(credentialSets.current, true),
          eq(credentialSets.state, "verified"),
        ),
      )
      .returning({ version: credentialSets.version });
    if (marked.length === 0) return ok({ changed: false });
    const name = await merchantName(tx, merchantId);
    await appendEntry(tx, scope, {
      merchantId,
      action: "credentials.fail",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      before: { version, state: "verified" },
      after: { version, state: "failing", status },
    });
    return ok({ changed: true });
  });
}
