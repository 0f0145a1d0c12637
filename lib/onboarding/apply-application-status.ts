import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { applications } from "#db/schema/onboarding.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { markConverted } from "#lib/merchants/mark-converted.ts";
import type { ApplicationState, Environment } from "#lib/terms.ts";
import { type ApplicationRow, appendEvent, requestOf } from "./internal/application-row.ts";
import { requestFrom } from "./internal/info-request.ts";
import { nextPoll } from "./internal/poll-pace.ts";
import { tellMerchant } from "./internal/tell-merchant.ts";
import { mayMove, stateOfWord } from "./rules.ts";
import type { InfoRequest } from "./schema.ts";

export type HeardStatus = {
  environment: Environment;
  upstreamId: string;
  /** FlexCharge's word, in any case. */
  status: string;
  at: Date;
  /** A notice may be old or come out of turn; what was just asked is how it stands. */
  source: "notice" | "poll" | "person";
  /** Null: nothing is asked for. Absent: not said. */
  infoRequest?: Record<string, unknown> | null | undefined;
  declineReason?: string | null | undefined;
  mid?: string | null | undefined;
};

/**
 * Moves our application to what FlexCharge says of its own, in the caller's transaction, with history and audit.
 * `unknown`: no application has this id, so the notice waits. `asked`: what was said is not enough or may be old; FlexCharge is asked at
 * once. An end never changes, and nothing goes where rules.ts has no way. A conversion makes the account `converted`.
 */
export async function applyApplicationStatus(
  tx: Transaction,
  scope: Scope,
  heard: HeardStatus,
): Promise<{ kind: "moved" | "same" | "ignored" | "unknown" | "asked"; state: ApplicationState | null }> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.upstreamId, heard.upstreamId.toLowerCase()),
        eq(applications.environment, heard.environment),
      ),
    )
    .for("update");
  if (!row) return { kind: "unknown", state: null };
  const word = stateOfWord(heard.status);
  const request = heard.infoRequest ? requestFrom(heard.infoRequest, heard.at) : null;
  const kept = requestOf(row);
  if (word === "declined" && row.state === "declined" && heard.declineReason) row.cause = heard.declineReason;
  if (!word || word === "draft") return poll(tx, scope, row, word ? "same" : "ignored");
  const isOpen = word === "submitted" || word === "in_review";
  if (heard.source === "notice" && ((isOpen && !request) || (word === "converted" && !heard.mid)))
    return ask(tx, scope, row);
  if (word === "converted" && !heard.mid) return poll(tx, scope, row, "same");

  const isAnswered = request !== null && kept?.key === request.key && kept.answeredAt !== null;
  // What was answered here stays asked there until the answer has gone.
  const state = isOpen && request && !isAnswered ? "info_requested" : isAnswered ? row.state : word;
  const isNewRequest = state === "info_requested" && kept?.key !== request?.key;
  if (state === row.state && !isNewRequest) return poll(tx, scope, row, "same");
  if (state !== row.state && !mayMove(row.state, state)) {
    await appendEvent(tx, scope, row, "status_ignored", { status: heard.status, source: heard.source });
    return poll(tx, scope, row, "ignored");
  }
  await write(tx, scope, row, { state, heard, request: isOpen ? request : null });
  return { kind: "moved", state };
}

async function write(
  tx: Transaction,
  scope: Scope,
  row: ApplicationRow,
  { state, heard, request }: { state: ApplicationState; heard: HeardStatus; request: InfoRequest | null },
): Promise<void> {
  const now = scope.clock.now();
  const cause = state === "declined" ? (heard.declineReason ?? "FlexCharge gave no reason.") : null;
  const mid = heard.mid?.toLowerCase() ?? row.mid;
  await tx
    .update(applications)
    .set({
      ...{ state, cause, mid },
      infoRequest: request && JSON.stringify(request),
      stateAt: now,
      updatedAt: now,
      submittedAt: row.submittedAt ?? now,
      // A notice says little: how it stands is asked at once.
      pollAt: heard.source === "notice" ? now : nextPoll(state, now, now),
      pollTries: 0,
    })
    .where(and(eq(applications.merchantId, row.merchantId), eq(applications.id, row.id)));
  const name = await merchantName(tx, row.merchantId);
  if (state === "converted") await markConverted(tx, scope, row);
  if (state === "info_requested" && request) await tellMerchant(tx, row, name, request, now);
  await appendEvent(tx, scope, row, `state.${state}`, {
    from: row.state,
    source: heard.source,
    cause,
    request,
    mid,
  });
  await appendEntry(tx, scope, {
    merchantId: row.merchantId,
    action: state === "converted" ? "application.convert" : "application.status",
    subject: row.id,
    subjectName: `${name}, ${row.environment} application`,
    before: { state: row.state },
    after: { state, source: heard.source, ...(cause && { cause }), ...(mid && { mid }) },
  });
}

async function poll(tx: Transaction, scope: Scope, row: ApplicationRow, kind: "same" | "ignored") {
  const pollAt = nextPoll(row.state, row.stateAt, scope.clock.now());
  // FlexCharge answered: why it did not before is over.
  const isWaiting = row.state === "submitted" || row.state === "in_review" || row.state === "approved";
  await tx
    .update(applications)
    .set({ pollAt, pollTries: 0, cause: isWaiting ? null : row.cause })
    .where(and(eq(applications.merchantId, row.merchantId), eq(applications.id, row.id)));
  return { kind, state: row.state };
}

async function ask(tx: Transaction, scope: Scope, row: ApplicationRow) {
  await tx
    .update(applications)
    .set({ pollAt: scope.clock.now() })
    .where(and(eq(applications.merchantId, row.merchantId), eq(applications.id, row.id)));
  return { kind: "asked" as const, state: row.state };
}
