import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { invitations } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { activateMember } from "./activate-member.ts";
import { changeRole } from "./change-role.ts";
import { checkSession } from "./check-session.ts";
import { disableMember } from "./disable-member.ts";
import { inScope } from "./in-scope.ts";
import { invitePerson } from "./invite-person.ts";
import { findInvitation } from "./queries/find-invitation.ts";
import { listMembers } from "./queries/list-members.ts";
import { requestPasswordReset } from "./request-password-reset.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { revokeSessions } from "./revoke-sessions.ts";
import { signIn } from "./sign-in.ts";

/** Ahead of the clock of those who invite. */
const START = Math.floor(Date.now() / 30_000) * 30_000 + 600_000;
const PASSWORD = "a heron walks the weir at dusk";
const at = (minutes: number) => fixedClock(new Date(START + minutes * 60_000));
let world: TestWorld;
let harbor: Planted;
let other: Planted;
let around: { database: TestWorld["database"]; clock: ReturnType<typeof at>; addressKey: string };

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
  world = await openTestWorld();
  harbor = await world.merchant("Harbor");
  other = await world.merchant("Other");
  around = { database: world.database, clock: at(0), addressKey: "key" };
});
afterAll(() => world.close());

const all = <Row>(read: (tx: Parameters<Parameters<typeof inScope>[1]>[0]) => Promise<Row[]>) =>
  inScope(world.system, read);

async function linkOf(email: string): Promise<string> {
  const sent = (await all((tx) => tx.select().from(mails))).filter(({ toAddress }) => toAddress === email);
  const last = sent.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
  const token = /invitation\/([\w-]+)/.exec(last?.body ?? "")?.[1];
  if (!token) throw new Error(`no link was sent to ${email}`);
  return token;
}

async function member(name: string, role: Role, merchantId: string = PARTNER_TENANT) {
  const email = `${name}@people.example`;
  const invited = await invitePerson(world.person("admin"), { merchantId, email, name, role });
  expect(invited).toMatchObject({ ok: true });
  expect(await acceptInvitation({ token: await linkOf(email), password: PASSWORD }, around)).toMatchObject({
    ok: true,
  });
  const [row] = (await all((tx) => tx.select().from(users))).filter((user) => user.email === email);
  return row!;
}

async function sessionOf(email: string, clock = at(0)): Promise<string> {
  const result = await signIn(
    { email, password: PASSWORD, address: "203.0.113.9", userAgent: null },
    { addressKey: "key", database: world.database, clock },
  );
  if (!result.ok) throw new Error(result.reason);
  return result.value.sessionId;
}

