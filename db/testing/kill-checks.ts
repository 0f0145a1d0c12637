import { and, eq, inArray } from "drizzle-orm";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import { type AttemptState, ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { ledgerEvents } from "../schema/ledger.ts";
import { attempts, orders } from "../schema/orders.ts";
import { EVERY_TENANT, inTenant } from "../tenant.ts";
import { type SandboxOrder, siteDifferences } from "./kill-reports.ts";
import type { playKillStory, StoryCall, Told } from "./kill-story.ts";
import type { KillWorld } from "./kill-world.ts";
import type { SeenCall } from "./sandbox-control.ts";

export type KillCheck = { name: string; wrong: string[]; seen: string };
type Story = Awaited<ReturnType<typeof playKillStory>>;

/** P1: upstream within this time of everything being healthy again. */
const ARRIVED_WITHIN_MS = 60_000;

const idOf = (call: StoryCall) => String(call.body.orderId);
/** A transmit is one authorisation of an order (product.md §7). */
const identityOf = (body: unknown) => {
  const { orderId, transaction } = body as { orderId: string; transaction: { id: string } };
  return `${orderId} ${transaction.id}`;
};
const customOf = (told: Told) => (told.answer.customProperties ?? {}) as Record<string, string>;

/**
 * Lays what every caller was told beside FlexCharge's own record, our ledger and the reports (P1, P2, P4, P8, P10).
 * @param settledWithinMs how long unknown answers may take; what FlexCharge has never heard of takes a minute, so
 *   with less those may still be unknown
 */
export async function checkKillStory(
  home: KillWorld,
  story: Story,
  { settledWithinMs = 150_000 } = {},
): Promise<KillCheck[]> {
  const { calls, told, met, healthySince } = story;
  const transmits = told.filter(({ path }) => path === "/v1/transmit");
  const evaluates = told.filter(({ path }) => path === "/v1/evaluate");
  const checks: KillCheck[] = [];
  const check = (name: string, seen: string, wrong: string[]) => checks.push({ name, seen, wrong });

  check("no program ended that was not killed", "gateway, worker", home.crashes());
  const unmet = met.filter((count) => count === 0).map(() => "a kill met no call");
  check("every kill met calls under way", met.join(", "), unmet);
  const unanswered = calls.filter((call) => !told.some(({ body }) => body === call.body)).map(idOf);
  check("every call was acknowledged in the end", `${told.length} of ${calls.length}`, unanswered);

  const lost = await untilArrived(home, transmits, healthySince);
  const tookS = ((Date.now() - healthySince) / 1000).toFixed(1);
  const there = await seenCalls(home, "/v1/transmit");
  const identities = new Set(there.map(({ body }) => identityOf(body)));
  check(
    "every acknowledged transmit is upstream within 60 s",
    `${transmits.length} acknowledged, ${identities.size} distinct upstream of ${there.length} calls, ${tookS} s`,
    // Counted, so that a check that looks at nothing cannot hold.
    identities.size === new Set(transmits.map(({ body }) => identityOf(body))).size
      ? lost
      : [...lost, "count"],
  );
  check("a copy that was sent again is the same copy", `${identities.size} copies`, changed(there));

  // FlexCharge must not have heard of an order for a minute before that counts as its word.
  const hasMinute = settledWithinMs > ARRIVED_WITHIN_MS;
  const { open, unsettled } = await untilSettled(home, evaluates, settledWithinMs, hasMinute);
  const facts = await factsOf(home, evaluates);
  const record = await sandboxRecord(home);
  const late = facts.filter(({ attempt }) => attempt.state === "late_approval").length;
  check(
    "unknown answers end settled",
    `${evaluates.length - open.length} settled, ${open.length} not known there yet, ${late} late approvals`,
    unsettled,
  );
  // Read after settling, which may send a rebill again under its own key.
  const asked = await seenCalls(home, "/v1/evaluate");
  check(
    "none was sent under another merchant's token or to another environment",
    `${there.length + asked.length} calls`,
    foreign([...there, ...asked], calls),
  );
  const settled = facts.filter(({ externalId }) => !open.includes(externalId));
  check("a key has one effect upstream", `${asked.length} calls`, moreThanOnce(facts, asked, record));
  check(
    "the ledger holds every evaluate with what its checkout was told",
    `${settled.length} evaluates`,
    evaluates.flatMap((one) => ledgerSays(one, settled, open)),
  );
  check(
    "an order stands as FlexCharge has it",
    `${settled.length} orders`,
    settled.flatMap(({ externalId, attempt }) => standsWrong(externalId, attempt.state, record)),
  );
  const repeats = await repeated(home, told);
  check("a repeat is told the same", `${told.length} repeats`, repeats);
  const sites = await siteDifferences(home, { told, record, unknown: open });
  check("reports by site equal FlexCharge's record to the cent", sites.seen, sites.wrong);
  const after = await seenCalls(home, "/v1/evaluate");
  check(
    "reading and repeating sent nothing",
    `${after.length} calls`,
    after.length === asked.length ? [] : ["more"],
  );
  return checks;
}

/** Calls that FlexCharge carried out or may have: all that it saw on the path. */
async function seenCalls(home: KillWorld, path: string): Promise<SeenCall[]> {
  const each = ENVIRONMENTS.map((environment) => home.world.sandbox.control(environment).calls({ path }));
  return (await Promise.all(each)).flat();
}

async function untilArrived(home: KillWorld, transmits: Told[], since: number): Promise<string[]> {
  for (;;) {
    const calls = (await seenCalls(home, "/v1/transmit")).filter(({ status }) => status === 200);
    const there = new Set(calls.map(({ body }) => identityOf(body)));
    const missing = transmits.map(({ body }) => identityOf(body)).filter((identity) => !there.has(identity));
    if (missing.length === 0 || Date.now() - since > ARRIVED_WITHIN_MS) return missing;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function foreign(seen: SeenCall[], calls: StoryCall[]): string[] {
  const owners = new Map(calls.map((call) => [idOf(call), call.caller]));
  return seen.flatMap(({ body, mid, environment, path }) => {
    const orderId = (body as { orderId: string }).orderId;
    const owner = owners.get(orderId);
    if (!owner) return [`${path} of ${orderId}, which nobody sent`];
    const right = owner.environment === environment && owner.merchant.mids[environment] === mid;
    return right ? [] : [`${path} of ${orderId} went out as ${mid} (${environment})`];
  });
}

function changed(there: SeenCall[]): string[] {
  const first = new Map<string, string>();
  return there.flatMap(({ body }) => {
    const identity = identityOf(body);
    const text = JSON.stringify(body);
    const before = first.get(identity) ?? text;
    first.set(identity, before);
    return before === text ? [] : [identity];
  });
}

async function factsOf(home: KillWorld, evaluates: Told[]) {
  const ids = evaluates.map(idOf);
  if (ids.length === 0) return [];
  return inTenant(home.world.database, EVERY_TENANT, async (tx) => {
    const rows = await tx
      .select({ attempt: attempts, externalId: orders.externalId })
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .where(inArray(orders.externalId, ids));
    const events = await tx.select().from(ledgerEvents).where(inArray(ledgerEvents.orderId, ids));
    return rows.map((row) => ({
      ...row,
      events: events.filter(({ orderId }) => orderId === row.externalId),
    }));
  });
}
type Facts = Awaited<ReturnType<typeof factsOf>>;

async function untilSettled(home: KillWorld, evaluates: Told[], withinMs: number, hasMinute: boolean) {
  const endsAt = Date.now() + withinMs;
  for (;;) {
    const unknown = (await factsOf(home, evaluates)).filter(({ attempt }) => attempt.state === "unknown");
    const open = unknown.map(({ externalId }) => externalId);
    const record = hasMinute || open.length === 0 ? null : await sandboxRecord(home);
    const unsettled = record ? open.filter((id) => record.has(id)) : open;
    if (unsettled.length === 0 || Date.now() > endsAt) return { open, unsettled };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** FlexCharge's own orders, by the checkout's id. */
async function sandboxRecord(home: KillWorld): Promise<Map<string, SandboxOrder[]>> {
  const { world } = home;
  const record = new Map<string, SandboxOrder[]>();
  for (const merchant of [world.alpha, world.beta]) {
    for (const environment of ENVIRONMENTS) {
      for (const order of await listThere(home, merchant.id, environment)) {
        const id = String(order.externalOrderId);
        record.set(id, [...(record.get(id) ?? []), order]);
      }
    }
  }
  return record;
}

async function listThere(
  home: KillWorld,
  merchantId: string,
  environment: Environment,
): Promise<SandboxOrder[]> {
  const { database, flexcharge } = home.world;
  const session = await openCredentials(database, merchantId, environment);
  if (!session) throw new Error("no credentials");
  const list = await flexcharge.listOrders(session, { pageSize: 200 }, { deadlineMs: 5_000 });
  if (list.kind !== "answer" || list.body.hasNextPage) throw new Error(`FlexCharge's list: ${list.kind}`);
  return list.body.rows;
}

function moreThanOnce(facts: Facts, asked: SeenCall[], record: Map<string, SandboxOrder[]>): string[] {
  return facts.flatMap(({ attempt, externalId }) => {
    const sent = asked.filter(({ body }) => (body as { orderId: string }).orderId === externalId);
    const keys = new Set(sent.map(({ body }) => (body as { idempotencyKey: string }).idempotencyKey));
    const own = [...keys].every((key) => isSame(key, attempt.upstreamKey));
    const there = record.get(externalId)?.length ?? 0;
    const said = `${[...keys].join(" ")} upstream, ${attempt.upstreamKey} here (${attempt.state}, begun ${attempt.begunAt.toISOString()})`;
    return own && there <= 1 ? [] : [`${externalId}: ${there} orders there, ${said}`];
  });
}

/** The stand-in masks what could be a card number in its record, and one guid in hundreds could be. */
function isSame(seen: string, key: string): boolean {
  const [start = "", end = ""] = seen.split(/\*+/);
  return seen === key || (seen.includes("*") && key.startsWith(start) && key.endsWith(end));
}

/** What the checkout may have been told of an attempt that ended so; a rebill's end it learns by webhook. */
function mayHaveTold(state: AttemptState, isMit: boolean): string[] {
  if (isMit) return ["DECLINED", state === "unknown" ? "DECLINED" : wireWord(state)];
  return state === "late_approval" || state === "unknown" ? ["DECLINED"] : [wireWord(state), "DECLINED"];
}

function wireWord(state: AttemptState): string {
  const words: Partial<Record<AttemptState, string>> = {
    ...{ approved: "APPROVED", submitted: "SUBMITTED", challenge: "CHALLENGE" },
    capture_required: "CAPTUREREQUIRED",
  };
  return words[state] ?? "DECLINED";
}

function ledgerSays(one: Told, settled: Facts, open: string[]): string[] {
  const id = idOf(one);
  const rows = settled.filter(({ externalId }) => externalId === id);
  if (open.includes(id)) return [];
  const [row] = rows;
  if (!row || rows.length !== 1) return [`${id}: ${rows.length} attempts`];
  const { state, channel } = row.attempt;
  const outcomes = row.events.filter(({ type }) => type === "outcome").map((event) => event.state);
  const wrong: string[] = [];
  if (row.events.filter(({ type }) => type === "evaluate").length !== 1)
    wrong.push(`${id}: not one evaluate`);
  if (outcomes.join() !== state) wrong.push(`${id}: ${state}, ledger ${outcomes.join()}`);
  const word = String(one.answer.status);
  const uncertain = customOf(one)["switchboard.reason"] === "UPSTREAM_TIMEOUT";
  // An approved order of a customer must have been told so, and only a time-out may be told otherwise than it ends.
  const may = mayHaveTold(state, channel === "mit" || channel === null);
  if (state === "approved" && channel !== "mit" && word !== "APPROVED")
    wrong.push(`${id}: approved, told ${word}`);
  if (!may.includes(word)) wrong.push(`${id}: ${state}, told ${word}`);
  if (word !== wireWord(state) && !uncertain) wrong.push(`${id}: told ${word} for certain, is ${state}`);
  return wrong;
}

const STATES_THERE: Record<number, AttemptState[]> = {
  0: ["submitted"],
  2: ["declined", "cancelled"],
  4: ["submitted"],
  5: ["capture_required"],
  7: ["approved", "late_approval"],
};

function standsWrong(id: string, state: AttemptState, record: Map<string, SandboxOrder[]>): string[] {
  const there = record.get(id)?.[0];
  const may = there ? STATES_THERE[there.status] : ["declined", "not_sent"];
  return may?.includes(state) ? [] : [`${id}: ${state} here, ${there?.status ?? "not known"} there`];
}

/** Every body once more, in small groups: the same id or word, whatever died in between (P2, P3). */
async function repeated(home: KillWorld, told: Told[]): Promise<string[]> {
  const wrong: string[] = [];
  const waiting = [...told];
  const client = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const again = await home.call(one.path, one.caller, one.body);
      const word = (answer: Record<string, unknown> | undefined) =>
        one.path === "/v1/transmit" ? answer?.transmitId : answer?.status;
      if (again?.status !== 200 || word(again.body) !== word(one.answer)) {
        wrong.push(
          `${one.path} ${idOf(one)}: ${word(one.answer)}, then ${word(again?.body)} (${again?.status})`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return wrong;
}
