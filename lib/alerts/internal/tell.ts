import type { Transaction } from "#db/client.ts";
import { alertPosts } from "#db/schema/alerts.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { newId } from "#lib/kit/ids.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { composeMail, composePost } from "./compose-message.ts";
import type { AlertPlan } from "./plan-alerts.ts";
import { recipientsOf, type SettingsRow } from "./settings-row.ts";

/** Writes one mail for each recipient and one post, in the transaction of what they tell. Answers to how many. */
export async function tell(
  tx: Transaction,
  settings: SettingsRow,
  told: AlertPlan["tell"],
  at: { environment: Environment; zone: string; now: Date },
): Promise<number> {
  const around = { ...at, consoleUrl: mailEnvironment().consoleUrl };
  const mail = composeMail(told, around);
  const recipients = await recipientsOf(tx, settings.emails);
  for (const toAddress of recipients)
    await appendMail(tx, { ...mail, merchantId: PARTNER_TENANT, kind: "alert", toAddress, at: at.now });
  if (settings.webhookUrl) await appendPost(tx, composePost(told, around), at.now);
  return recipients.length;
}

export async function appendPost(tx: Transaction, body: string, at: Date): Promise<string> {
  const id = newId("alertPost", at.getTime());
  await tx.insert(alertPosts).values({ merchantId: PARTNER_TENANT, id, body, createdAt: at, sendAt: at });
  return id;
}
