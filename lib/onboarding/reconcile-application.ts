import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { ApplicationAnswer, Session } from "#lib/flexcharge/schema.ts";
import { applyApplicationStatus } from "./apply-application-status.ts";
import {
  type ApplicationPlace,
  type ApplicationRow,
  bankOf,
  detailsOf,
  requestOf,
} from "./internal/application-row.ts";
import { callCause, isFinal } from "./internal/call-cause.ts";
import { claimApplication, putOff, renewClaim, writeClaimed } from "./internal/claim-application.ts";
import { findUpstream } from "./internal/find-upstream.ts";
import { giveBack } from "./internal/give-back.ts";
import { requestFrom } from "./internal/info-request.ts";
import { uploadDocuments } from "./internal/upload-documents.ts";
import { askedBody, wireBody } from "./internal/wire-body.ts";
import type { OnboardingTools } from "./open-onboarding-tools.ts";

const NO_PARTNER_ACCOUNT = "The partner's own FlexCharge account has no verified credentials.";

/** `idle`: not due, or another program has it. `heard`: ours is as FlexCharge says. `back`: refused, a draft again. */
export type Reconciled = { kind: "idle" | "heard" } | { kind: "back" | "later"; cause: string };

/**
 * Brings FlexCharge and us together, one due application at a time and outside any transaction: sends what was
 * submitted or answered, else takes over how it stands there. Each step asks first what is there already, so that a
 * crash or a lost answer between two steps creates and sends nothing twice.
 */
export async function reconcileApplication(
  scope: Scope,
  place: ApplicationPlace,
  tools: OnboardingTools,
): Promise<Reconciled> {
  const row = await claimApplication(scope, place);
  if (!row) return { kind: "idle" };
  const later = async (cause: string): Promise<Reconciled> => {
    await putOff(scope, row, cause);
    return { kind: "later", cause };
  };
  const back = async (cause: string): Promise<Reconciled> => {
    await giveBack(scope, row, cause);
    return { kind: "back", cause };
  };
  const unsent = (result: Parameters<typeof isFinal>[0]) =>
    isFinal(result) ? back(callCause(result)) : later(callCause(result));
  const session = await tools.partner(row.environment);
  if (!session) return later(NO_PARTNER_ACCOUNT);
  const step = await ensureUpstream(scope, row, tools, session);
  if (step.kind === "cancelled") return { kind: "heard" };
  if (step.kind !== "there") return step.kind === "refused" ? back(step.cause) : later(step.cause);
  const { upstreamId } = step;

  const within = { deadlineMs: tools.deadlineMs };
  const read = await tools.client.getApplication(session, { id: upstreamId }, within);
  if (read.kind !== "answer") return later(callCause(read));
  const outgoing = await outgoingOf(scope, row, read.body);
  if (!outgoing) return hear(scope, row, upstreamId, read.body);

  if (!(await renewClaim(scope, row))) return { kind: "idle" };
  if (Object.keys(outgoing).length > 0) {
    const changed = await tools.client.updateApplication(session, { id: upstreamId, body: outgoing }, within);
    if (changed.kind !== "answer") return unsent(changed);
  }
  const uploaded = await uploadDocuments(scope, row, upstreamId, tools, session);
  if (uploaded.kind === "refused") return back(uploaded.cause);
  if (uploaded.kind === "uncertain") return later(uploaded.cause);
  if (!(await renewClaim(scope, row))) return { kind: "idle" };
  const submitted = await tools.client.submitApplication(session, { id: upstreamId }, within);
  if (submitted.kind !== "answer") return unsent(submitted);
  const after = await tools.client.getApplication(session, { id: upstreamId }, within);
  if (after.kind !== "answer") return later(callCause(after));
  return hear(scope, row, upstreamId, after.body);
}

type Upstream =
  | { kind: "there"; upstreamId: string }
  | { kind: "refused" | "uncertain"; cause: string }
  | { kind: "cancelled" };

async function ensureUpstream(
  scope: Scope,
  row: ApplicationRow,
  tools: OnboardingTools,
  session: Session,
): Promise<Upstream> {
  if (row.upstreamId && row.state !== "cancelled") return { kind: "there", upstreamId: row.upstreamId };
  const within = { deadlineMs: tools.deadlineMs };
  const found: Awaited<ReturnType<typeof findUpstream>> = row.upstreamId
    ? { kind: "found", upstreamId: row.upstreamId }
    : await findUpstream(scope, row, tools, session);
  if (found.kind === "uncertain") return found;
  if (row.state === "cancelled") {
    // Cancelled here while its creation was under way: what it left there is closed, too.
    const closed =
      found.kind === "found" &&
      (await tools.client.cancelApplication(session, { id: found.upstreamId }, within));
    if (closed && closed.kind !== "answer" && !isFinal(closed))
      return { kind: "uncertain", cause: callCause(closed) };
    await writeClaimed(scope, row, { pollAt: null, cause: null });
    return { kind: "cancelled" };
  }
  if (found.kind === "found") return keepUpstream(scope, row, found.upstreamId);
  const bank = await inScope(scope, (tx) => bankOf(tx, row));
  if (!(await renewClaim(scope, row))) return { kind: "uncertain", cause: "Another program has taken over." };
  const created = await tools.client.createApplication(session, wireBody(detailsOf(row), bank), within);
  if (created.kind === "answer") return keepUpstream(scope, row, created.body.id);
  return { kind: isFinal(created) ? "refused" : "uncertain", cause: callCause(created) };
}

async function keepUpstream(scope: Scope, row: ApplicationRow, id: string): Promise<Upstream> {
  const upstreamId = id.toLowerCase();
  const kept = await writeClaimed(scope, row, { upstreamId });
  return kept
    ? { kind: "there", upstreamId }
    : { kind: "uncertain", cause: "Another program has taken over." };
}

/** What has to go to FlexCharge now: all of a draft, or what it asked for and somebody answered here. */
async function outgoingOf(scope: Scope, row: ApplicationRow, there: ApplicationAnswer) {
  if (row.state !== "submitted") return null;
  const body = async () => wireBody(detailsOf(row), await inScope(scope, (tx) => bankOf(tx, row)));
  if (there.status === "DRAFT") return body();
  const request = requestOf(row);
  const isAsked = there.infoRequest && requestFrom(there.infoRequest, scope.clock.now()).key === request?.key;
  return request && isAsked ? askedBody(await body(), request.fields) : null;
}

/** All that had to go is there, now or with an answer that was lost: nobody is told that it still has to be sent. */
async function keepArrived(scope: Scope, row: ApplicationRow): Promise<void> {
  if (row.state !== "submitted" || (row.submittedAt && !row.infoRequest)) return;
  const submittedAt = row.submittedAt ?? scope.clock.now();
  await writeClaimed(scope, row, { infoRequest: null, cause: null, submittedAt });
}

async function hear(
  scope: Scope,
  row: ApplicationRow,
  upstreamId: string,
  there: ApplicationAnswer,
): Promise<Reconciled> {
  await keepArrived(scope, row);
  await inScope(scope, (tx) =>
    applyApplicationStatus(tx, scope, {
      environment: row.environment,
      upstreamId,
      status: there.status,
      at: scope.clock.now(),
      source: "poll",
      infoRequest: there.infoRequest ?? null,
      declineReason: there.declineReason,
      mid: there.merchantId,
    }),
  );
  return { kind: "heard" };
}
