import { type Database, openDatabase } from "#db/client.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { permissionsOf } from "./rules.ts";
import { type Actor, PERMISSIONS, type Permission } from "./schema.ts";

declare const proof: unique symbol;

/**
 * The proof that a door has let somebody in: who acts, whose rows they reach, what they may do. Every read and
 * write takes one, and only this file makes them. `tenant` is a merchant's id, or `*` for the partner's side.
 */
export type Scope = {
  readonly [proof]: true;
  readonly actor: Actor;
  readonly tenant: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly requestId: string;
  readonly database: Database;
  readonly clock: Clock;
};

type Surroundings = { database?: Database; clock?: Clock; requestId?: string };

const GLOBAL = globalThis as { switchboardDatabase?: Database };

/** The program's one pool, opened from DATABASE_URL on first use (Next loads modules once per bundle). */
export function sharedDatabase(): Database {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set");
  GLOBAL.switchboardDatabase ??= openDatabase(url, {
    applicationName: `switchboard-${process.env.PROGRAM ?? "web"}`,
  });
  return GLOBAL.switchboardDatabase;
}

function makeScope(
  actor: Actor,
  tenant: string,
  permissions: ReadonlySet<Permission>,
  around: Surroundings,
): Scope {
  return {
    actor,
    tenant,
    permissions,
    requestId: around.requestId ?? newId("request"),
    database: around.database ?? sharedDatabase(),
    clock: around.clock ?? systemClock,
  } as Scope;
}

/** For a person whose session row was just checked. Partner staff reach every merchant, merchant users their own. */
export function userScope(
  user: { id: string; name: string; role: Role; merchantId: string },
  around: Surroundings = {},
): Scope {
  const tenant = user.merchantId === PARTNER_TENANT ? EVERY_TENANT : user.merchantId;
  const actor: Actor = { kind: "user", id: user.id, name: user.name, role: user.role };
  return makeScope(actor, tenant, permissionsOf(user.role), around);
}

const KEY_PERMISSIONS: readonly Permission[] = ["orders.read", "reports.read", "refunds.write"];
const PARTNER_KEY_PERMISSIONS: readonly Permission[] = [
  ...KEY_PERMISSIONS,
  "switches.read",
  "switches.down",
  "switches.up",
  "switches.sandbox",
  "kill.on",
  "kill.off",
  "kill.partner",
  "orders.settle",
];

/** For one of our API keys whose token was just checked; `merchantId` is PARTNER_TENANT for partner-wide keys. */
export function apiKeyScope(
  key: { id: string; name: string; merchantId: string },
  around: Surroundings = {},
): Scope {
  const partnerWide = key.merchantId === PARTNER_TENANT;
  return makeScope(
    { kind: "api_key", id: key.id, name: key.name },
    partnerWide ? EVERY_TENANT : key.merchantId,
    new Set(partnerWide ? PARTNER_KEY_PERMISSIONS : KEY_PERMISSIONS),
    around,
  );
}

/** For our own programs, where nobody is behind the act: snapshots, sign-in itself, seeds, background work. */
export function systemScope(
  program: "gateway" | "worker" | "web" | "seed",
  around: Surroundings = {},
): Scope {
  const actor: Actor = { kind: "system", id: program, name: `Switchboard ${program}` };
  return makeScope(actor, EVERY_TENANT, new Set(PERMISSIONS), around);
}

/** Throws PermissionError; the door turns it into its own 403. */
export function requirePermission(scope: Scope, permission: Permission): void {
  if (!scope.permissions.has(permission)) throw new PermissionError(permission);
}
