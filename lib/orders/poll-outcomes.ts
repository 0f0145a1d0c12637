import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { CallOptions, Session } from "#lib/flexcharge/schema.ts";
import { askOutcome } from "./internal/ask-outcome.ts";
import {
  type Account,
  claimPolls,
  type DuePoll,
  type NextPoll,
  putOffAccount,
  reschedulePolls,
} from "./internal/claim-polls.ts";
import { listInWork } from "./internal/list-in-work.ts";
import { pollPace } from "./internal/poll-pace.ts";
import { nextPollAt } from "./internal/poll-rule.ts";
import { nextPoll, writePoll } from "./internal/write-poll.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";

const CLAIM_MAX = 2_000;
/** Of one account in one round, so that ten thousand orders in work never hammer it. */
const QUESTIONS_MAX = 60;
const LANES = 4;
const CALL_MS_MAX = 5_000;
const ROUND_MS_MAX = 8_000;
/** From so many on, the list of what is in work there is cheaper than one question each. */
const LIST_FROM = 10;

/**
 * Asks FlexCharge about the due orders of one merchant's account, with that merchant's own credentials, and records
 * what it tells. Answers how many were settled. Needs `orders.settle`.
 */
export async function pollOutcomes(
  scope: Scope,
  account: Account,
  tools: OrderTools = openOrderTools(scope),
): Promise<number> {
  requirePermission(scope, "orders.settle");
  const due = await claimPolls(scope, account, CLAIM_MAX);
  if (due.length === 0) return 0;
  const session = await tools.openSession(account.merchantId, account.environment);
  const round = session ? await askAll(scope, tools, session, due) : { settled: 0, again: [], left: due };
  const { again, left, silent = !session } = round;
  // What was not asked is due at once, unless nobody answers anyway.
  const now = scope.clock.now();
  const waiting = left.map((one) => ({ due: one, pollAt: now, pollTries: one.pollTries }));
  await reschedulePolls(scope, account, [...again, ...waiting]);
  if (!silent) return round.settled;
  for (const one of left) {
    if (await writePoll(scope, one, NOBODY_ANSWERS)) round.settled += 1;
  }
  const tries = due[0]?.pollTries ?? 0;
  const next = nextPollAt({ tries, expiresAt: null }, now, pollPace(), 0);
  await putOffAccount(scope, account, next.getTime() - now.getTime());
  return round.settled;
}

const NOBODY_ANSWERS = { kind: "no_answer", cause: "", account: true, unauthorized: null } as const;

type Round = { settled: number; again: NextPoll[]; left: DuePoll[]; silent?: boolean };

async function askAll(scope: Scope, tools: OrderTools, session: Session, due: DuePoll[]): Promise<Round> {
  const endsAt = performance.now() + ROUND_MS_MAX;
  const options = (): CallOptions => ({
    deadlineMs: Math.max(1, Math.min(CALL_MS_MAX, endsAt - performance.now())),
    requestId: scope.requestId,
  });
  const inWork = due.length < LIST_FROM ? new Set() : await listInWork(tools, session, begunOf(due), options);
  const round: Round = { settled: 0, again: [], left: [], silent: false };
  const write = async (one: DuePoll, asked: Parameters<typeof writePoll>[2]) => {
    if (await writePoll(scope, one, asked)) round.settled += 1;
    else round.again.push(nextPoll(scope, one, asked));
  };
  for (const one of due) {
    const id = one.flexchargeOrderId;
    if (id === null || !inWork.has(id)) round.left.push(one);
    else
      await write(one, { kind: "heard", event: "submitted", at: scope.clock.now(), flexchargeOrderId: id });
  }
  let questions = 0;
  const lane = async () => {
    while (!round.silent && questions < QUESTIONS_MAX && performance.now() < endsAt) {
      const one = round.left.shift();
      if (!one) return;
      questions += 1;
      const asked = await askOutcome(tools, session, one, scope.clock.now(), options());
      if (asked.kind === "no_answer" && asked.unauthorized) {
        await tools.onCredentialsRefused(session, asked.unauthorized);
      }
      if (asked.kind === "no_answer" && asked.account) round.silent = true;
      await write(one, asked);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return round;
}

function begunOf(due: readonly DuePoll[]): Date {
  return new Date(Math.min(...due.map(({ begunAt }) => begunAt.getTime())));
}
