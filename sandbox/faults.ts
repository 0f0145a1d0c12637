import type { World } from "./world.ts";

export const faultKinds = ["status", "timeout_before", "timeout_after", "hangup", "slow", "garbage"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One arranged failure. `timesLeft: null` lasts until it is cleared. */
export type Fault = {
  id: number;
  path: string;
  kind: FaultKind;
  status: number | null;
  timesLeft: number | null;
  ms: number | null;
};

/** Whether the call is carried out although its answer is late, spoiled or missing. */
export function acts(kind: FaultKind): boolean {
  return kind === "timeout_after" || kind === "slow" || kind === "garbage";
}

/** `evaluate`, `/evaluate` and `/v1//evaluate` all mean `/v1/evaluate`; `/` and `/v1` mean every call. */
export function wirePath(path: string): string {
  const plain = `/${path}`.replace(/\/{2,}/g, "/");
  const inside = plain === "/v1" || plain.startsWith("/v1/") ? plain : `/v1${plain}`;
  return inside.length > 1 ? inside.replace(/\/$/, "") : inside;
}

export async function addFault(world: World, fault: Omit<Fault, "id">): Promise<Fault> {
  const [row] = await world.sql`
    insert into sandbox.faults (world, path, kind, status, times_left, ms)
    values (${world.name}, ${wirePath(fault.path)}, ${fault.kind}, ${fault.status}, ${fault.timesLeft}, ${fault.ms})
    returning id, path`;
  world.mayFail = true;
  return { ...fault, id: row?.id, path: row?.path };
}

export async function clearFaults(world: World): Promise<void> {
  await world.sql`delete from sandbox.faults where world = ${world.name}`;
  world.mayFail = false;
}

export async function listFaults(world: World): Promise<Fault[]> {
  return await world.sql<Fault[]>`
    select id, path, kind, status, times_left as "timesLeft", ms from sandbox.faults
    where world = ${world.name} and (times_left is null or times_left > 0) order by id`;
}

/** Uses up one turn of the oldest fault that covers the path. */
export async function takeFault(world: World, path: string): Promise<Fault | null> {
  if (!world.mayFail) return null;
  const [fault] = await world.sql<Fault[]>`
    update sandbox.faults set times_left = times_left - 1
    where (world, id) = (
      select world, id from sandbox.faults
      where world = ${world.name} and starts_with(${path}, path) and (times_left is null or times_left > 0)
      order by id limit 1 for update
    )
    returning id, path, kind, status, times_left as "timesLeft", ms`;
  return fault ?? null;
}
