import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { merchants } from "#db/schema/merchants.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { fixedClock, systemClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError, StepUpError, ViewOnlyError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { changeRole } from "./change-role.ts";
import { checkProof } from "./check-proof.ts";
import { checkSession } from "./check-session.ts";
import { createApiKey } from "./create-api-key.ts";
import { endSession } from "./end-session.ts";
import { hashPassword } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { forgetOldSignIns } from "./jobs.ts";
import { requirePermission, userScope, viewingScope } from "./open-scope.ts";
import { listMembers } from "./queries/list-members.ts";
import { listSessions } from "./queries/list-sessions.ts";
import { revokeSessions } from "./revoke-sessions.ts";
import { isProofFresh, secondFactorNeed } from "./rules.ts";
import { signIn } from "./sign-in.ts";
import { startViewing } from "./start-viewing.ts";
import { stopViewing } from "./stop-viewing.ts";

const PASSWORD = "a heron walks the weir at dusk";
let world: TestWorld;
let harbor: Planted;
let other: Planted;
let passwordHash: string;

beforeAll(async () => {
  world = await openTestWorld();
  harbor = await world.merchant("Harbor");
  other = await world.merchant("Other");
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => world.close());

async function person(id: string, role: Role, merchantId: string = PARTNER_TENANT) {
  const row = { id, email: `${id}@people.example`, name: id, role, merchantId, passwordHash };
  await inScope(world.system, (tx) => tx.insert(users).values(row).onConflictDoNothing());
  return { ...row, scope: userScope(row, { database: world.database }) };
}

async function open(email: string): Promise<string> {
  const result = await signIn(
    { email, password: PASSWORD, address: "203.0.113.9", userAgent: "Firefox" },
    { addressKey: "key", database: world.database },
  );
  if (!result.ok) throw new Error(result.reason);
  return result.value.sessionId;
}

const check = (sessionId: string, clock = systemClock) =>
  checkSession(sessionId, { database: world.database, clock, isSecondFactorRequired: false });
const inMinutes = (minutes: number) => fixedClock(new Date(Date.now() + minutes * 60_000));

describe("what a session must show", () => {
  test.each([
    ["staff without a second factor set one up", true, false, null, true, "enrolment"],
    ["staff without one go on where nobody asks for it", true, false, null, false, null],
    ["staff with one show a code", true, true, null, true, "code"],
    ["whoever has one shows it, asked for or not", false, true, null, false, "code"],
    ["who has shown it goes on", true, true, new Date(), true, null],
    ["who has shown their provider's goes on", true, false, new Date(), true, null],
    ["a merchant's people need none", false, false, null, true, null],
  ] as const)("%s", (_words, isPartnerStaff, isEnrolled, shownAt, isRequired, need) => {
    expect(secondFactorNeed({ isPartnerStaff, isEnrolled, shownAt, isRequired })).toBe(need);
  });

  test("a session of staff that lacks it says so, unless the deployment asks for none", async () => {
    const ida = await person("usr_ida", "viewer");
    const sessionId = await open(ida.email);
    expect(await checkSession(sessionId, { database: world.database })).toMatchObject({ needs: "enrolment" });
    expect(await check(sessionId)).toMatchObject({ needs: null });
  });
});

describe("a proof of who it is", () => {
  test("holds for a quarter of an hour", () => {
    const now = new Date("2026-11-20T14:00:00Z");
    expect(isProofFresh(new Date("2026-11-20T13:45:00Z"), now)).toBe(true);
    expect(isProofFresh(new Date("2026-11-20T13:44:59Z"), now)).toBe(false);
    expect(isProofFresh(null, now)).toBe(false);
  });

  test("is asked for before a key is made, and the password opens it again", async () => {
    const tom = await person("usr_tom", "merchant_admin", harbor.id);
    const sessionId = await open(tom.email);
    const later = inMinutes(16);
    const before = await check(sessionId, later);
    const key = { merchantId: harbor.id, environment: "sandbox", name: "Checkout" } as const;
    const scopeWith = (provenAt: Date | null | undefined) =>
      userScope(tom, { database: world.database, clock: later, provenAt: provenAt ?? null });
    await expect(createApiKey(scopeWith(before?.provenAt), key)).rejects.toThrow(StepUpError);
    const around = { database: world.database, clock: later };
    expect(await checkProof({ sessionId, password: "something else" }, around)).toMatchObject({
      reason: "PASSWORD_WRONG",
    });
    expect(await checkProof({ sessionId, password: PASSWORD }, around)).toMatchObject({ ok: true });
    const after = await check(sessionId, later);
    expect(await createApiKey(scopeWith(after?.provenAt), key)).toMatchObject({ ok: true });
  });

  test("cannot be guessed, and guessing shuts nobody else out", async () => {
    const guessed = await person("usr_guessed", "operator");
    const thief = await open(guessed.email);
    const around = { database: world.database };
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => checkProof({ sessionId: thief, password: "guess" }, around)),
    );
    expect(tries.filter((one) => !one.ok && one.reason === "PASSWORD_WRONG")).toHaveLength(8);
    expect(await checkProof({ sessionId: thief, password: PASSWORD }, around)).toMatchObject({
      reason: "TOO_MANY_ATTEMPTS",
    });
    const own = await open(guessed.email);
    expect(await checkProof({ sessionId: own, password: PASSWORD }, around)).toMatchObject({ ok: true });
  });
});

