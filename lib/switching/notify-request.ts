import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { apiKeys } from "#db/schema/credentials.ts";
import { users } from "#db/schema/people.ts";
import { changeRequests } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { rolesWith } from "#lib/access/rules.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { lockRequest, type RequestRow } from "./internal/carry-out-request.ts";
import { requestMail } from "./internal/request-mail.ts";
import { placeName } from "./internal/write-mode.ts";

/**
 * Writes one mail to each person whom a request's state concerns: who may approve it, once it is asked for; its
 * author, once something became of it. That it was told is kept in the same transaction. A merchant's person who asks
 * cannot see the partner's people, so this is the worker's. Answers to how many.
 */
export async function notifyRequest(
  scope: Scope,
  place: { merchantId: string; requestId: string },
): Promise<number> {
  return inScope(scope, async (tx) => {
    const { request, items, merchant } = await lockRequest(tx, place);
    const { id, merchantId, state } = request;
    if (request.toldState === state) return 0;
    await tx
      .update(changeRequests)
      .set({ toldState: state })
      .where(and(eq(changeRequests.merchantId, merchantId), eq(changeRequests.id, id)));
    const { consoleUrl } = mailEnvironment();
    const environment = items.some(({ after }) => after === "production") ? "production" : "sandbox";
    const [first] = items;
    const mail = requestMail({
      request,
      items,
      place:
        !first || first.scope === "merchant" ? "All sites" : placeName(merchant, first.scope, first.scopeId),
      merchantName: merchant.name,
      address: consoleUrl && `${consoleUrl}/${environment}/m/${merchantId}/activation/requests/${id}`,
    });
    if (!mail) return 0;
    const people = state === "in_review" ? await approversOf(tx, request) : await authorOf(tx, request);
    const at = scope.clock.now();
    for (const person of people) {
      // The partner's own mail is not the merchant's to keep.
      const whose = { merchantId: person.merchantId, toAddress: person.email };
      await appendMail(tx, { ...mail, ...whose, kind: "change_request", at });
    }
    return people.length;
  });
}

type Person = { email: string; merchantId: string };
const PERSON = { email: users.email, merchantId: users.merchantId };

/** Everybody of the partner's who may approve it: not its author, nor who made the key that asked. */
async function approversOf(tx: Transaction, request: RequestRow): Promise<Person[]> {
  return tx
    .select(PERSON)
    .from(users)
    .where(
      and(
        eq(users.merchantId, PARTNER_TENANT),
        inArray(users.role, rolesWith("switches.approve")),
        isNull(users.disabledAt),
        ne(users.id, await personBehind(tx, request)),
      ),
    );
}

async function authorOf(tx: Transaction, request: RequestRow): Promise<Person[]> {
  return tx
    .select(PERSON)
    .from(users)
    .where(and(eq(users.id, await personBehind(tx, request)), isNull(users.disabledAt)));
}

/** A key asks for the person who made it. */
async function personBehind(tx: Transaction, { requestedById }: RequestRow): Promise<string> {
  const [key] = await tx
    .select({ madeBy: apiKeys.createdById })
    .from(apiKeys)
    .where(eq(apiKeys.id, requestedById));
  return key?.madeBy ?? requestedById;
}
