import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { checkSession } from "./check-session.ts";
import { hashPassword, passwordMatches } from "./hash-password.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const PASSWORD = "correct horse battery staple";
const START = "2026-11-20T14:00:00Z";
let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 4 });
  const passwordHash = await hashPassword(PASSWORD);
  await inTenant(database, EVERY_TENANT, async (tx) => {
    const person = (id: string, email: string) => ({
      id,
      email,
      name: email,
      merchantId: PARTNER_TENANT,
      role: "operator" as const,
      passwordHash,
    });
    await tx
      .insert(users)
      .values([
        person("usr_priya", "priya@northgate.example"),
        person("usr_mei", "mei@northgate.example"),
        person("usr_ana", "ana@northgate.example"),
        { ...person("usr_gone", "gone@northgate.example"), disabledAt: new Date(START) },
      ]);
  });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const at = (minutes: number) => fixedClock(new Date(Date.parse(START) + minutes * 60_000));
const attempt = (
  email: string,
  {
    password = PASSWORD,
    address = "203.0.113.5",
    minutes = 0,
  }: { password?: string; address?: string; minutes?: number } = {},
) =>
  signIn(
    { email, password, address, userAgent: "Firefox" },
    { addressKey: "test-key", database, clock: at(minutes) },
  );
const check = (sessionId: string, minutes: number, isPresence?: boolean) =>
  checkSession(sessionId, {
    database,
    clock: at(minutes),
    ...(isPresence === undefined ? {} : { isPresence }),
  });

async function openSession(email = "priya@northgate.example"): Promise<string> {
  const result = await attempt(email);
  if (!result.ok) throw new Error(result.reason);
  return result.value.sessionId;
}

describe("signing in", () => {
  test("the right password opens a session that names the person and their role", async () => {
    const sessionId = await openSession(" Priya@Northgate.example ");
    const signedIn = await check(sessionId, 1);
    expect(signedIn?.user).toMatchObject({ id: "usr_priya", role: "operator", isPartnerStaff: true });
    expect(JSON.stringify(signedIn)).not.toContain("argon2");
  });

  test("a wrong password, an unknown e-mail and a disabled person get one and the same answer", async () => {
    const answers = await Promise.all([
      attempt("priya@northgate.example", { password: "wrong", address: "198.51.100.1" }),
      attempt("nobody@northgate.example", { address: "198.51.100.1" }),
      attempt("gone@northgate.example", { address: "198.51.100.1" }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ ok: false, reason: "CREDENTIALS_WRONG" });
  });

  test("an unknown e-mail costs the same work as a known one", async () => {
    expect(await passwordMatches(null, "nobody has this password")).toBe(false);
  });

  test("guessing from one address is stopped there, even with the right password, and only for a while", async () => {
    const guesses = Array.from({ length: 20 }, () =>
      attempt("mei@northgate.example", { password: "guess", address: "198.51.100.7" }),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((one) => !one.ok && one.reason === "CREDENTIALS_WRONG")).toHaveLength(8);
    const blocked = await attempt("mei@northgate.example", { address: "198.51.100.7", minutes: 5 });
    expect(blocked).toEqual({ ok: false, reason: "TOO_MANY_ATTEMPTS", retryAfterSeconds: 600 });
    expect(await attempt("mei@northgate.example", { address: "198.51.100.7", minutes: 16 })).toMatchObject({
      ok: true,
    });
  });

  test("somebody else's guesses do not lock a person out", async () => {
    for (let guess = 0; guess < 9; guess += 1) {
      await attempt("ana@northgate.example", { password: "guess", address: "198.51.100.8" });
    }
    expect(await attempt("ana@northgate.example", { address: "203.0.113.9" })).toMatchObject({ ok: true });
  });

  test("trying one password on many accounts from one address is stopped too", async () => {
    const spray = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        attempt(`person${index}@northgate.example`, { password: "x", address: "198.51.100.9" }),
      ),
    );
    expect(spray.filter((one) => !one.ok && one.reason === "TOO_MANY_ATTEMPTS")).toHaveLength(4);
  });
});

describe("a session", () => {
  test("ends after eight hours without a sign of life", async () => {
    const sessionId = await openSession();
    expect(await check(sessionId, 479)).not.toBeNull();
    expect(await check(sessionId, 479 + 241)).toBeNull();
    const idle = await openSession();
    expect(await check(idle, 481)).toBeNull();
  });

  test("ends after twelve hours however busy it is", async () => {
    const sessionId = await openSession();
    for (const minutes of [300, 600, 719]) expect(await check(sessionId, minutes)).not.toBeNull();
    expect(await check(sessionId, 720)).toBeNull();
  });

  test("is not kept alive by a page that polls", async () => {
    const sessionId = await openSession();
    expect(await check(sessionId, 470, false)).not.toBeNull();
    expect(await check(sessionId, 481)).toBeNull();
  });

  test("is over at once when the person signs out", async () => {
    const sessionId = await openSession();
    await signOut(sessionId, { database, clock: at(1) });
    expect(await check(sessionId, 1)).toBeNull();
  });

  test("an invented id opens nothing", async () => {
    expect(await check("ses_INVENTED", 0)).toBeNull();
  });
});
