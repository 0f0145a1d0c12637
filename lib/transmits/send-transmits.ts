import { randomInt } from "node:crypto";
import type { Scope } from "#lib/access/open-scope.ts";
import { markFailing } from "#lib/credentials/mark-failing.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Log } from "#lib/kit/log.ts";
import { type Lead, leadStream, type Mark, rest } from "#lib/queue/lead-stream.ts";
import { watchStreamAge } from "#lib/queue/stream-ages.ts";
import { keepSessions } from "./internal/account-sessions.ts";
import { openWindow } from "./internal/copy-window.ts";
import { createLanes, type LaneLimits } from "./internal/lanes.ts";
import {
  type Copy,
  type RetriedCopy,
  readCopies,
  readDueRetries,
  renumberUnsent,
  unreadAgeMs,
} from "./internal/read-copies.ts";
import { type Fate, sendCopy } from "./internal/send-copy.ts";
import { type Settled, writeFates } from "./internal/write-fates.ts";
import { backOffMs, RETRYING_MS_MAX, WAITING_MS_MAX } from "./rules.ts";

export type SendTools = {
  directUrl: string;
  flexcharge: Pick<FlexchargeClient, "transmit">;
  log: Log;
  limits?: Partial<LaneLimits>;
};
type Work = { copy: Copy; attempts: number; retried: boolean; done: (() => void) | null };

export const SEND_STREAM = "transmits";
const LIMITS: LaneLimits = { perLaneMax: 64, lanesTogetherMax: 256 };
const READ_AT_ONCE = 500;
const WINDOW_MAX = 4_000;
const WAITING_MAX = 1_000;
/** An account that answers slower than this does not hold the others' copies up: its own move to the retries. */
const SLOW_MS = 3_000;
const FLUSH_AT = 500;
const FLUSH_EVERY_MS = 50;
const RETRIES_EVERY_MS = 250;
const AGE_EVERY_MS = 2_000;
/** Short while there is work, so that a copy's first byte leaves 50 ms after its commit. */
const REST_MS = 20;

/**
 * Sends copies to FlexCharge as they are committed, each to the environment of its key whatever mode and kill switch
 * say (product.md §4): at least once, across every crash. What fails goes to the retries: with back-off, waiting for
 * credentials for a day, or dead at once where FlexCharge refused it for good. One worker leads, the others stand by.
 */
export function sendTransmits(scope: Scope, tools: SendTools): { stop(): Promise<void> } {
  const { directUrl, log } = tools;
  const onError = (err: unknown) => log.warn({ stream: SEND_STREAM, err }, "the stream was interrupted");
  const stream = { name: SEND_STREAM, directUrl, onNewCluster: renumberUnsent, onError };
  return leadStream(stream, async (lead) => {
    log.info({ stream: SEND_STREAM }, "leading");
    await new Sending(scope, tools, lead).run();
  });
}

class Sending {
  readonly #scope: Scope;
  readonly #tools: SendTools;
  readonly #lead: Lead;
  readonly #sessions;
  readonly #lanes;
  readonly #window;
  /** Settled and not yet written, with how to tell the window. */
  #settled: { fate: Settled; done: (() => void) | null }[] = [];
  /** Copies in hand: a repeat that comes meanwhile is the same copy. */
  readonly #inHand = new Set<string>();
  #writtenMark: Mark;
  #ageMs = 0;

  constructor(scope: Scope, tools: SendTools, lead: Lead) {
    this.#scope = scope;
    this.#tools = tools;
    this.#lead = lead;
    this.#sessions = keepSessions(scope.database);
    this.#lanes = createLanes<Work>((key, work) => this.#send(key, work), { ...LIMITS, ...tools.limits });
    this.#window = openWindow(lead.mark);
    this.#writtenMark = lead.mark;
  }

