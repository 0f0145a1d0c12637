import { desc, eq } from "drizzle-orm";
import { alertPosts, alertSettings } from "#db/schema/alerts.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ALERT_KINDS, type AlertKind, PARTNER_TENANT } from "#lib/terms.ts";
import { recipientsOf } from "../internal/settings-row.ts";
import { REPEAT_HOURS_DEFAULT, thresholdOf } from "../rules.ts";
import type { Threshold } from "../schema.ts";

export type AlertSettingsView = {
  emails: string[];
  /** To whom messages go when nobody is named. */
  fallback: string[];
  webhookUrl: string | null;
  webhookSecretLast4: string | null;
  repeatHours: number;
  thresholds: Record<AlertKind, Threshold>;
  /** Of the webhook's last message; null before the first. */
  lastPost: { createdAt: Date; sentAt: Date | null; sendAt: Date | null; lastError: string | null } | null;
};

/** Who is told, how, and of what, defaults filled in. Needs `alerts.write`; of merchants there are none. */
export async function getAlertSettings(scope: Scope): Promise<AlertSettingsView> {
  requirePermission(scope, "alerts.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Alert settings");
  return inScope(scope, async (tx) => {
    const [[row], fallback, [lastPost]] = await Promise.all([
      tx.select().from(alertSettings).where(eq(alertSettings.merchantId, PARTNER_TENANT)),
      recipientsOf(tx, []),
      tx
        .select({
          ...{ createdAt: alertPosts.createdAt, sentAt: alertPosts.sentAt },
          ...{ sendAt: alertPosts.sendAt, lastError: alertPosts.lastError },
        })
        .from(alertPosts)
        .orderBy(desc(alertPosts.createdAt))
        .limit(1),
    ]);
    return {
      emails: row?.emails ?? [],
      fallback,
      webhookUrl: row?.webhookUrl ?? null,
      webhookSecretLast4: row?.webhookSecretLast4 ?? null,
      repeatHours: row?.repeatHours ?? REPEAT_HOURS_DEFAULT,
      thresholds: Object.fromEntries(
        ALERT_KINDS.map((kind) => [kind, thresholdOf(kind, row?.thresholds[kind])]),
      ) as Record<AlertKind, Threshold>,
      lastPost: lastPost ?? null,
    };
  });
}
