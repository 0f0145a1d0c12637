import { eq } from "drizzle-orm";
import { alertSettings } from "#db/schema/alerts.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { webhookLoopbackAllowed } from "#lib/kit/env.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { checkTarget } from "#lib/kit/guarded-http.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { ALERT_KINDS, PARTNER_TENANT } from "#lib/terms.ts";
import type { AlertSettingsRefusal } from "./errors.ts";
import { lockSettings, type SettingsRow } from "./internal/settings-row.ts";
import { newWebhookSecret } from "./internal/webhook-secret.ts";
import { thresholdOf } from "./rules.ts";
import { type EditAlertSettingsInput, editAlertSettingsInput } from "./schema.ts";

/**
 * Changes what is given and leaves the rest; the same again changes nothing. `secret` is there only when a new one was
 * made, this once: with the first address, or on request. Throws NotFoundError, PermissionError.
 */
export async function editAlertSettings(
  scope: Scope,
  input: EditAlertSettingsInput,
): Promise<Result<{ changed: boolean; secret: string | null }, AlertSettingsRefusal>> {
  requirePermission(scope, "alerts.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Alert settings");
  const given = editAlertSettingsInput.parse(input);
  if (given.webhookUrl) {
    const cause = checkTarget(given.webhookUrl, { allowLoopback: webhookLoopbackAllowed() });
    if (cause) return refuse({ reason: "URL_REFUSED", cause });
  }
  return inScope(scope, async (tx) => {
    const now = scope.clock.now();
    const before = await lockSettings(tx, now);
    const webhookUrl = given.webhookUrl === undefined ? before.webhookUrl : given.webhookUrl;
    if (given.newSecret && !webhookUrl) return refuse({ reason: "NO_WEBHOOK" });
    const next: SettingsRow = {
      ...before,
      webhookUrl,
      emails: given.emails ? [...new Set(given.emails)].sort() : before.emails,
      repeatHours: given.repeatHours ?? before.repeatHours,
      thresholds: changedThresholds(before.thresholds, given.thresholds),
    };
    let secret: string | null = null;
    if (!webhookUrl) Object.assign(next, { webhookSecret: null, webhookSecretLast4: null });
    else if (given.newSecret || !before.webhookSecret) {
      const made = await newWebhookSecret(tx);
      secret = made.secret;
      Object.assign(next, { webhookSecret: made.sealed, webhookSecretLast4: made.last4 });
    }
    if (canonicalJson(shown(before)) === canonicalJson(shown(next)))
      return ok({ changed: false, secret: null });
    await tx
      .update(alertSettings)
      .set({ ...next, updatedAt: now })
      .where(eq(alertSettings.merchantId, PARTNER_TENANT));
    await appendEntry(tx, scope, {
      ...{ merchantId: PARTNER_TENANT, action: "alerts.edit", subject: "alerts", subjectName: "Alerts" },
      before: shown(before),
      after: shown(next),
    });
    return ok({ changed: true, secret });
  });
}

/** What the audit may show. */
function shown({ emails, webhookUrl, webhookSecretLast4, repeatHours, thresholds }: SettingsRow) {
  return { emails, webhookUrl, webhookSecretLast4, repeatHours, thresholds };
}

/** Only what differs from the house's own, so that a better default reaches everybody who never chose. */
function changedThresholds(
  before: SettingsRow["thresholds"],
  given: SettingsRow["thresholds"] | undefined,
): SettingsRow["thresholds"] {
  const next: SettingsRow["thresholds"] = {};
  for (const kind of ALERT_KINDS) {
    const usual = thresholdOf(kind, undefined);
    const set = Object.entries({ ...before[kind], ...given?.[kind] }).filter(
      ([name, value]) => value !== undefined && value !== usual[name as keyof typeof usual],
    );
    if (set.length > 0) next[kind] = Object.fromEntries(set);
  }
  return next;
}
