import { like } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { hashPassword } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { requestPasswordReset } from "./request-password-reset.ts";
import { signIn } from "./sign-in.ts";

const PASSWORD = "a heron walks the weir at dusk";
const HERE = "203.0.113.9";
const ELSEWHERE = "198.51.100.4";
let world: TestWorld;
let passwordHash: string;
let around: { addressKey: string; database: TestWorld["database"] };

beforeAll(async () => {
  world = await openTestWorld();
  passwordHash = await hashPassword(PASSWORD);
  around = { addressKey: "key", database: world.database };
});
afterAll(() => world.close());

const emailOf = (group: string, index: number) => `${group}${index}@people.example`;

async function plant(group: string, times: number): Promise<void> {
  const rows = Array.from({ length: times }, (_, index) => ({
    ...{ id: `usr_${group}${index}`, email: emailOf(group, index), name: `${group} ${index}` },
    ...{ role: "viewer" as const, merchantId: PARTNER_TENANT, passwordHash },
  }));
  await inScope(world.system, (tx) => tx.insert(users).values(rows));
}
const ask = (email: string, address: string) => requestPasswordReset({ email, address }, around);
const sentTo = (group: string) =>
  inScope(world.system, (tx) =>
    tx
      .select({ to: mails.toAddress })
      .from(mails)
      .where(like(mails.toAddress, `${group}%`)),
  );

test("links for a new password reach one mailbox three times an hour, wherever they are asked for", async () => {
  await plant("flooded", 1);
  for (let index = 0; index < 6; index += 1) await ask(emailOf("flooded", 0), `192.0.2.${index}`);
  expect(await sentTo("flooded")).toHaveLength(3);
});

test("one browser has links sent to twenty people an hour; whoever is elsewhere still gets one, and all sign in", async () => {
  await plant("listed", 30);
  await Promise.all(Array.from({ length: 30 }, (_, index) => ask(emailOf("listed", index), HERE)));
  const sent = (await sentTo("listed")).map(({ to }) => to);
  expect(sent).toHaveLength(20);
  const left = Array.from({ length: 30 }, (_, index) => emailOf("listed", index)).find(
    (email) => !sent.includes(email),
  )!;
  await ask(left, HERE);
  expect(await sentTo("listed")).toHaveLength(20);
  await ask(left, ELSEWHERE);
  expect((await sentTo("listed")).map(({ to }) => to)).toContain(left);
  const signedIn = await signIn({ email: left, password: PASSWORD, address: HERE, userAgent: null }, around);
  expect(signedIn).toMatchObject({ ok: true });
});

test("asking for strangers' addresses costs nobody a link", async () => {
  await plant("neighbour", 1);
  for (let index = 0; index < 25; index += 1) await ask(emailOf("stranger", index), "192.0.2.77");
  await ask(emailOf("neighbour", 0), "192.0.2.77");
  expect(await sentTo("neighbour")).toHaveLength(1);
  expect(await sentTo("stranger")).toEqual([]);
});
