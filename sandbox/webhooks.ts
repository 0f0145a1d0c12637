import { randomBytes } from "node:crypto";
import { Agent, request } from "undici";
import { findMerchant } from "./merchants.ts";
import type { Notice } from "./notices.ts";
import { noticeBody } from "./notices.ts";
import { signatureHeaders } from "./signature.ts";
import type { World } from "./world.ts";

const timeoutMs = 10_000;
const concurrencyMax = 8;
const retryMinutes = [1, 5, 30, 120, 360, 720];

/** Where a webhook may go: https anywhere, plain http on this machine only. */
export function isDeliverable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username || url.password) return false;
  if (url.protocol === "https:") return true;
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "http:" && loopback;
}

/** Delivers one world's notices. Several orders go side by side; the notices of one order go in turn. */
export class Webhooks {
  #world: World;
  #agent = new Agent({ connect: { timeout: timeoutMs }, keepAliveTimeout: 1_000 });
  #stopping = new AbortController();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Sends everything due until nothing is. `catchingUp` counts each retry from the moment it was due, so
   * that moving the clock forward runs a whole series; otherwise a retry waits from now.
   */
  async deliverDue(catchingUp: boolean): Promise<number> {
    let sent = 0;
    for (;;) {
      const due = await this.#listDue();
      if (due.length === 0 || this.#stopping.signal.aborted) return sent;
      const queues = [...Map.groupBy(due, (notice) => notice.order_id).values()];
      const worker = async () => {
        for (let queue = queues.shift(); queue; queue = queues.shift()) {
          for (const notice of queue) await this.#deliver(notice, catchingUp);
        }
      };
      // The wrong order is an order too: side by side, the earlier notice could still arrive first.
      const lanes = this.#world.webhookMode === "reorder" ? 1 : concurrencyMax;
      await Promise.all(Array.from({ length: lanes }, worker));
      sent += due.length;
    }
  }

  /** Ends what is on its way; it counts as not delivered and is sent again after a restart. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#agent.destroy();
  }

  async #listDue(): Promise<Notice[]> {
    const { sql, name, clock, webhookMode } = this.#world;
    const due = await sql<Notice[]>`
      select * from sandbox.deliveries
      where world = ${name} and state = 'pending' and due_at <= ${clock.now()}
      order by due_at, id limit 500`;
    return webhookMode === "reorder" ? due.toReversed() : due;
  }

  async #deliver(notice: Notice, catchingUp: boolean): Promise<void> {
    const outcome = await this.#post(notice);
    if (this.#stopping.signal.aborted) return;
    const { sql, name, clock } = this.#world;
    const retry = outcome.delivered ? undefined : retryMinutes[notice.attempts];
    const state = outcome.delivered ? "delivered" : retry === undefined ? "failed" : "pending";
    const from = catchingUp ? notice.due_at : clock.now();
    const dueAt = retry === undefined ? notice.due_at : new Date(from.getTime() + retry * 60_000);
    await sql`
      update sandbox.deliveries
      set state = ${state}, attempts = attempts + 1, due_at = ${dueAt},
        last_status = ${outcome.status}, last_error = ${outcome.error}
      where world = ${name} and id = ${notice.id}`;
  }

  async #post(notice: Notice): Promise<{ delivered: boolean; status: number | null; error: string | null }> {
    const merchant = await findMerchant(this.#world.sql, this.#world, notice.mid);
    const address = merchant?.webhook_url;
    if (!merchant || !address) return { delivered: false, status: null, error: "no listener" };
    if (!isDeliverable(address)) return { delivered: false, status: null, error: "not a permitted address" };
    const body = noticeBody(this.#world, notice);
    const forged = this.#world.webhookMode === "forge";
    const headers = signatureHeaders({
      key: forged ? randomBytes(64).toString("base64") : merchant.webhook_key,
      host: new URL(address).host,
      nonce: randomBytes(16).toString("hex"),
      date: new Date().toUTCString(),
      body,
    });
    try {
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await request(address, {
        method: "POST",
        headers: { ...headers, "content-type": "text/plain; charset=utf-8" },
        body,
        dispatcher: this.#agent,
        signal,
      });
      await answer.body.dump({ limit: 65_536, signal });
      const delivered = answer.statusCode >= 200 && answer.statusCode < 300;
      return { delivered, status: answer.statusCode, error: null };
    } catch (error) {
      return { delivered: false, status: null, error: (error as Error).message };
    }
  }
}
