import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { type Author, appendEntry } from "#lib/audit/append-entry.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { ONLY_FAILURES_MS } from "../rules.ts";
import type { DisabledReason } from "../schema.ts";
import type { Noted } from "./note-endpoints.ts";

/** Those whom an endpoint of their merchant concerns. */
const TOLD_ROLES = ["merchant_admin", "merchant_developer"] as const;
const WORDS: Record<DisabledReason, string> = {
  ONLY_FAILURES: "For five days every attempt to deliver to it has failed.",
  GONE: "It answered 410 Gone, which says that it will never listen again.",
};

/** Why an endpoint is to be disabled after what was just heard; null when it is not. */
export function whyDisable(noted: Noted, now: Date): DisabledReason | null {
  if (!noted.isActive) return null;
  if (noted.isGone) return "GONE";
  const failingMs = noted.failingSince ? now.getTime() - noted.failingSince.getTime() : 0;
  return failingMs >= ONLY_FAILURES_MS ? "ONLY_FAILURES" : null;
}

/** Disables an endpoint, with its entry in the audit and a mail to the merchant's people; what waits for it waits on. */
export async function disableEndpoint(
  tx: Transaction,
  author: Author,
  { merchantId, id, environment, url, failingSince }: Noted,
  reason: DisabledReason,
): Promise<void> {
  const now = author.clock.now();
  const [disabled] = await tx
    .update(webhookEndpoints)
    .set({ state: "disabled", stateReason: reason, stateAt: now })
    .where(
      and(
        eq(webhookEndpoints.merchantId, merchantId),
        eq(webhookEndpoints.id, id),
        eq(webhookEndpoints.state, "active"),
      ),
    )
    .returning({ id: webhookEndpoints.id });
  if (!disabled) return;
  await appendEntry(tx, author, {
    ...{ merchantId, action: "endpoint.disable", subject: id, subjectName: url },
    before: { state: "active", failingSince: failingSince?.toISOString() ?? null },
    after: { state: "disabled", stateReason: reason },
  });
  const people = await tx
    .select({ email: users.email })
    .from(users)
    .where(
      and(eq(users.merchantId, merchantId), inArray(users.role, [...TOLD_ROLES]), isNull(users.disabledAt)),
    );
  for (const { email } of people) {
    const place = environment === "sandbox" ? "Sandbox" : "Production";
    await appendMail(tx, {
      ...{ merchantId, kind: "endpoint_disabled", toAddress: email, at: now },
      subject: `${place}: a webhook endpoint was disabled`,
      body:
        `We send nothing more to ${url}. ${WORDS[reason]}\n\n` +
        "Nothing is lost: what happens meanwhile waits, and what was given up is listed under dead letters. " +
        "Mend the endpoint, send it a test event, then resume it on the webhooks page.\n",
    });
  }
}
