import { asJson } from "./store.ts";
import type { World } from "./world.ts";

/** One call on /v1 as the record keeps it. `status` is 0 where the caller got no answer. */
export type SeenCall = {
  mid: string | null;
  method: string;
  path: string;
  query: string;
  status: number;
  fault: string | null;
  body: unknown;
};

type Waiting = { call: SeenCall & { time: string }; done: () => void; failed: (error: unknown) => void };

/**
 * The append-only record of calls. Calls that end together share one insert; each answer waits for the
 * insert that holds its call, so whoever has an answer finds the call in the record.
 */
export class CallRecord {
  #world: World;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(world: World) {
    this.#world = world;
  }

  append(call: SeenCall): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ call: { ...call, time: new Date().toISOString() }, done, failed });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.#insert(batch.map((waiting) => waiting.call));
        for (const waiting of batch) waiting.done();
      } catch (error) {
        for (const waiting of batch) waiting.failed(error);
      }
    }
    this.#writing = false;
  }

  /** The world's row hands out the numbers, so their order is the order in which calls become readable. */
  async #insert(calls: Waiting["call"][]): Promise<void> {
    const { sql, name } = this.#world;
    await sql`
      with taken as (
        update sandbox.worlds set last_sequence = last_sequence + ${calls.length}
        where world = ${name} returning last_sequence - ${calls.length} as base
      )
      insert into sandbox.calls (world, sequence, wall_time, mid, method, path, query, status, fault, body)
      select ${name}, taken.base + item.n, (item.call->>'time')::timestamptz, item.call->>'mid',
        item.call->>'method', item.call->>'path', item.call->>'query', (item.call->>'status')::int,
        item.call->>'fault', case when json_typeof(item.call->'body') <> 'null' then item.call->'body' end
      from taken, json_array_elements(${asJson(sql, calls)}) with ordinality as item(call, n)`;
  }
}

/** Calls after a sequence number whose path begins with `path`, oldest first, 1,000 at most. */
export async function listCalls(world: World, after: number, path: string) {
  const rows = await world.sql`
    select sequence, wall_time, mid, method, path, query, status, fault, body from sandbox.calls
    where world = ${world.name} and sequence > ${after} and starts_with(path, ${path})
    order by sequence limit 1000`;
  return rows.map(({ wall_time, ...call }) => ({
    ...call,
    time: (wall_time as Date).toISOString(),
    environment: world.name,
  }));
}
