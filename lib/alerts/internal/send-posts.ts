import { createHmac } from "node:crypto";
import { and, asc, eq, lte, sql } from "drizzle-orm";
import { alertPosts } from "#db/schema/alerts.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { openEndpointSecret } from "#lib/credentials/open-endpoint-secret.ts";
import { webhookLoopbackAllowed } from "#lib/kit/env.ts";
import { postGuarded } from "#lib/kit/guarded-http.ts";
import { nextTryAt } from "#lib/mails/rules.ts";
import { lockSettings } from "./settings-row.ts";
import { SECRET_PLACE } from "./webhook-secret.ts";

const CLAIM_MAX = 5;
const TIMEOUT_MS = 10_000;
/** Longer than all of a claim in a row. */
const LEASE_MS = 2 * 60_000;
const ANSWER_BYTES_MAX = 4_096;

/**
 * Posts what is due to the address of the settings as they are now, signed as Standard Webhooks says, for a day at
 * most. An answer of 2xx ends it; everything else, redirects too, is tried again. Answers how many arrived.
 */
export async function sendPosts(scope: Scope): Promise<number> {
  const now = scope.clock.now();
  const { claimed, target } = await inScope(scope, async (tx) => {
    const due = tx
      .select({ id: alertPosts.id })
      .from(alertPosts)
      .where(lte(alertPosts.sendAt, now))
      .orderBy(asc(alertPosts.sendAt))
      .limit(CLAIM_MAX)
      .for("update", { skipLocked: true })
      .as("due");
    const claimed = await tx
      .update(alertPosts)
      .set({ sendAt: new Date(now.getTime() + LEASE_MS), tries: sql`${alertPosts.tries} + 1` })
      .from(due)
      .where(eq(alertPosts.id, due.id))
      .returning({
        ...{ merchantId: alertPosts.merchantId, id: alertPosts.id, body: alertPosts.body },
        ...{ createdAt: alertPosts.createdAt, tries: alertPosts.tries },
      });
    if (claimed.length === 0) return { claimed, target: null };
    const { webhookUrl: url, webhookSecret } = await lockSettings(tx, now);
    if (!url || !webhookSecret) return { claimed, target: null };
    return { claimed, target: { url, secret: await openEndpointSecret(tx, SECRET_PLACE, webhookSecret) } };
  });
  let arrived = 0;
  for (const post of claimed) {
    const error = target ? await postOnce(target, post, scope.clock.now()) : "NO_WEBHOOK";
    const at = scope.clock.now();
    const fate =
      error === null
        ? { sentAt: at, sendAt: null, lastError: null }
        : { sendAt: target ? nextTryAt(post.createdAt, post.tries, at) : null, lastError: error };
    await inScope(scope, (tx) =>
      tx
        .update(alertPosts)
        .set(fate)
        .where(
          and(
            eq(alertPosts.merchantId, post.merchantId),
            eq(alertPosts.id, post.id),
            eq(alertPosts.tries, post.tries),
          ),
        ),
    );
    if (error === null) arrived += 1;
  }
  return arrived;
}

/** Null when it arrived, else why not, in a word. */
async function postOnce(
  target: { url: string; secret: Buffer },
  post: { id: string; body: string },
  now: Date,
): Promise<string | null> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac("sha256", target.secret)
    .update(`${post.id}.${timestamp}.${post.body}`)
    .digest("base64");
  const result = await postGuarded(target.url, {
    headers: {
      "content-type": "application/json",
      "user-agent": "Switchboard-Alerts/1",
      "webhook-id": post.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body: Buffer.from(post.body, "utf8"),
    timeoutMs: TIMEOUT_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
    allowLoopback: webhookLoopbackAllowed(),
  });
  if (result.kind === "failed") return result.cause;
  return result.status >= 200 && result.status < 300 ? null : `STATUS ${result.status}`;
}