  async run(): Promise<void> {
    const stopTelling = watchStreamAge(SEND_STREAM, () => this.#ageMs);
    const over = new AbortController();
    const end = () => over.abort();
    this.#lead.stopping.addEventListener("abort", end);
    this.#lead.lost.addEventListener("abort", end);
    if (this.#lead.stopping.aborted || this.#lead.lost.aborted) end();
    const loops = [this.#read, this.#retry, this.#flushOften, this.#measureAge];
    try {
      await Promise.all(loops.map((loop) => loop.call(this, over.signal).finally(end)));
      if (!this.#lead.lost.aborted) await this.#finish();
    } finally {
      this.#lanes.clear();
      stopTelling();
    }
  }

  async #read(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      if (this.#lanes.waiting() >= WAITING_MAX || this.#window.size() >= WINDOW_MAX) {
        this.#makeRoom();
        await this.#lanes.untilRoom(REST_MS);
        continue;
      }
      const copies = await readCopies(this.#lead.sql, this.#window.lastRead(), READ_AT_ONCE);
      for (const copy of copies) {
        const done = this.#window.add({ xid: copy.xid, seq: copy.seq });
        if (copy.held || copy.known || this.#inHand.has(nameOf(copy))) done();
        else this.#take({ copy, attempts: 0, retried: false, done });
      }
      if (copies.length < READ_AT_ONCE) await rest(REST_MS, over);
    }
  }

  async #retry(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const due = await readDueRetries(this.#lead.sql, this.#lanes.closed(), READ_AT_ONCE);
      let taken = 0;
      for (const copy of due) {
        if (this.#inHand.has(nameOf(copy)) || this.#lanes.room(laneOf(copy)) <= 0) continue;
        this.#take({ copy, attempts: copy.attempts, retried: true, done: null });
        taken += 1;
      }
      // After an outage there are many, and they follow as fast as their accounts take them.
      await rest(taken > 0 ? REST_MS : RETRIES_EVERY_MS, over);
    }
  }

  #take(work: Work): void {
    const key = laneOf(work.copy);
    this.#inHand.add(nameOf(work.copy));
    if (this.#lanes.isPaused(key)) {
      const error = "FlexCharge did not accept this account's calls just before.";
      this.#settle(work, { kind: "failed", error, status: null, isTry: false });
    } else this.#lanes.add(key, work);
  }

  async #send(key: string, work: Work): Promise<void> {
    const { merchantId, environment } = work.copy;
    let fate: Fate;
    try {
      const session = await this.#sessions.get(merchantId, environment);
      fate = await sendCopy(this.#tools.flexcharge, session, work.copy);
      if (fate.kind === "no_credentials" && session && fate.status !== null) {
        this.#sessions.forget(merchantId, environment);
        const { version } = session;
        await markFailing(this.#scope, { merchantId, environment, version, status: fate.status });
      }
    } catch (err) {
      this.#tools.log.error({ stream: SEND_STREAM, transmitId: work.copy.id, merchantId, err }, "not sent");
      fate = { kind: "failed", error: "Something broke on our side.", status: null, isTry: true };
    }
    if ("pauseMs" in fate && fate.pauseMs) this.#lanes.pause(key, fate.pauseMs);
    this.#settle(work, fate);
  }

  #settle(work: Work, fate: Fate): void {
    const settled = settledOf(work, fate, this.#scope.clock.now());
    if (settled.state === "dead") {
      const { merchantId, environment, id } = work.copy;
      const entry = { stream: SEND_STREAM, transmitId: id, merchantId, environment };
      this.#tools.log.warn({ ...entry, status: settled.status, cause: settled.error }, "dead letter");
    }
    this.#settled.push({ fate: settled, done: work.done });
  }

  /** Copies of slow accounts leave the window, so that it can move on. */
  #makeRoom(): void {
    const error = "Waited behind this account's earlier copies, which FlexCharge answers slowly.";
    for (const work of this.#lanes.takeFromSlow(SLOW_MS)) {
      this.#settle(work, { kind: "failed", error, status: null, isTry: false });
    }
  }

  async #flushOften(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#flush();
      if (this.#settled.length < FLUSH_AT) await rest(FLUSH_EVERY_MS, over);
    }
  }

  async #flush(): Promise<void> {
    const batch = this.#settled;
    const mark = this.#window.mark();
    if (batch.length === 0 && mark === this.#writtenMark) return;
    this.#settled = [];
    const { sql, token } = this.#lead;
    await writeFates(
      sql,
      { name: SEND_STREAM, token, mark },
      batch.map(({ fate }) => fate),
    );
    this.#writtenMark = mark;
    for (const { fate, done } of batch) {
      done?.();
      this.#inHand.delete(nameOf(fate.copy));
    }
  }

  async #measureAge(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.#ageMs = await unreadAgeMs(this.#lead.sql, this.#window.lastRead());
      await rest(AGE_EVERY_MS, over);
    }
  }

  /** What FlexCharge was asked already is heard to its end; the rest is found again by the next leader. */
  async #finish(): Promise<void> {
    this.#lanes.clear();
    while (this.#lanes.running() > 0) await this.#lanes.untilRoom(1_000);
    await this.#flush();
    await this.#flush();
  }
}

function settledOf({ copy, attempts, retried }: Work, fate: Fate, now: Date): Settled {
  const ageMs = now.getTime() - copy.receivedAt.getTime();
  const place = { copy, retried };
  switch (fate.kind) {
    case "delivered": {
      const { upstreamTransmitId, upstreamOrderId } = fate;
      return { ...place, state: "delivered", upstreamTransmitId, upstreamOrderId };
    }
    case "refused": {
      const { error, status } = fate;
      return { ...place, state: "dead", attempts: attempts + 1, nextMs: 0, error, status };
    }
    case "no_credentials": {
      const state = ageMs > WAITING_MS_MAX ? "dead" : "waiting_for_credentials";
      const { error, status } = fate;
      return { ...place, state, attempts, nextMs: fate.pauseMs + randomInt(fate.pauseMs), error, status };
    }
    case "failed": {
      const tries = attempts + (fate.isTry ? 1 : 0);
      const state = ageMs > RETRYING_MS_MAX ? "dead" : "retrying";
      const nextMs = backOffMs(fate.isTry ? attempts : 0, Math.random()) + (fate.pauseMs ?? 0);
      return { ...place, state, attempts: tries, nextMs, error: fate.error, status: fate.status };
    }
  }
}

const laneOf = (copy: Copy) => `${copy.environment}|${copy.merchantId}`;
const nameOf = (copy: Copy | RetriedCopy) => `${copy.merchantId}|${copy.id}`;
