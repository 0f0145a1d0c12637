import type { WebhookActions } from "#components/webhooks/webhook-actions.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import * as actions from "./actions.ts";

/** What this person may do on the pages of webhooks; null for a reader. */
export function webhookActions(scope: Scope): WebhookActions | null {
  if (!scope.permissions.has("webhooks.write")) return null;
  const { create, edit, pause, resume, remove, rotate, switchSecret, test, resend, replay } = actions;
  return {
    ...{ create, edit, pause, resume, remove, rotate, switchSecret, test, resend, replay },
    countReplay: actions.countReplaying,
    cancelReplay: actions.cancelReplaying,
  };
}
