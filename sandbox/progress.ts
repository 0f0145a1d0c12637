import type { Order } from "./orders.ts";
import { approveOrder, ended, moveOrder } from "./orders.ts";
import { Webhooks } from "./webhooks.ts";
import type { World } from "./world.ts";
import { setClockOffset } from "./world.ts";

const tickMs = 250;

/** Runs what a world's clock makes due: approvals, expiries, voids, then notices, each in its order. */
export class Progress {
  #world: World;
  #webhooks: Webhooks;
  #timer: NodeJS.Timeout;
  #running: Promise<unknown> = Promise.resolve();
  #queued = false;
  #stopped = false;

  constructor(world: World) {
    this.#world = world;
    this.#webhooks = new Webhooks(world);
    this.#timer = setInterval(() => this.#wake(), tickMs);
    world.wake = () => this.#wake();
  }

  /** Moves the clock to a moment and comes back when everything due by then has been carried out. */
  async moveTo(moment: Date): Promise<void> {
    await this.#inTurn(async () => {
      await setClockOffset(this.#world, moment.getTime() - Date.now());
      await this.#runDue(true);
    });
  }

  /** Carries out what is due now and waits for it. */
  async settle(): Promise<void> {
    await this.#inTurn(() => this.#runDue(false));
  }

  /** Does something while no order moves and no notice leaves. */
  async whilePaused(work: () => Promise<unknown>): Promise<void> {
    await this.#inTurn(work);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#webhooks.stop();
    await this.#running;
  }

  /** At most one run waits behind the one at work: it will see whatever came meanwhile. */
  #wake(): void {
    if (this.#queued || this.#stopped) return;
    this.#queued = true;
    void this.#inTurn(async () => {
      this.#queued = false;
      await this.#runDue(false);
    }).catch((error) => console.error(`sandbox ${this.#world.name}: ${(error as Error).message}`));
  }

  #inTurn(work: () => Promise<unknown>): Promise<unknown> {
    const turn = this.#running.then(async () => {
      if (!this.#stopped) await work();
    });
    this.#running = turn.catch(() => {});
    return turn;
  }

  async #runDue(catchingUp: boolean): Promise<void> {
    while (!this.#stopped) {
      const due = await this.#listDueOrders();
      if (due.length === 0) break;
      for (const order of due) await this.#runOrder(order);
    }
    await this.#webhooks.deliverDue(catchingUp);
  }

  async #listDueOrders(): Promise<Order[]> {
    const { sql, name, clock } = this.#world;
    return await sql<Order[]>`
      select * from sandbox.orders
      where world = ${name} and due_at <= ${clock.now()}
      order by due_at, id limit 500`;
  }

  /** Carried out as of the moment it was due, so that `TimeStamp` tells the planned time. */
  async #runOrder(order: Order): Promise<void> {
    const world = this.#world;
    const at = order.due_at ?? world.clock.now();
    await world.sql.begin(async (tx) => {
      if (order.due_action === "approve") await approveOrder(tx, world, order, at);
      else if (order.due_action === "expire") await moveOrder(tx, world, order, ended("EXPIRED"), at);
      else await moveOrder(tx, world, order, ended("CANCELLED"), at);
    });
  }
}