describe("sessions", () => {
  test("are listed to their owner alone, and ended one by one or all but this one", async () => {
    const mei = await person("usr_mei", "merchant_viewer", harbor.id);
    const ben = await person("usr_ben", "merchant_viewer", harbor.id);
    const [first, second, third, foreign] = [
      await open(mei.email),
      await open(mei.email),
      await open(mei.email),
      await open(ben.email),
    ];
    const here = { merchantId: harbor.id, currentId: first };
    expect((await listSessions(mei.scope)).map(({ id }) => id).sort()).toEqual([first, second, third].sort());
    expect(await endSession(mei.scope, { ...here, sessionId: foreign })).toMatchObject({
      value: { ended: 0 },
    });
    expect(await endSession(mei.scope, { ...here, sessionId: second })).toMatchObject({
      value: { ended: 1 },
    });
    expect(await check(second)).toBeNull();
    expect(await endSession(mei.scope, { ...here, sessionId: "all" })).toMatchObject({ value: { ended: 1 } });
    expect(await check(third)).toBeNull();
    expect(await check(first)).not.toBeNull();
    expect(await check(foreign)).not.toBeNull();
  });

  test("of a merchant's people are seen and ended by their administrator, nobody else's", async () => {
    const boss = await person("usr_boss", "merchant_admin", harbor.id);
    const lee = await person("usr_lee", "merchant_support", harbor.id);
    const sessionId = await open(lee.email);
    const { members } = await listMembers(boss.scope, harbor.id);
    expect(members.find(({ id }) => id === lee.id)?.lastSeenAt).toBeInstanceOf(Date);
    expect(await revokeSessions(boss.scope, { merchantId: harbor.id, userId: lee.id })).toMatchObject({
      value: { ended: 1 },
    });
    expect(await check(sessionId)).toBeNull();
    const again = await open(lee.email);
    await changeRole(boss.scope, { merchantId: harbor.id, userId: lee.id, role: "merchant_viewer" });
    expect(await check(again)).toBeNull();
  });

  test("are forgotten in time, but not when somebody was last seen", async () => {
    const boss = await person("usr_boss", "merchant_admin", harbor.id);
    const kim = await person("usr_kim", "merchant_viewer", harbor.id);
    await open(kim.email);
    const seenAt = async () =>
      (await listMembers(boss.scope, harbor.id)).members.find(({ id }) => id === kim.id)?.lastSeenAt;
    const before = await seenAt();
    expect(before).toBeInstanceOf(Date);
    for (const days of [9, 10]) {
      await forgetOldSignIns.run({ ...world.system, clock: inMinutes(days * 24 * 60) });
      expect(await seenAt()).toEqual(before);
    }
    expect(await listSessions(kim.scope)).toEqual([]);
  });
});

describe("viewing as a merchant", () => {
  test("lasts an hour, reads that merchant alone, changes nothing and is in its audit with both ids", async () => {
    const staff = await person("usr_staff", "admin");
    const sessionId = await open(staff.email);
    await startViewing(staff.scope, { sessionId, merchantId: harbor.id });
    expect((await check(sessionId))?.viewing).toMatchObject({ merchantId: harbor.id });
    expect((await check(sessionId, inMinutes(61)))?.viewing).toBeNull();

    const scope = viewingScope(staff, harbor.id, { database: world.database });
    const seen = await inScope(scope, (tx) => tx.select({ id: merchants.id }).from(merchants));
    expect(seen).toEqual([{ id: harbor.id }]);
    expect(() => requirePermission(scope, "keys.write")).toThrow(ViewOnlyError);
    expect(scope.permissions.has("orders.customer")).toBe(false);
    const write = inScope(scope, (tx) =>
      tx.update(merchants).set({ name: "Mine" }).where(eq(merchants.id, harbor.id)),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: "25006" } });

    expect(await stopViewing(staff.scope, { sessionId })).toMatchObject({ value: { merchantId: harbor.id } });
    expect(await stopViewing(staff.scope, { sessionId })).toMatchObject({ value: { merchantId: null } });
    expect((await check(sessionId))?.viewing).toBeNull();
    const entries = await inScope(world.system, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.merchantId, harbor.id)),
    );
    const told = entries.filter(({ action }) => action.startsWith("viewing."));
    expect(told.map(({ action, actorId, subject }) => [action, actorId, subject])).toEqual([
      ["viewing.start", staff.id, harbor.id],
      ["viewing.stop", staff.id, harbor.id],
    ]);
  });

  test("is for partner staff, in a session of their own, at a merchant that exists", async () => {
    const staff = await person("usr_staff", "admin");
    const sessionId = await open(staff.email);
    const boss = await person("usr_boss", "merchant_admin", harbor.id);
    const start = (scope: typeof staff.scope, merchantId: string, session = sessionId) =>
      startViewing(scope, { sessionId: session, merchantId });
    await expect(start(boss.scope, harbor.id)).rejects.toThrow(NotFoundError);
    await expect(start(boss.scope, other.id)).rejects.toThrow(NotFoundError);
    await expect(start(staff.scope, "mer_nowhere")).rejects.toThrow(NotFoundError);
    await expect(start(staff.scope, PARTNER_TENANT)).rejects.toThrow(NotFoundError);
    await expect(start(world.person("admin"), harbor.id)).rejects.toThrow(NotFoundError);
    expect((await check(sessionId))?.viewing).toBeNull();
  });

  test("is no way around one's own role", () => {
    const viewer = { id: "usr_v", name: "V", role: "viewer" as const, merchantId: PARTNER_TENANT };
    const scope = viewingScope(viewer, harbor.id, { database: world.database });
    expect(() => requirePermission(scope, "audit.read")).toThrow(PermissionError);
    expect(scope.permissions.has("orders.read")).toBe(true);
  });
});
