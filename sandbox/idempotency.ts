import { createHash } from "node:crypto";
import type { Transaction } from "./store.ts";
import { asJson } from "./store.ts";
import type { Answer } from "./wire.ts";
import { wrappedRefusal } from "./wire.ts";
import type { World } from "./world.ts";

const keptMs = 24 * 3_600_000;

/** What one logical call is: `payload` is the folded body with whatever else the effect depends on. */
export type IdempotentCall = { mid: string; operation: string; key: string; payload: unknown };

/**
 * Carries a call out once: the same key and payload replay the answer for 24 hours of the world's clock,
 * another payload is a 409, and so is a second call while the first is still at work (§2.8, §3.4).
 */
export async function idempotently(
  world: World,
  call: IdempotentCall,
  act: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  const scope = [world.name, call.mid, call.operation, call.key] as const;
  const fingerprint = createHash("sha256").update(canonical(call.payload)).digest("hex");
  const answer = await world.sql.begin(async (tx): Promise<Answer> => {
    const [lock] = await tx`
      select pg_try_advisory_xact_lock(hashtextextended(${scope.join("|")}, 0)) as held`;
    if (!lock?.held) return wrappedRefusal({}, 409, "An idempotent request is still in progress.");
    const [seen] = await tx`
      select fingerprint, status, answer from sandbox.idempotency
      where world = ${scope[0]} and mid = ${scope[1]} and operation = ${scope[2]} and key = ${scope[3]}
        and created_on > ${new Date(world.clock.now().getTime() - keptMs)}`;
    if (seen && seen.fingerprint !== fingerprint) {
      return wrappedRefusal({}, 409, "The idempotency key was used with a different payload.");
    }
    if (seen) return { status: seen.status, body: seen.answer };
    const fresh = await act(tx);
    await tx`
      insert into sandbox.idempotency ${tx({
        world: scope[0],
        mid: scope[1],
        operation: scope[2],
        key: scope[3],
        fingerprint,
        status: fresh.status,
        answer: asJson(tx, fresh.body),
        created_on: world.clock.now(),
      })}
      on conflict (world, mid, operation, key) do update set fingerprint = excluded.fingerprint,
        status = excluded.status, answer = excluded.answer, created_on = excluded.created_on`;
    return fresh;
  });
  return answer as Answer;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join()}}`;
}