describe("an invitation", () => {
  test("makes a member once, of two who open the link at the same moment one", async () => {
    const email = "hana@harbor.example";
    const staff = world.person("operator");
    await invitePerson(staff, {
      merchantId: harbor.id,
      email: " Hana@Harbor.example",
      name: "Hana",
      role: "merchant_admin",
    });
    const token = await linkOf(email);
    expect(await findInvitation(token, around)).toMatchObject({
      ok: true,
      value: { home: "Harbor", role: "merchant_admin", invitedByName: "Daniel the operator" },
    });
    const tries = await Promise.all(
      [1, 2, 3].map(() => acceptInvitation({ token, password: PASSWORD }, around)),
    );
    expect(tries.filter((result) => result.ok)).toHaveLength(1);
    expect(tries.filter((result) => !result.ok).map((result) => "reason" in result && result.reason)).toEqual(
      ["INVITATION_USED", "INVITATION_USED"],
    );
    const entries = (await all((tx) => tx.select().from(auditEntries))).filter(
      ({ merchantId }) => merchantId === harbor.id,
    );
    expect(entries.filter(({ action }) => action === "member.join")).toHaveLength(1);
    const again = await invitePerson(staff, {
      merchantId: harbor.id,
      email,
      name: "Hana",
      role: "merchant_viewer",
    });
    expect(again).toMatchObject({ ok: false, reason: "ALREADY_MEMBER" });
  });

  test("ends after seven days, by a newer one and by being revoked, and says whom to ask", async () => {
    const admin = world.person("admin");
    const invite = () =>
      invitePerson(admin, {
        merchantId: PARTNER_TENANT,
        email: "late@people.example",
        name: "Late",
        role: "viewer",
      });
    await invite();
    const first = await linkOf("late@people.example");
    const second = await invite();
    expect(await acceptInvitation({ token: first, password: PASSWORD }, around)).toMatchObject({
      reason: "INVITATION_REVOKED",
      invitedByName: "Daniel the admin",
    });
    const token = await linkOf("late@people.example");
    const later = fixedClock(new Date(Date.now() + 8 * 24 * 3_600_000));
    expect(await acceptInvitation({ token, password: PASSWORD }, { ...around, clock: later })).toMatchObject({
      reason: "INVITATION_EXPIRED",
    });
    if (!second.ok) throw new Error(second.reason);
    const { invitationId } = second.value;
    expect(await revokeInvitation(admin, { merchantId: PARTNER_TENANT, invitationId })).toMatchObject({
      ok: true,
    });
    expect(await revokeInvitation(admin, { merchantId: PARTNER_TENANT, invitationId })).toMatchObject({
      reason: "NOT_OPEN",
    });
    expect(await acceptInvitation({ token: "guess", password: PASSWORD }, around)).toMatchObject({
      reason: "INVITATION_UNKNOWN",
    });
  });

  test("does not tell a merchant that an address is known elsewhere; its owner learns it", async () => {
    await member("elsewhere", "merchant_support", other.id);
    const admin = world.person("merchant_admin", harbor.id);
    const input = {
      merchantId: harbor.id,
      email: "elsewhere@people.example",
      name: "E",
      role: "merchant_viewer" as const,
    };
    expect(await invitePerson(admin, input)).toMatchObject({ ok: true });
    const token = await linkOf(input.email);
    expect(await acceptInvitation({ token, password: PASSWORD }, around)).toMatchObject({
      reason: "ADDRESS_TAKEN",
    });
    expect(
      (await all((tx) => tx.select().from(users))).filter(({ email }) => email === input.email),
    ).toHaveLength(1);
  });

  test("keeps no token, only its hash", async () => {
    const rows = await all((tx) => tx.select().from(invitations));
    const token = await linkOf("hana@harbor.example");
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test.each([
    ["viewer", PARTNER_TENANT],
    ["operator", PARTNER_TENANT],
    ["merchant_developer", "harbor"],
  ] as const)("is not a %s's to send", async (role, home) => {
    const merchantId = home === "harbor" ? harbor.id : home;
    const scope = world.person(role, merchantId);
    const person = { email: "x@people.example", name: "X", role: "viewer" as const };
    await expect(invitePerson(scope, { merchantId, ...person })).rejects.toBeInstanceOf(PermissionError);
  });

  test("reaches no other merchant and not the partner, and gives roles of its own side only", async () => {
    const admin = world.person("merchant_admin", harbor.id);
    const person = { email: "x@people.example", name: "X", role: "merchant_viewer" as const };
    await expect(invitePerson(admin, { merchantId: other.id, ...person })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(invitePerson(admin, { merchantId: PARTNER_TENANT, ...person })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect(await invitePerson(admin, { merchantId: harbor.id, ...person, role: "admin" })).toMatchObject({
      reason: "NOT_A_ROLE_HERE",
    });
  });

  test.each([
    ["short", "TOO_SHORT"],
    ["passwordpassword", "TOO_COMMON"],
    ["Harbor-Harbor-2026", "CONTEXT"],
  ])("refuses the password %s", async (password, problem) => {
    await invitePerson(world.person("admin"), {
      merchantId: harbor.id,
      email: "weak@people.example",
      name: "Weak",
      role: "merchant_viewer",
    });
    const token = await linkOf("weak@people.example");
    expect(await acceptInvitation({ token, password }, around)).toMatchObject({
      reason: "PASSWORD",
      problem,
    });
  });
});

describe("a new password", () => {
  test("is chosen by a link, ends every session, and the answer is the same for a stranger's address", async () => {
    const { email } = await member("forgetful", "viewer");
    const session = await sessionOf(email);
    for (const address of [email, "nobody@people.example"]) {
      expect(await requestPasswordReset({ email: address, address: "203.0.113.9" }, around)).toBeUndefined();
    }
    const sent = await all((tx) => tx.select().from(mails));
    expect(sent.filter(({ toAddress }) => toAddress === "nobody@people.example")).toEqual([]);
    const password = "another heron stands on the bank";
    expect(await acceptInvitation({ token: await linkOf(email), password }, around)).toEqual({
      ok: true,
      value: { email },
    });
    expect(await checkSession(session, around)).toBeNull();
    await expect(sessionOf(email)).rejects.toThrow("CREDENTIALS_WRONG");
  });
});

describe("members", () => {
  test("change role and are signed out by it; disabled they are out at once, and may come back", async () => {
    const admin = world.person("admin");
    const { id: userId, email, merchantId } = await member("mobile", "operator");
    const place = { merchantId, userId };
    const first = await sessionOf(email);
    expect(await changeRole(admin, { ...place, role: "finance" })).toMatchObject({
      value: { changed: true },
    });
    expect(await changeRole(admin, { ...place, role: "finance" })).toMatchObject({
      value: { changed: false },
    });
    expect(await checkSession(first, around)).toBeNull();
    const second = await sessionOf(email);
    expect(await revokeSessions(admin, place)).toMatchObject({ value: { ended: 1 } });
    expect(await checkSession(second, around)).toBeNull();
    await disableMember(admin, place);
    await expect(sessionOf(email)).rejects.toThrow("CREDENTIALS_WRONG");
    await activateMember(admin, place);
    expect(await checkSession(await sessionOf(email), around)).toMatchObject({ user: { role: "finance" } });
    const { members } = await listMembers(admin, PARTNER_TENANT);
    expect(members.find((row) => row.id === userId)).toMatchObject({
      role: "finance",
      secondFactorSince: null,
    });
  });

  test("always have an administrator, also when two remove each other at once", async () => {
    const admin = world.person("merchant_admin", other.id);
    const [one, two] = [
      await member("ada", "merchant_admin", other.id),
      await member("bob", "merchant_admin", other.id),
    ];
    const place = (userId: string) => ({ merchantId: other.id, userId });
    const results = await Promise.all([
      disableMember(admin, place(one.id)),
      changeRole(admin, { ...place(two.id), role: "merchant_viewer" }),
    ]);
    expect(results.filter((result) => !result.ok)).toMatchObject([{ reason: "LAST_ADMIN" }]);
  });

  test("of another merchant are not found, and nobody without the permission changes one", async () => {
    const { id: userId } = await member("foreign", "merchant_viewer", other.id);
    const admin = world.person("merchant_admin", harbor.id);
    await expect(disableMember(admin, { merchantId: other.id, userId })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(listMembers(admin, PARTNER_TENANT)).rejects.toBeInstanceOf(NotFoundError);
    expect((await listMembers(admin, other.id)).members).toEqual([]);
    const seen = await listMembers(world.person("admin"), other.id);
    expect(seen.members.map(({ id }) => id)).toContain(userId);
    const support = world.person("merchant_support", other.id);
    await expect(disableMember(support, { merchantId: other.id, userId })).rejects.toBeInstanceOf(
      PermissionError,
    );
  });
});
