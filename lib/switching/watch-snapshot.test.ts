import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { getMatrix } from "./queries.ts";
import { decide, siteConfig } from "./rules.ts";
import { setKillSwitch } from "./set-kill-switch.ts";
import { setMode } from "./set-mode.ts";
import { type SwitchSnapshot, watchSnapshot } from "./watch-snapshot.ts";

let world: TestWorld;
let lumen: Planted;
let snapshot: SwitchSnapshot;
const NEVER_POLLS = 3_600_000;

beforeAll(async () => {
  world = await openTestWorld();
  lumen = await world.merchant("Lumen Labs");
  snapshot = watchSnapshot({ database: world.database, directUrl: world.appUrl, pollMs: NEVER_POLLS });
  await snapshot.ready;
});
afterAll(async () => {
  await snapshot.stop();
  await world.close();
});

const why = (from: SwitchSnapshot = snapshot) => {
  const merchant = from.merchant(lumen.id)!;
  return decide(from.partner(), merchant, {
    environment: "sandbox",
    externalId: "LL-1",
    attempt: 1,
    previous: "none",
    explicitChannel: null,
    isMit: false,
    orderSource: null,
    campaignId: null,
    siteId: null,
    siteUrl: `https://www.${lumen.host}/checkout`,
    descriptor: null,
    amountMinor: 100,
    currency: "USD",
    cardBrand: null,
    cardCountry: null,
    declineCode: "51",
    declinedAt: "2026-11-06T14:00:00Z",
    declinedAtGiven: true,
    receivedAt: "2026-11-06T14:00:01Z",
    expiresAt: null,
  }).reason;
};
const sandboxOn = (id: string) => ({ scope: "site", id, channel: "cit_website", mode: "sandbox" }) as const;

test("memory equals the database", async () => {
  const { partner, merchant } = await getMatrix(world.system, lumen.id);
  expect(snapshot.merchant(lumen.id)).toEqual(merchant);
  expect(snapshot.partner()).toEqual(partner);
  expect(snapshot.merchants()).toHaveLength(1);
  expect(snapshot.merchant("mer_nobody")).toBeNull();
});

test("a merchant is found by FlexCharge's MID of the environment that the key belongs to", () => {
  const mid = `sandbox-mid-of-${lumen.id}`;
  expect(snapshot.merchantByMid(mid.toUpperCase(), "sandbox")?.id).toBe(lumen.id);
  expect(snapshot.merchantByMid(mid, "production")).toBeNull();
});

test("a switch change reaches every watcher by its notification", async () => {
  const second = watchSnapshot({ database: world.database, directUrl: world.appUrl, pollMs: NEVER_POLLS });
  await second.ready;
  expect(why()).toBe("CHANNEL_OFF");
  await setMode(world.person("admin"), { ...sandboxOn(lumen.siteId), reason: "" });
  await expect.poll(() => why(), { timeout: 1000, interval: 5 }).toBeNull();
  await expect.poll(() => why(second), { timeout: 1000, interval: 5 }).toBeNull();
  expect(snapshot.merchant(lumen.id)?.switchVersion).toBe(1);
  await second.stop();
});

test("the partner's kill switch, a merchant's suspension and a new site reach it as well", async () => {
  const admin = world.person("admin");
  await setKillSwitch(admin, { scope: "partner", on: true, reason: "Drill" });
  await expect.poll(() => why(), { timeout: 1000, interval: 5 }).toBe("KILL_SWITCH");
  await setKillSwitch(admin, { scope: "partner", on: false, reason: "Drill over" });
  await expect.poll(() => why(), { timeout: 1000, interval: 5 }).toBeNull();
  await editMerchant(admin, { merchantId: lumen.id, state: "suspended" });
  await expect.poll(() => why(), { timeout: 1000, interval: 5 }).toBe("MERCHANT_INACTIVE");
  await editMerchant(admin, { merchantId: lumen.id, state: "active" });
  const site = await createSite(admin, { merchantId: lumen.id, name: "Club", hosts: ["club.example"] });
  const id = site.ok ? site.value.id : "";
  await expect
    .poll(() => siteConfig(snapshot.merchant(lumen.id)!, id)?.hosts, { timeout: 1000 })
    .toEqual(["club.example"]);
});

test("a change whose notification was lost is found by the poll", async () => {
  const polling = watchSnapshot({ database: world.database, directUrl: world.appUrl, pollMs: 100 });
  await polling.ready;
  const owner = postgres(world.ownerUrl, { max: 1 });
  // The change is committed with its version, and nobody is told.
  await owner.begin(async (tx) => {
    await tx`ALTER TABLE kill_switches DISABLE TRIGGER touch_config`;
    await tx`INSERT INTO kill_switches (merchant_id, scope, scope_id, channel, reason, version, set_by_id, set_by_name, set_at)
      VALUES (${lumen.id}, 'merchant', ${lumen.id}, 'all', 'Silent', 99, 'usr_x', 'X', now())`;
    await tx`UPDATE config_versions SET version = version + 1 WHERE merchant_id = ${lumen.id}`;
    await tx`ALTER TABLE kill_switches ENABLE TRIGGER touch_config`;
  });
  await expect.poll(() => why(polling), { timeout: 3000, interval: 20 }).toBe("KILL_SWITCH");
  expect(polling.ageMs()).toBeLessThan(3000);
  // The other watcher hears nothing and does not poll: it proves that the notification was indeed lost.
  expect(why()).not.toBe("KILL_SWITCH");
  await owner.end();
  await polling.stop();
});

test("a watcher of an empty deployment is ready and knows nobody", async () => {
  const empty = await openTestWorld();
  const watcher = watchSnapshot({ database: empty.database, directUrl: empty.appUrl, pollMs: NEVER_POLLS });
  await watcher.ready;
  expect(watcher.partner().name).toBe("Northgate");
  expect(watcher.merchants()).toEqual([]);
  await watcher.stop();
  await empty.close();
});
