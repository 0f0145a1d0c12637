import { and, eq, gt, min } from "drizzle-orm";
import type { z } from "zod";
import { orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { sandboxControl } from "#lib/flexcharge/sandbox-control.ts";
import { type Result, refuse } from "#lib/kit/result.ts";
import { changeSandbox } from "./internal/change-sandbox.ts";
import { readSandbox } from "./internal/read-sandbox.ts";
import { moveClockInput, type SandboxRefusal } from "./schema.ts";

/** A minute past, so that what ends then has ended. */
const PAST_MS = 60_000;

/**
 * Moves the sandbox's own time on by days, or to the next expiry of an order in flight: retries, approvals and
 * expiries of every merchant's test orders happen on the way. `NOTHING_OPEN`: no order in flight expires.
 */
export async function moveClock(
  scope: Scope,
  input: z.input<typeof moveClockInput>,
): Promise<Result<{ now: string }, SandboxRefusal | { reason: "NOTHING_OPEN" }>> {
  const { to } = moveClockInput.parse(input);
  const move = to === "expiry" ? await toExpiry(scope) : { advance: to };
  if (!move) return refuse({ reason: "NOTHING_OPEN" });
  return changeSandbox(scope, { action: "sandbox.move_clock", after: move }, async (control) => ({
    now: (await control.moveClock(move)).toISOString(),
  }));
}

async function toExpiry(scope: Scope): Promise<{ now: string } | null> {
  const standing = await readSandbox(sandboxControl());
  if (standing.kind !== "up") return { now: scope.clock.now().toISOString() };
  const [next] = await inScope(scope, (tx) =>
    tx
      .select({ at: min(orders.expiresAt) })
      .from(orders)
      .where(
        and(
          eq(orders.environment, "sandbox"),
          eq(orders.state, "submitted"),
          gt(orders.expiresAt, new Date(standing.now)),
        ),
      ),
  );
  return next?.at ? { now: new Date(next.at.getTime() + PAST_MS).toISOString() } : null;
}
