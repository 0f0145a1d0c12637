import { partner } from "#db/schema/partner.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type { TestAlertRefusal } from "./errors.ts";
import { composePost } from "./internal/compose-message.ts";
import { lockSettings, recipientsOf } from "./internal/settings-row.ts";
import { appendPost } from "./internal/tell.ts";

/** Tells everybody who would be told that this is a test, by mail and by webhook. Throws NotFoundError, PermissionError. */
export async function sendTestAlert(
  scope: Scope,
  { environment }: { environment: Environment },
): Promise<Result<{ mails: string[]; hasPost: boolean }, TestAlertRefusal>> {
  requirePermission(scope, "alerts.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Alert settings");
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const settings = await lockSettings(tx, now);
    const [own] = await tx.select({ zone: partner.timezone }).from(partner);
    const recipients = await recipientsOf(tx, settings.emails);
    const hasPost = settings.webhookUrl !== null;
    if (recipients.length === 0 && !hasPost) return refuse({ reason: "NOBODY_TO_TELL" });
    const word = environment === "sandbox" ? "Sandbox" : "Production";
    for (const toAddress of recipients)
      await appendMail(tx, {
        ...{ merchantId: PARTNER_TENANT, kind: "alert_test", toAddress, at: now },
        subject: `${word}: a test of alerts`,
        body: `${scope.actor.name} sent this to see whether alerts arrive. Nothing is wrong.\n`,
      });
    if (hasPost) {
      const around = { environment, zone: own?.zone ?? "UTC", consoleUrl: mailEnvironment().consoleUrl, now };
      await appendPost(tx, composePost({ opened: [], again: [], resolved: [] }, around, "test"), now);
    }
    await appendEntry(tx, scope, {
      ...{ merchantId: PARTNER_TENANT, action: "alerts.test", subject: "alerts", subjectName: "Alerts" },
      after: { mails: recipients.length, webhook: hasPost },
    });
    return ok({ mails: recipients, hasPost });
  });
}
