import { createHmac, randomBytes } from "node:crypto";
import { WorldClock } from "./clock.ts";
import { worldTables } from "./schema.ts";
import type { Sql } from "./store.ts";

export type WorldName = "sandbox" | "production";
export const webhookModes = ["normal", "duplicate", "reorder", "drop", "forge", "delay"] as const;
export type WebhookMode = (typeof webhookModes)[number];

/** One isolated FlexCharge: its clock, its secrets, its webhook mode, and the tables it writes under its name. */
export type World = {
  name: WorldName;
  sql: Sql;
  clock: WorldClock;
  /** Signs this world's bearers and keys its card hashes; a bearer of the other world never verifies. */
  signingSecret: string;
  webhookMode: WebhookMode;
  webhookDelayMs: number;
  /** False while no fault was ever arranged, which spares every call a look. */
  mayFail: boolean;
  /** Delivers what is due now instead of at the next tick; called after a commit. */
  wake: () => void;
};

type WorldRow = {
  clock_offset_ms: number;
  webhook_mode: WebhookMode;
  webhook_delay_ms: number;
  signing_secret: string;
};

/** Reads the world's row, making it on the first start. */
export async function openWorld(sql: Sql, name: WorldName): Promise<World> {
  await sql`insert into sandbox.worlds (world, signing_secret)
    values (${name}, ${randomBytes(48).toString("base64")}) on conflict do nothing`;
  const [row] = await sql<WorldRow[]>`select * from sandbox.worlds where world = ${name}`;
  if (!row) throw new Error(`The world ${name} could not be opened.`);
  return {
    name,
    sql,
    clock: new WorldClock(row.clock_offset_ms),
    signingSecret: row.signing_secret,
    webhookMode: row.webhook_mode,
    webhookDelayMs: row.webhook_delay_ms,
    mayFail: true,
    wake: () => {},
  };
}

export async function setClockOffset(world: World, offsetMs: number): Promise<void> {
  await world.sql`update sandbox.worlds set clock_offset_ms = ${Math.round(offsetMs)} where world = ${world.name}`;
  world.clock.offsetMs = Math.round(offsetMs);
}

export async function setWebhookMode(world: World, mode: WebhookMode, delayMs: number): Promise<void> {
  await world.sql`update sandbox.worlds set webhook_mode = ${mode}, webhook_delay_ms = ${delayMs}
    where world = ${world.name}`;
  world.webhookMode = mode;
  world.webhookDelayMs = delayMs;
}

/** Empties the world: accounts, orders, calls, faults, clock offset. Call numbers go on, so no reader skips one. */
export async function resetWorld(world: World): Promise<void> {
  await world.sql.begin(async (tx) => {
    for (const table of worldTables)
      await tx`delete from ${tx(`sandbox.${table}`)} where world = ${world.name}`;
    await tx`update sandbox.worlds set clock_offset_ms = 0, webhook_mode = 'normal', webhook_delay_ms = 600000
      where world = ${world.name}`;
  });
  world.clock.offsetMs = 0;
  world.webhookMode = "normal";
  world.webhookDelayMs = 600_000;
}

/** A keyed hash of a card number, so that two tokens of one card can be told without keeping the number. */
export function cardHash(world: World, cardNumber: string): string {
  return createHmac("sha256", world.signingSecret).update(`card:${cardNumber}`).digest("hex");
}
