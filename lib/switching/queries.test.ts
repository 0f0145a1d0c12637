import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { archiveMerchant } from "#lib/merchants/archive-merchant.ts";
import { setActivationOwner } from "#lib/merchants/set-activation-owner.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { CHANNELS, MODES, type Mode, type SettableMode, type SwitchScope } from "#lib/terms.ts";
import { getMatrix, getPartnerConfig, listMerchantBoard } from "./queries.ts";
import { cellState, isRaise } from "./rules.ts";
import { setKillSwitch } from "./set-kill-switch.ts";
import { setMode } from "./set-mode.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());

const set = async (
  scope: SwitchScope,
  id: string,
  channel: (typeof CHANNELS)[number],
  mode: SettableMode,
) => {
  const done = await setMode(world.partnerKey(), {
    scope,
    id,
    channel,
    mode,
    reason: "Planned with the merchant",
  });
  if (!done.ok) throw new Error(done.reason);
};

describe("the merchants board", () => {
  test("shows the highest mode that the matrix shows on any site or campaign", async () => {
    const merchant = await world.merchant("Harbor & Pine");
    const second = await createSite(world.system, {
      merchantId: merchant.id,
      name: "Two",
      hosts: ["two.example"],
    });
    const secondId = second.ok ? second.value.id : "";
    const steps: [SwitchScope, string, (typeof CHANNELS)[number], SettableMode][] = [
      ["merchant", merchant.id, "mit", "production"],
      ["site", merchant.siteId, "mit", "off"],
      ["campaign", merchant.campaignId, "cit_website", "sandbox"],
      ["site", secondId, "mit", "sandbox"],
      ["merchant", merchant.id, "cit_call_center", "sandbox"],
      ["site", secondId, "cit_call_center", "production"],
    ];
    for (const step of steps) {
      await set(...step);
      const [row] = await listMerchantBoard(world.person("viewer"), { search: "harbor & P" });
      const { partner, merchant: config } = await getMatrix(world.system, merchant.id);
      for (const channel of CHANNELS) {
        const siteModes = config.sites.map(
          (site) => cellState(partner, config, "site", site.id, channel).effective,
        );
        const modes = [
          ...siteModes,
          ...config.campaigns.map(
            (each) => cellState(partner, config, "campaign", each.id, channel).effective,
          ),
        ];
        const highest = modes.reduce<Mode>((best, mode) => (isRaise(best, mode) ? mode : best), "off");
        const counts = Object.fromEntries(
          MODES.map((mode) => [mode, siteModes.filter((each) => each === mode).length]),
        );
        expect(row?.channels[channel], `${channel} after ${step}`).toEqual({
          highest,
          stoppedSince: null,
          sites: counts,
        });
      }
    }
  });

  test("says stopped where any site is, and for all when the partner is", async () => {
    const merchant = await world.merchant("Atelier Nord");
    const stopped = async () => {
      const [row] = await listMerchantBoard(world.system, { search: merchant.id });
      return CHANNELS.filter((channel) => row?.channels[channel].stoppedSince);
    };
    const admin = world.person("admin");
    const reason = "Duplicate rebills";
    await setKillSwitch(admin, { scope: "site", id: merchant.siteId, channel: "mit", on: true, reason });
    expect(await stopped()).toEqual(["mit"]);
    await setKillSwitch(admin, { scope: "partner", on: true, reason });
    expect(await stopped()).toEqual([...CHANNELS]);
    const [row] = await listMerchantBoard(world.system, { search: merchant.id });
    const { partner, merchant: config } = await getMatrix(world.system, merchant.id);
    // The rebills have stood still since their own stop, the rest since the partner's.
    expect(row?.channels.mit.stoppedSince).toBe(config.kills[0]?.setBy.at);
    expect(row?.channels.cit_website.stoppedSince).toBe(partner.kills[0]?.setBy.at);
    await setKillSwitch(admin, { scope: "partner", on: false, reason });
  });

  test("finds by name, MID, host and descriptor, and takes % and _ as they are", async () => {
    const merchant = await world.merchant("Solstice Skin");
    const found = async (search: string) =>
      (await listMerchantBoard(world.system, { search })).map((row) => row.id);
    for (const search of [
      "solstice",
      merchant.id,
      `sandbox-mid-of-${merchant.id}`.toUpperCase(),
      "https://www.solstice-skin.example/x",
      "solstice skin*",
    ])
      expect(await found(search), search).toEqual([merchant.id]);
    expect(await found("%")).toEqual([]);
    expect(await found("sols_ice")).toEqual([]);
    expect((await listMerchantBoard(world.system, { currency: "EUR" })).length).toBe(0);
  });

  test("leaves archived merchants out, and shows a merchant only its own row", async () => {
    const gone = await world.merchant("Gone Ltd");
    await archiveMerchant(world.system, { merchantId: gone.id });
    expect(await listMerchantBoard(world.system, { search: "Gone" })).toEqual([]);
    expect(await listMerchantBoard(world.system, { search: "Gone", archived: true })).toMatchObject([
      { archived: true, state: "closed", credentials: { production: { state: "verified" } } },
    ]);
    expect(
      await listMerchantBoard(world.person("merchant_viewer", gone.id), { archived: true }),
    ).toHaveLength(1);
  });
});

describe("the activation owner", () => {
  test("is named to the partner's staff; a merchant's people see the partner where the owner is one of its staff", async () => {
    const merchant = await world.merchant("Oakline");
    await inScope(world.system, (tx) =>
      tx.insert(users).values({
        id: "usr_priya",
        merchantId: "partner",
        email: "priya@x.example",
        name: "Priya Nair",
        role: "operator",
        passwordHash: "-",
      }),
    );
    await setActivationOwner(world.system, { merchantId: merchant.id, userId: "usr_priya" });
    const ownerFor = async (who: Parameters<typeof getMatrix>[0]) =>
      (await getMatrix(who, merchant.id)).merchant.activationOwner?.name;
    expect(await ownerFor(world.person("viewer"))).toBe("Priya Nair");
    expect(await ownerFor(world.person("merchant_viewer", merchant.id))).toBe("Northgate");
  });

  test("the partner's own configuration is readable to everybody signed in", async () => {
    const merchant = await world.merchant("Kestrel");
    expect(await getPartnerConfig(world.person("merchant_viewer", merchant.id))).toEqual({
      name: "Northgate",
      timezone: "America/New_York",
      approvalPolicy: "none",
      kills: [],
    });
  });
});
