import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { channelReadiness } from "#db/schema/checklist.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { apiKeyScope, type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { approveChange } from "./approve-change.ts";
import { cancelChange } from "./cancel-change.ts";
import { applyScheduledChanges, notifyOfRequests } from "./jobs.ts";
import { rejectChange } from "./reject-change.ts";
import { requestChange } from "./request-change.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;

const PEOPLE = { Daniel: "admin", Mei: "admin", Priya: "operator", Gone: "admin" } as const;
const idOf = (name: string) => `usr_${name}`;

beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_URL", "https://console.example");
  world = await openTestWorld("second_person");
  for (const [name, role] of Object.entries(PEOPLE)) await plant(name, role, PARTNER_TENANT);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`);
});

const plant = (name: string, role: Role, merchantId: string) =>
  inScope(world.system, (tx) =>
    tx.insert(users).values({
      ...{ id: idOf(name), merchantId, name, role, passwordHash: "x" },
      email: `${name.toLowerCase().replaceAll(" ", ".")}@people.example`,
      disabledAt: name === "Gone" ? new Date() : null,
    }),
  );
const person = (name: string, role: Role, merchantId = PARTNER_TENANT as string): Scope =>
  userScope({ id: idOf(name), name, role, merchantId }, { database: world.database, provenAt: new Date() });
const worker = (at?: Date) =>
  systemScope("worker", { database: world.database, ...(at ? { clock: fixedClock(at) } : {}) });
async function ask(scope: Scope, over: object = {}): Promise<{ merchantId: string; requestId: string }> {
  const asked = await requestChange(scope, {
    merchantId: lumen.id,
    cells: [{ scope: "site", id: lumen.siteId, channel: "mit", mode: "production" }],
    reason: "The rebills were tested for two weeks",
    ...over,
  });
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  return { merchantId: lumen.id, requestId: asked.value.changeRequestId };
}
/** What the worker wrote since the last look: to whom, and what about. */
async function written(at?: Date) {
  await notifyOfRequests.run(worker(at));
  return inScope(world.system, async (tx) => {
    const rows = await tx.delete(mails).where(eq(mails.kind, "change_request")).returning();
    return rows
      .map(({ toAddress, subject, body, merchantId }) => ({
        to: toAddress.split("@")[0],
        subject,
        body,
        merchantId,
      }))
      .sort((a, b) => String(a.to).localeCompare(String(b.to)));
  });
}
const to = (sent: Awaited<ReturnType<typeof written>>) => sent.map((mail) => mail.to);

test("who may approve gets one mail with the way to the request, and its author, when it was carried out, one back", async () => {
  const place = await ask(person("Priya", "operator"));
  const asked = await written();
  expect(to(asked)).toEqual(["daniel", "mei"]);
  expect(asked[0]).toMatchObject({
    merchantId: PARTNER_TENANT,
    subject: `${lumen.name}: a change waits for your approval`,
    body: expect.stringContaining(`${lumen.host}, MIT to Production, asked by Priya`),
  });
  expect(asked[0]?.body).toContain(
    `https://console.example/production/m/${lumen.id}/activation/requests/${place.requestId}`,
  );
  expect(await written()).toEqual([]);

  await approveChange(person("Daniel", "admin"), { ...place, confirm: lumen.name, note: "Go" });
  const done = await written();
  expect(to(done)).toEqual(["priya"]);
  expect(done[0]?.subject).toBe(`${lumen.name}: your change was carried out`);
  expect(done[0]?.body).toContain("Daniel approved it, and it was carried out as v1 of the switches. “Go”");
  expect(await written()).toEqual([]);
});

test("a merchant's person hears of a rejection under their own merchant, and nobody of what was taken back", async () => {
  await plant(`Hana ${counter}`, "merchant_admin", lumen.id);
  const hana = person(`Hana ${counter}`, "merchant_admin", lumen.id);
  const place = await ask(hana);
  expect(to(await written())).toEqual(["daniel", "mei"]);
  await rejectChange(person("Mei", "admin"), { ...place, reason: "Not before Monday" });
  expect(await written()).toMatchObject([
    { to: `hana.${counter}`, merchantId: lumen.id, body: expect.stringContaining("Not before Monday") },
  ]);
  const again = await ask(hana);
  await cancelChange(hana, again);
  expect(await written()).toEqual([]);
});

test("an approver who asks is not asked to approve it, nor who made the key that asked", async () => {
  await ask(person("Mei", "admin"));
  expect(to(await written())).toEqual(["daniel"]);
  const key = await createApiKey(person("Daniel", "admin"), {
    ...({ merchantId: PARTNER_TENANT, environment: "production", name: `CRM ${counter}` } as const),
  });
  if (!key.ok) throw new Error(key.reason);
  const crm = { id: key.value.id, name: "CRM", merchantId: PARTNER_TENANT };
  const place = await ask(apiKeyScope(crm, { database: world.database }), {
    cells: [{ scope: "merchant", id: lumen.id, channel: "mit", mode: "production" }],
  });
  expect(to(await written())).toEqual(["mei"]);
  await rejectChange(person("Mei", "admin"), { ...place, reason: "Not this one" });
  expect(to(await written())).toEqual(["daniel"]);
});

test("the author hears when it is approved for a date, and when that date found a gate open", async () => {
  const date = new Date(Date.now() + 3_600_000);
  const due = new Date(date.getTime() + 1);
  const place = await ask(person("Priya", "operator"), { scheduledFor: date });
  await written();
  await approveChange(person("Daniel", "admin"), { ...place, confirm: lumen.name });
  expect(await written()).toMatchObject([
    { to: "priya", subject: `${lumen.name}: your change was approved` },
  ]);
  await inScope(world.system, (tx) =>
    tx
      .update(channelReadiness)
      .set({ open: ["refund"] })
      .where(eq(channelReadiness.merchantId, lumen.id)),
  );
  await applyScheduledChanges.run(worker(due));
  expect(await written(due)).toMatchObject([
    { to: "priya", subject: `${lumen.name}: your change is suspended` },
  ]);
});
