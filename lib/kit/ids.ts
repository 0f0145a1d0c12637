import { randomFillSync, randomUUID } from "node:crypto";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Prefix of each of our own ids: what an id is can be read off it in a log or a ticket. */
export const ID_PREFIXES = {
  merchant: "mer",
  site: "site",
  campaign: "cmp",
  order: "ord",
  attempt: "att",
  event: "evt",
  ledger: "led",
  apiKey: "key",
  user: "usr",
  session: "ses",
  refund: "ref",
  audit: "aud",
  request: "req",
  notice: "ntc",
  endpoint: "whe",
  message: "msg",
  delivery: "dlv",
  replay: "rpl",
  alert: "alr",
  alertPost: "alp",
  mail: "mail",
  application: "app",
  document: "doc",
  invitation: "inv",
  note: "note",
  view: "view",
  changeRequest: "chg",
  import: "imp",
  call: "call",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

const RANDOM_BYTES = 16;
/** Drawn ahead: one call to the system costs as much for two hundred ids as for one. */
const pool = new Uint8Array(200 * RANDOM_BYTES);
let poolAt = pool.length;

/**
 * A new id, e.g. `ord_01KA2F8M3XQ7…`: 48 bits of time, 80 random bits, Crockford base 32 (the ULID layout),
 * so that ids made later sort later.
 */
export function newId(kind: IdKind, now: number = Date.now()): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = CROCKFORD[rest % 32] + time;
  let random = "";
  if (poolAt >= pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  for (const end = poolAt + RANDOM_BYTES; poolAt < end; poolAt += 1) random += CROCKFORD[pool[poolAt]! & 31];
  return `${ID_PREFIXES[kind]}_${time}${random}`;
}

/** The wire protocol's ids are lower-case GUIDs (API sheet §1.2). */
export function newGuid(): string {
  return randomUUID();
}
