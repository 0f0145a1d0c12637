import { setTimeout as pause } from "node:timers/promises";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { declinedOrder, declinedRebill } from "./gateway-bodies.ts";
import type { Caller, KillWorld, Victim } from "./kill-world.ts";
import { processedPayment } from "./transmits.ts";

type Fields = Record<string, unknown>;
export type StoryCall = { path: "/v1/transmit" | "/v1/evaluate"; caller: Caller; body: Fields };
export type Told = StoryCall & { answer: Fields };

export type KillPlan = {
  seed: number;
  transmits: number;
  evaluates: number;
  /** Each is killed in the middle of the calls, in a seeded order; those of one entry at the same moment. */
  kills: readonly (readonly Victim[])[];
};

/** Everybody alone, two and all at once: the list. */
export const EVERY_KILL: KillPlan["kills"] = [
  ["gateway"],
  ["worker"],
  ["postgres"],
  ["gateway", "worker"],
  ["gateway", "worker", "postgres"],
];

const CLIENTS = 16;
/** Calls that may begin before the next kill, above those after which it comes: some are under way in that moment. */
const AHEAD = 2 * CLIENTS;
/** A checkout that is told nothing, or to come back, comes back with the same body. */
const COMES_BACK_MS = 120_000;
/** FlexCharge takes so long over an evaluate here that kills meet some under way. */
const SLOW_MS = 300;
const TRANSMIT_MS = 20;

/**
 * Transmits and evaluates of two merchants in both environments, with their own keys and the partner's, while
 * programs die. Answers what every call was told in the end and how many were under way at each kill; throws on an
 * answer that no checkout may get.
 */
export async function playKillStory(home: KillWorld, plan: KillPlan) {
  const chance = seededRandom(plan.seed);
  for (const environment of plan.evaluates > 0 ? ENVIRONMENTS : []) {
    const control = home.world.sandbox.control(environment);
    await control.addFault({ path: "/v1/evaluate", kind: "timeout_after", ms: 200, times: 1 });
    await control.addFault({ path: "/v1/evaluate", kind: "garbage", times: 1 });
    await control.addFault({ path: "/v1/evaluate", kind: "hangup", times: 1 });
    await control.addFault({ path: "/v1/evaluate", kind: "slow", ms: SLOW_MS, times: plan.evaluates * 2 });
  }
  const calls = shuffled(chance, callsOf(chance, home, plan));
  const waiting = [...calls];
  const told: Told[] = [];
  const kills = shuffled(chance, [...plan.kills]);
  /** After so many answers each kill comes. */
  const points = kills.map((_, index) =>
    Math.floor(((index + 0.5 + chance() / 2) / (kills.length + 1)) * calls.length),
  );
  const untilAfter = (kill: number) => (points[kill] ?? Number.POSITIVE_INFINITY) + AHEAD;
  // However long a program takes to start again: the next kill must meet calls too.
  let mayBegin = untilAfter(0);
  let begun = 0;
  let evaluating = 0;
  const place = async (call: StoryCall) => {
    for (const endsAt = Date.now() + COMES_BACK_MS; Date.now() < endsAt; ) {
      const answer = await home.call(call.path, call.caller, call.body);
      if (answer?.status === 200) {
        told.push({ ...call, answer: answer.body });
        return;
      }
      if (answer && answer.status !== 503) {
        throw new Error(`${call.path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await pause(100);
    }
  };
  const client = async () => {
    for (;;) {
      while (begun >= mayBegin) await pause(1);
      const call = waiting.shift();
      if (!call) return;
      begun += 1;
      const isEvaluate = call.path === "/v1/evaluate";
      if (isEvaluate) evaluating += 1;
      await place(call);
      if (isEvaluate) evaluating -= 1;
      await pause(20);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  const met: number[] = [];
  const killing = (async () => {
    for (const [index, victims] of kills.entries()) {
      while (told.length < points[index]!) await pause(5);
      for (let looks = 0; looks < 100 && evaluating === 0 && plan.evaluates > 0; looks += 1) await pause(5);
      await pause(chance() * (plan.evaluates > 0 ? SLOW_MS : TRANSMIT_MS));
      mayBegin += CLIENTS;
      while (begun === told.length && waiting.length > 0) await pause(1);
      met.push(begun - told.length);
      const isDead = home.kill(victims);
      mayBegin = untilAfter(index + 1);
      await isDead;
    }
  })().finally(() => {
    mayBegin = Number.POSITIVE_INFINITY;
  });
  await Promise.all([clients, killing]);
  return { calls, told, met, healthySince: Date.now() };
}

function callsOf(chance: Random, home: KillWorld, plan: KillPlan): StoryCall[] {
  const calls: StoryCall[] = [];
  const anybody = () => home.callers[Math.floor(chance() * home.callers.length)]!;
  for (let n = 0; n < plan.evaluates; n += 1) {
    const caller = home.callers[n % home.callers.length]!;
    const body = rescueOf(chance, caller, `asked-${plan.seed}-${n}`, Math.floor(n / home.callers.length));
    calls.push({ path: "/v1/evaluate", caller, body });
  }
  for (let n = 0; n < plan.transmits; n += 1) {
    const asked = n < plan.evaluates ? calls[n] : undefined;
    // Some copies are of the very authorisations that are evaluated, sent by the other kind of key.
    if (asked && n % 2 === 0) {
      const { idempotencyKey: _key, mid: _mid, ...copy } = asked.body;
      const caller = home.callers.find(
        (one) => isOwn(one, asked.caller) && one.partnerWide !== asked.caller.partnerWide,
      )!;
      calls.push({ path: "/v1/transmit", caller, body: { ...copy, ...midOf(caller) } });
      continue;
    }
    const caller = anybody();
    const siteUrl = `https://${caller.merchant.host}`;
    const transaction = { amount: amountOf(chance), currency: currencyOf(chance) };
    const body = processedPayment({ orderId: `paid-${plan.seed}-${n}`, siteUrl, transaction });
    calls.push({ path: "/v1/transmit", caller, body: { ...body, ...midOf(caller) } });
  }
  return calls;
}

function rescueOf(chance: Random, caller: Caller, orderId: string, kind: number): Fields {
  const given = {
    ...{ orderId, siteUrl: `https://${caller.merchant.host}`, ...midOf(caller) },
    transaction: { amount: amountOf(chance), currency: currencyOf(chance) },
  };
  const declined = { payer: { phone: "1" } };
  switch (kind % 5) {
    case 0:
      return declinedOrder(given);
    case 1:
      return declinedOrder({ ...given, transactionType: "AUTHORIZATION" });
    case 2:
      return declinedOrder({ ...given, ...declined });
    case 3:
      return declinedRebill(given);
    default:
      return declinedRebill({ ...given, ...declined });
  }
}

const isOwn = (one: Caller, other: Caller) =>
  one.merchant.id === other.merchant.id && one.environment === other.environment;
/** A partner's key names the merchant. */
const midOf = ({ partnerWide, merchant, environment }: Caller) =>
  partnerWide ? { mid: merchant.mids[environment] } : {};
/** FlexCharge's sandbox takes test orders below 200.00. */
const amountOf = (chance: Random) => 900 + Math.floor(chance() * 15_000);
const currencyOf = (chance: Random) => (chance() < 0.8 ? "USD" : "EUR");

type Random = () => number;

/** Mulberry32: the same seed, the same story. */
function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<Item>(chance: Random, items: Item[]): Item[] {
  for (let n = items.length - 1; n > 0; n -= 1) {
    const other = Math.floor(chance() * (n + 1));
    [items[n], items[other]] = [items[other]!, items[n]!];
  }
  return items;
}
