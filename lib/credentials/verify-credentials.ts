import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentialSets, type Verification } from "#db/schema/credentials.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { type Proof, proveCredentials } from "./internal/prove-credentials.ts";
import { takeOver } from "./internal/take-over.ts";
import { openSet } from "./open-credentials.ts";
import { livingSets, merchantName } from "./queries.ts";

export type VerifyRefusal =
  /** FlexCharge said no: the key pair, the account, or a read with them. */
  | { reason: "REFUSED" | "OTHER_ACCOUNT"; version: number; verification: Verification }
  /** FlexCharge did not answer, so nothing is proven and nothing is changed. */
  | { reason: "UNREACHABLE"; version: number; verification: Verification }
  | { reason: "NOTHING_TO_VERIFY" }
  | { reason: "CHANGED_MEANWHILE" };

/**
 * Proves a credential set against FlexCharge: its keys open a token, the token is this MID's, a read with it is
 * accepted; the partner's own must be allowed what only a partner may. On success the set becomes the one in use and the one before is revoked, or it waits for its cut-over. Refused, an entered set
 * stays entered and the set in use becomes `failing`. Needs `credentials.write`.
 * @param input.version default: the newest set that is not revoked
 */
export async function verifyCredentials(
  scope: Scope,
  input: { merchantId: string; environment: Environment; version?: number },
  options: { client?: FlexchargeClient; deadlineMs?: number } = {},
): Promise<Result<{ version: number; verification: Verification }, VerifyRefusal>> {
  requirePermission(scope, "credentials.write");
  const { merchantId, environment } = input;
  const opened = await inScope(scope, async (tx) => {
    await merchantName(tx, merchantId);
    const sets = await livingSets(tx, merchantId, environment);
    const set = sets.find((row) => row.appSecret && [undefined, row.version].includes(input.version));
    return set ? openSet(tx, set) : null;
  });
  if (!opened) return refuse({ reason: "NOTHING_TO_VERIFY" });

  const client = options.client ?? sharedFlexchargeClient();
  const proof = await proveCredentials(client, opened, options.deadlineMs ?? 10_000);
  const { version } = opened;
  const verification: Verification = {
    ok: proof.kind === "proven",
    at: scope.clock.now().toISOString(),
    tookMs: proof.tookMs,
    ...(proof.status === undefined ? {} : { status: proof.status }),
    ...(proof.cause === undefined ? {} : { cause: proof.cause }),
  };
  const kept = await inScope(scope, (tx) => keepProof(tx, scope, { ...input, version }, proof, verification));
  if (!kept) return refuse({ reason: "CHANGED_MEANWHILE" });
  if (proof.kind === "proven") return ok({ version, verification });
  return refuse({ reason: proof.kind, version, verification });
}

/** False when the set was revoked while FlexCharge was asked. */
async function keepProof(
  tx: Transaction,
  scope: Scope,
  { merchantId, environment, version }: { merchantId: string; environment: Environment; version: number },
  proof: Proof,
  verification: Verification,
): Promise<boolean> {
  const name = await merchantName(tx, merchantId, { lock: true });
  const sets = await livingSets(tx, merchantId, environment);
  const set = sets.find((row) => row.version === version);
  if (!set) return false;
  const now = scope.clock.now();
  const place = and(eq(credentialSets.merchantId, merchantId), eq(credentialSets.environment, environment));
  const before = sets.find((row) => row.current && row.version !== version);
  let after: Partial<typeof credentialSets.$inferInsert> = {};
  if (proof.kind === "proven") {
    const waits = before !== undefined && set.cutOverAt !== null && set.cutOverAt > now;
    if (!waits) await takeOver(tx, { merchantId, environment, version }, now);
    const mid = set.mid ?? proof.mid ?? null;
    after = { state: "verified", verifiedAt: now, failingSince: null, mid };
  } else if (proof.kind !== "UNREACHABLE" && set.current) {
    after = { state: "failing", failingSince: set.failingSince ?? now };
  }
  await tx
    .update(credentialSets)
    .set({ ...after, verification })
    .where(and(place, eq(credentialSets.version, version)));
  await appendEntry(tx, scope, {
    merchantId,
    action: "credentials.verify",
    subject: `credentials/${environment}/${version}`,
    subjectName: `${name}, ${environment} credentials`,
    before: { version, state: set.state, inUse: before?.version ?? (set.current ? version : null) },
    after: { version, state: after.state ?? set.state, ...verification },
  });
  return true;
}
