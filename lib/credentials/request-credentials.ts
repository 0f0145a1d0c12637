import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope, systemScope } from "#lib/access/open-scope.ts";
import { rolesWith } from "#lib/access/rules.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { type CredentialState, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { newestVersion } from "./internal/newest-version.ts";
import { livingSets, merchantName } from "./queries.ts";

type RequestRefusal = { reason: "THERE_ALREADY"; state: CredentialState } | { reason: "NOBODY" };

/**
 * Asks the other side for a merchant's credentials: staff ask the merchant's people, the merchant asks the partner's
 * (its activation owner, else all who may enter them), by mail. A version without values keeps who asked and when, until
 * credentials are entered or the request is discarded. Asked again is one request. Needs `credentials.write`.
 */
export async function requestCredentials(
  scope: Scope,
  { merchantId, environment }: { merchantId: string; environment: Environment },
): Promise<Result<{ told: number }, RequestRefusal>> {
  requirePermission(scope, "credentials.write");
  // Nobody stands above the partner to be asked for its own.
  if (merchantId === PARTNER_TENANT) throw new NotFoundError("Merchant");
  await inScope(scope, (tx) => merchantName(tx, merchantId));
  const of = scope.tenant === EVERY_TENANT ? "merchant" : "partner";
  // The merchant's own scope sees neither the partner's people nor their mail.
  return inScope(systemScope("web", scope), async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const living = await livingSets(tx, merchantId, environment);
    if (living.some(({ state }) => state === "requested")) return ok({ told: 0 });
    const works = living.find(({ state }) => state === "entered" || state === "verified");
    if (works) return refuse({ reason: "THERE_ALREADY", state: works.state });
    const people = await peopleOf(tx, of, merchantId);
    if (people.length === 0) return refuse({ reason: "NOBODY" });

    const at = scope.clock.now();
    const version = (await newestVersion(tx, { merchantId, environment })) + 1;
    await tx.insert(credentialSets).values({
      ...{ merchantId, environment, version, state: "requested" },
      ...{ requestedAt: at, requestedByName: scope.actor.name, requestedOf: of },
    });
    const address = `${mailEnvironment().consoleUrl ?? "http://localhost:3000"}/${environment}/m/${merchantId}/developers/credentials`;
    for (const { email, name: toName } of people)
      await appendMail(tx, {
        merchantId: of === "partner" ? PARTNER_TENANT : merchantId,
        kind: "credentials",
        toAddress: email,
        subject: `${environment === "sandbox" ? "Sandbox: " : ""}FlexCharge credentials of ${name} are asked for`,
        body: [
          `${toName},`,
          `${scope.actor.name} asks you for the FlexCharge credentials of ${name} for ${environment}: MID, AppKey, AppSecret and webhook key, from FlexCharge's portal.`,
          `Enter them here, never in a mail:\n\n${address}`,
        ].join("\n\n"),
        at,
      });
    await appendEntry(tx, scope, {
      merchantId,
      action: "credentials.request",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      after: { version, state: "requested", of, told: people.length },
    });
    return ok({ told: people.length });
  });
}

async function peopleOf(tx: Transaction, of: "partner" | "merchant", merchantId: string) {
  const people = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .where(
      and(
        eq(users.merchantId, of === "partner" ? PARTNER_TENANT : merchantId),
        inArray(users.role, rolesWith("credentials.write")),
        isNull(users.disabledAt),
      ),
    );
  if (of === "merchant") return people;
  const [merchant] = await tx
    .select({ ownerId: merchants.activationOwnerId })
    .from(merchants)
    .where(eq(merchants.id, merchantId));
  const owner = people.filter(({ id }) => id === merchant?.ownerId);
  return owner.length > 0 ? owner : people;
}
