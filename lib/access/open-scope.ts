import { type Database, openDatabase, type Transaction } from "#db/client.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import { PermissionError, StepUpError, ViewOnlyError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { isProofFresh, permissionsOf, viewingPermissions } from "./rules.ts";
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
  /** When the person last showed password or code; null for programs and keys, of whom nobody asks it. */
  readonly provenAt: Date | null;
  /** Somebody looks on: the database itself refuses every write (in-scope.ts). */
  readonly isReadOnly: boolean;
  readonly requestId: string;
  /** Set while several verbs act as one (in-scope.ts, `asOne`). */
  readonly within?: Transaction;
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
  person: { provenAt: Date | null; isReadOnly: boolean } = { provenAt: null, isReadOnly: false },
): Scope {
  return {
    actor,
    tenant,
    permissions,
    ...person,
    requestId: around.requestId ?? newId("request"),
    database: around.database ?? sharedDatabase(),
    clock: around.clock ?? systemClock,
  } as Scope;
}

type Person = { id: string; name: string; role: Role; merchantId: string };

const asActor = ({ id, name, role }: Person): Actor => ({ kind: "user", id, name, role });

/**
 * For a person whose session row was just checked. Partner staff reach every merchant, merchant users their own.
 * `provenAt` is the session's; without it, the person counts as having shown their password just now.
 */
export function userScope(user: Person, around: Surroundings & { provenAt?: Date | null } = {}): Scope {
  const tenant = user.merchantId === PARTNER_TENANT ? EVERY_TENANT : user.merchantId;
  const { provenAt = (around.clock ?? systemClock).now() } = around;
  return makeScope(asActor(user), tenant, permissionsOf(user.role), around, { provenAt, isReadOnly: false });
}

/** For partner staff who look at one merchant's console as its people see it. The act stays theirs. */
export function viewingScope(user: Person, merchantId: string, around: Surroundings = {}): Scope {
  const person = { provenAt: null, isReadOnly: true };
  return makeScope(asActor(user), merchantId, viewingPermissions(user.role), around, person);
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
  if (scope.permissions.has(permission)) return;
  throw scope.isReadOnly ? new ViewOnlyError(permission) : new PermissionError(permission);
}

/** Before a change of production or of who may do what. Throws StepUpError; keys and programs have no password. */
export function requireFreshProof(scope: Scope): void {
  if (scope.actor.kind === "user" && !isProofFresh(scope.provenAt, scope.clock.now()))
    throw new StepUpError();
}
