import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { sessions, users } from "#db/schema/people.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { StepUpError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { beginSecondFactor } from "./begin-second-factor.ts";
import { checkProof } from "./check-proof.ts";
import { checkSecondFactor } from "./check-second-factor.ts";
import { checkSession } from "./check-session.ts";
import { confirmSecondFactor } from "./confirm-second-factor.ts";
import { hashPassword } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { resetSecondFactor } from "./reset-second-factor.ts";
import { signIn } from "./sign-in.ts";

/** At the beginning of a code's time. */
const START = Math.floor(Date.now() / 30_000) * 30_000 + 600_000;
const PASSWORD = "a heron walks the weir at dusk";
const at = (minutes: number) => fixedClock(new Date(START + minutes * 60_000));
let world: TestWorld;
let passwordHash: string;
let around: { database: TestWorld["database"]; clock: ReturnType<typeof at> };

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
  world = await openTestWorld();
  passwordHash = await hashPassword(PASSWORD);
  around = { database: world.database, clock: at(0) };
});
afterAll(() => world.close());

const all = <Row>(read: (tx: Parameters<Parameters<typeof inScope>[1]>[0]) => Promise<Row[]>) =>
  inScope(world.system, read);

async function member(name: string, role: Role) {
  const who = { id: `usr_${name}`, email: `${name}@people.example`, name, role, merchantId: PARTNER_TENANT };
  await inScope(world.system, (tx) => tx.insert(users).values({ ...who, passwordHash }));
  return who;
}

async function sessionOf(email: string, clock = at(0)): Promise<string> {
  const result = await signIn(
    { email, password: PASSWORD, address: "203.0.113.9", userAgent: null },
    { addressKey: "key", database: world.database, clock },
  );
  if (!result.ok) throw new Error(result.reason);
  return result.value.sessionId;
}

const codeAt = (secret: string, minutes: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: START + minutes * 60_000 });

const begin = (userId: string, needs: "enrolment" | null, provenAt: Date | null = null) =>
  beginSecondFactor({ userId, needs, provenAt }, around);

async function enrolled(name: string) {
  const user = await member(name, "operator");
  const begun = await begin(user.id, "enrolment");
  if (!begun.ok) throw new Error(begun.reason);
  const sessionId = await sessionOf(user.email);
  const { secret } = begun.value;
  const confirmed = await confirmSecondFactor(
    { userId: user.id, sessionId, code: codeAt(secret, 0) },
    around,
  );
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return { user, secret, recoveryCodes: confirmed.value.recoveryCodes, address: begun.value.address };
}
const show = (sessionId: string, code: string, minutes: number) =>
  checkSecondFactor({ sessionId, code }, { database: world.database, clock: at(minutes) });

describe("the second factor", () => {
  test("is begun by who signs in without one; by who is in already only with a fresh proof", async () => {
    const { id } = await member("stolen", "viewer");
    await expect(begin(id, null, new Date(START - 16 * 60_000))).rejects.toThrow(StepUpError);
    await expect(begin(id, null)).rejects.toThrow(StepUpError);
    expect(await begin(id, null, new Date(START - 60_000))).toMatchObject({ ok: true });
  });

  test("is set up with a first code, is sealed, and a code works once", async () => {
    const { user, secret, address, recoveryCodes } = await enrolled("totp");
    expect(address).toMatch(/^otpauth:\/\/totp\/Switchboard/);
    expect(recoveryCodes).toHaveLength(10);
    const [row] = (await all((tx) => tx.select().from(users))).filter(({ id }) => id === user.id);
    expect(row?.totpSecret?.toString("latin1")).not.toContain(secret);
    const session = await sessionOf(user.email, at(2));
    const code = codeAt(secret, 2);
    const both = await Promise.all([show(session, code, 2), show(session, code, 2)]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await show(session, codeAt(secret, 1), 2)).toMatchObject({ reason: "CODE_WRONG" });
    const [shown] = (await all((tx) => tx.select().from(sessions))).filter(({ id }) => id === session);
    expect(shown?.secondFactorAt).toEqual(new Date(START + 2 * 60_000));
  });

  test("alone is no proof in a session that is whole already: the password is asked for as well", async () => {
    const { user, secret } = await enrolled("whole");
    const session = await sessionOf(user.email, at(2));
    const provenAt = async () => (await checkSession(session, { ...around, clock: at(20) }))?.provenAt;
    expect(await show(session, codeAt(secret, 3), 3)).toMatchObject({ ok: true });
    expect(await provenAt()).toEqual(new Date(START + 3 * 60_000));
    expect(await show(session, codeAt(secret, 20), 20)).toMatchObject({ ok: true });
    expect(await provenAt()).toEqual(new Date(START + 3 * 60_000));
  });

  test("can be replaced by a recovery code, once, which is in the audit", async () => {
    const { user, recoveryCodes } = await enrolled("lost");
    const session = await sessionOf(user.email);
    const [code] = recoveryCodes;
    expect(await show(session, ` ${code?.toUpperCase()} `, 1)).toEqual({
      ok: true,
      value: { usedRecoveryCode: true },
    });
    expect(await show(session, code!, 1)).toMatchObject({ reason: "CODE_WRONG" });
    const entries = await all((tx) => tx.select().from(auditEntries));
    expect(
      entries.filter(({ action, subject }) => action === "member.recovery_code" && subject === user.id),
    ).toHaveLength(1);
  });

  test("is not found by guessing, and right codes count again when the time has passed", async () => {
    const { user, secret } = await enrolled("guessed");
    const session = await sessionOf(user.email);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => show(session, "000000", 3)));
    expect(guesses.filter((guess) => !guess.ok && guess.reason === "TOO_MANY_ATTEMPTS")).toHaveLength(4);
    expect(await show(session, codeAt(secret, 4), 4)).toMatchObject({ reason: "TOO_MANY_ATTEMPTS" });
    expect(await show(session, codeAt(secret, 20), 20)).toMatchObject({ ok: true });
  });

  test("is still shown by its owner while somebody guesses passwords in a stolen session", async () => {
    const { user, secret } = await enrolled("robbed");
    const [stolen, own] = [await sessionOf(user.email), await sessionOf(user.email)];
    const around5 = { database: world.database, clock: at(5) };
    for (let guess = 0; guess < 9; guess += 1) {
      await checkProof({ sessionId: stolen, password: "guess", code: "000000" }, around5);
    }
    expect(await checkProof({ sessionId: stolen, password: PASSWORD }, around5)).toMatchObject({
      reason: "TOO_MANY_ATTEMPTS",
    });
    expect(await show(own, codeAt(secret, 5), 5)).toMatchObject({ ok: true });
  });

  test("is reset by an administrator, who tells the person by mail", async () => {
    const { user } = await enrolled("reset");
    const place = { merchantId: PARTNER_TENANT, userId: user.id };
    expect(await resetSecondFactor(world.person("admin"), place)).toMatchObject({ value: { changed: true } });
    expect(await resetSecondFactor(world.person("admin"), place)).toMatchObject({
      value: { changed: false },
    });
    const sent = await all((tx) => tx.select().from(mails));
    expect(
      sent.filter(({ kind, toAddress }) => kind === "second_factor" && toAddress === user.email),
    ).toHaveLength(1);
    expect(await begin(user.id, "enrolment")).toMatchObject({ ok: true });
  });
});
