import type { World } from "../world.ts";

/** How much the world holds: what a start or a seed looks at before it does anything. */
export async function describeState(world: World) {
  const { sql, name } = world;
  const [counts] = await sql`
    select
      (select count(*) from sandbox.merchants where world = ${name}) as merchants,
      (select count(*) from sandbox.sites where world = ${name}) as sites,
      (select count(*) from sandbox.tokens where world = ${name}) as tokens,
      (select count(*) from sandbox.orders where world = ${name}) as orders,
      (select count(*) from sandbox.transmits where world = ${name}) as transmits,
      (select count(*) from sandbox.refunds where world = ${name}) as refunds,
      (select count(*) from sandbox.calls where world = ${name}) as calls,
      (select count(*) from sandbox.faults
        where world = ${name} and (times_left is null or times_left > 0)) as faults`;
  const orders = await sql`
    select status, count(*) as count from sandbox.orders where world = ${name} group by status`;
  const deliveries = await sql`
    select state, count(*) as count from sandbox.deliveries where world = ${name} group by state`;
  return {
    world: name,
    now: world.clock.now().toISOString(),
    webhookMode: world.webhookMode,
    ...counts,
    ordersByStatus: Object.fromEntries(orders.map((row) => [row.status, row.count])),
    deliveriesByState: Object.fromEntries(deliveries.map((row) => [row.state, row.count])),
  };
}
