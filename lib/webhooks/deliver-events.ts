import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Log } from "#lib/kit/log.ts";
import { rest } from "#lib/queue/lead-stream.ts";
import { type Claim, claimDue, LEASE_MS } from "./internal/claim-due.ts";
import { createPace, type PaceLimits } from "./internal/endpoint-pace.ts";
import { keepSecrets, type Signers } from "./internal/open-secrets.ts";
import { postDelivery } from "./internal/post-delivery.ts";
import { recordAttempts } from "./internal/record-attempts.ts";
import { type Judged, judge } from "./internal/write-attempts.ts";

export type DeliverTools = {
  log: Log;
  /** http and loopback addresses: the demo and tests. */
  allowLoopback: boolean;
  limits?: Partial<PaceLimits>;
  /** Of one attempt, in ms. */
  attemptMsMax?: number;
};

const LIMITS: PaceLimits = { perEndpointMax: 16, togetherMax: 128 };
const IDLE_MS = 100;
/** While there is work: a place that becomes free is soon taken, but not each by a statement of its own. */
const BUSY_MS = 5;
const WRITE_MS = 20;
const WRITE_AT_ONCE = 200;
/** After an error of the database. */
const TROUBLE_MS = 1_000;
/** What an attempt needs, with the time to write it down. */
const LEASE_LEFT_MS_MIN = 20_000;
/** What is on its way when the worker is asked to end gets so long; then its lease runs out and it is sent again. */
const ENDING_MS_MAX = 12_000;

/**
 * Delivers due events, each at least once, with the same id at every attempt (product.md §9, P12). Any number of workers
 * may run it: a delivery is leased to one at a time, and whoever's lease ran out writes nothing. One endpoint holds a
 * few places at most, so that one that hangs delays no other.
 */
export function deliverEvents(scope: Scope, tools: DeliverTools): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const delivering = new Delivering(scope, tools);
  const running = delivering.run(stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

type Ready = { claim: Claim; signers: Signers | undefined };

class Delivering {
  readonly #scope: Scope;
  readonly #tools: DeliverTools;
  readonly #pace;
  readonly #openSecrets = keepSecrets(({ endpointId }, err) =>
    this.#complain(err, "a secret did not open", { endpointId }),
  );
  #settled: Judged[] = [];
  #free: (() => void) | null = null;

  constructor(scope: Scope, tools: DeliverTools) {
    this.#scope = scope;
    this.#tools = tools;
    this.#pace = createPace<Ready>({ ...LIMITS, ...tools.limits }, (endpointId, { claim, signers }) => {
      void this.#deliver(endpointId, claim, signers);
    });
  }

  async run(stopping: AbortSignal): Promise<void> {
    const over = new AbortController();
    const writing = this.#writeOften(over.signal);
    while (!stopping.aborted) {
      const taken = await this.#take().catch((err) => this.#complain(err, "due deliveries were not read"));
      if (taken === null) await rest(TROUBLE_MS, stopping);
      else if (taken === 0) await this.#untilFree(this.#pace.running() > 0 ? BUSY_MS * 2 : IDLE_MS, stopping);
      else await rest(BUSY_MS, stopping);
    }
    this.#pace.clear();
    const deadline = Date.now() + ENDING_MS_MAX;
    while (this.#pace.running() > 0 && Date.now() < deadline) await this.#untilFree(1_000);
    over.abort();
    await writing;
  }

  /** Begins what is due and has room. Answers how much. */
  async #take(): Promise<number> {
    const most = this.#pace.free();
    if (most <= 0) return 0;
    const now = this.#scope.clock.now();
    const { claims, signers } = await inScope(this.#scope, async (tx) => {
      const claims = await claimDue(tx, { now, most, room: this.#pace.startRoom, rooms: this.#pace.rooms() });
      return { claims, signers: await this.#openSecrets(tx, claims, now) };
    });
    for (const claim of claims)
      this.#pace.add(claim.endpointId, { claim, signers: signers.get(claim.endpointId) });
    return claims.length;
  }

  async #deliver(endpointId: string, claim: Claim, signers: Signers | undefined): Promise<void> {
    let isDelivered: boolean | null = null;
    try {
      await null;
      if (!signers) throw new Error("the endpoint has no valid secret");
      const now = this.#scope.clock.now();
      // It stood ready too long behind slow ones: it is left to whoever takes it when its lease is over.
      if (claim.leasedUntil.getTime() - now.getTime() < LEASE_LEFT_MS_MIN) return;
      isDelivered = false;
      const judged = judge(
        await postDelivery(claim, signers, { ...this.#tools, now }),
        this.#scope.clock.now(),
      );
      isDelivered = judged.verdict.isDelivered;
      this.#settled.push(judged);
    } catch (err) {
      // Its lease runs out and it is tried again.
      this.#complain(err, "not delivered", { deliveryId: claim.id, merchantId: claim.merchantId });
    } finally {
      this.#pace.end(endpointId, isDelivered);
      this.#free?.();
    }
  }

  async #writeOften(over: AbortSignal): Promise<void> {
    while (!over.aborted || this.#settled.length > 0) {
      const batch = this.#settled.splice(0, WRITE_AT_ONCE);
      let written: string[] | null = [];
      if (batch.length > 0) {
        written = await inScope(this.#scope, (tx) => recordAttempts(tx, this.#scope, batch)).catch((err) => {
          this.#complain(err, "attempts were not written");
          // Kept for the next try while their leases last; later they belong to whoever sends them again.
          const since = this.#scope.clock.now().getTime();
          const ours = batch.filter(({ claim }) => claim.leasedUntil.getTime() + LEASE_MS > since);
          if (!over.aborted) this.#settled.unshift(...ours);
          return null;
        });
        if (written && written.length < batch.length)
          this.#tools.log.warn({ count: batch.length - written.length }, "leases had run out");
      }
      if (!written) await rest(TROUBLE_MS, over);
      else if (batch.length < WRITE_AT_ONCE) await rest(WRITE_MS, over);
    }
  }

  #untilFree(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    const end = () => resolve();
    signal?.addEventListener("abort", end);
    this.#free = resolve;
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      this.#free = null;
    });
  }

  #complain(err: unknown, text: string, of: object = {}): null {
    this.#tools.log.error({ ...of, err }, text);
    return null;
  }
}
