import { describe, expect, test } from "vitest";
import { CHANNELS, type Channel, ENVIRONMENTS, type Environment, MODES, type Mode } from "#lib/terms.ts";
import {
  AS_CHANNEL,
  everyChannel,
  kill,
  row,
  sampleMerchant,
  samplePartner,
  sampleQuestion,
} from "./internal/sample-config.ts";
import { cellState, changeEffect, decide } from "./rules.ts";
import type { SwitchRow } from "./schema.ts";

const partner = samplePartner();

/** The guard of product.md §4, written out: nothing here is computed. */
const GUARD: Record<Environment, Record<Mode, string>> = {
  sandbox: { off: "CHANNEL_OFF", sandbox: "sandbox", production: "sandbox" },
  production: { off: "CHANNEL_OFF", sandbox: "LIVE_ORDER_ON_SANDBOX_CHANNEL", production: "production" },
};

const INHERIT = "inherit" as const;
const SETTINGS = [INHERIT, ...MODES] as const;
type Setting = (typeof SETTINGS)[number];

const rows = (channel: Channel, merchant: Setting, site: Setting, campaign: Setting): SwitchRow[] =>
  (
    [
      ["merchant", "mer_lumen", merchant],
      ["site", "site_shop", site],
      ["campaign", "cmp_spring", campaign],
    ] as const
  ).flatMap(([scope, id, setting]) => (setting === INHERIT ? [] : [row(scope, id, channel, setting)]));

describe("every cell: the most specific explicit mode decides, and the order's key decides what it may reach", () => {
  for (const channel of CHANNELS) {
    for (const environment of ENVIRONMENTS) {
      test(`${channel}, ${environment === "production" ? "live" : "test"} orders, 4 × 4 × 4 settings with and without campaign`, () => {
        let seen = 0;
        for (const merchantMode of SETTINGS)
          for (const siteMode of SETTINGS)
            for (const campaignMode of SETTINGS)
              for (const campaignId of ["spring", null]) {
                const merchant = sampleMerchant({
                  switches: rows(channel, merchantMode, siteMode, campaignMode),
                });
                const trace = decide(
                  partner,
                  merchant,
                  sampleQuestion({ ...AS_CHANNEL[channel], environment, campaignId }),
                );
                const asked = [...(campaignId ? [campaignMode] : []), siteMode, merchantMode];
                const mode = asked.find((setting) => setting !== INHERIT) ?? "off";
                const expected = GUARD[environment][mode as Mode];
                const where = JSON.stringify({ merchantMode, siteMode, campaignMode, campaignId });
                expect(trace.channel, where).toBe(channel);
                expect(trace.mode, where).toBe(mode);
                expect(trace.target ?? trace.reason, where).toBe(expected);
                expect(trace.sent, where).toBe(expected === environment);
                seen += 1;
              }
        expect(seen).toBe(128);
      });
    }
  }

  test("a channel's mode never leaks into another channel", () => {
    for (const set of CHANNELS) {
      const merchant = sampleMerchant({ switches: [row("site", "site_shop", set, "production")] });
      for (const asked of CHANNELS)
        expect(decide(partner, merchant, sampleQuestion(AS_CHANNEL[asked])).sent).toBe(asked === set);
    }
  });

  test("a site's mode never leaks into another site", () => {
    const merchant = sampleMerchant({ switches: [row("site", "site_shop", "cit_website", "production")] });
    const other = decide(partner, merchant, sampleQuestion({ siteUrl: "club.lumenlabs.example" }));
    expect(other).toMatchObject({ sent: false, reason: "CHANNEL_OFF", mode: "off" });
    expect(other.decidedBy).toEqual({ scope: "merchant", id: "mer_lumen", name: "Lumen Labs" });
  });
});

describe("the kill switch", () => {
  const live = sampleMerchant({ switches: everyChannel("production") });
  for (const scope of ["partner", "merchant", "site"] as const)
    for (const killed of ["all", ...CHANNELS] as const)
      test(`of the ${scope} for ${killed} stops exactly what it names, for test and live orders`, () => {
        const engaged = kill(scope, killed);
        const world =
          scope === "partner"
            ? { partner: samplePartner({ kills: [engaged] }), merchant: live }
            : { partner, merchant: { ...live, kills: [engaged] } };
        for (const channel of CHANNELS)
          for (const environment of ENVIRONMENTS)
            for (const siteUrl of ["shop.lumenlabs.example", "club.lumenlabs.example"]) {
              const asked = sampleQuestion({ ...AS_CHANNEL[channel], environment, siteUrl });
              const trace = decide(world.partner, world.merchant, asked);
              const stopped =
                (killed === "all" || killed === channel) && (scope !== "site" || siteUrl.startsWith("shop"));
              expect(trace.reason).toBe(stopped ? "KILL_SWITCH" : null);
              if (stopped) expect(trace.decidedBy).toMatchObject({ scope, setBy: engaged.setBy });
            }
      });

  test("is told before everything but the order's identity, the most general first", () => {
    const merchant = sampleMerchant({
      state: "closed",
      kills: [kill("merchant", "all"), kill("site", "mit")],
    });
    const withPartner = samplePartner({ kills: [kill("partner", "mit")] });
    expect(decide(withPartner, merchant, sampleQuestion({ isMit: true })).decidedBy).toMatchObject({
      scope: "partner",
      name: "Northgate",
    });
    expect(decide(partner, merchant, sampleQuestion({ isMit: true })).decidedBy?.scope).toBe("merchant");
    expect(decide(partner, merchant, sampleQuestion({ previous: "unsettled" })).reason).toBe(
      "PREVIOUS_ATTEMPT_UNSETTLED",
    );
  });

  test("of a site is not engaged for an order whose site is not known", () => {
    const merchant = sampleMerchant({ kills: [kill("site", "all")] });
    expect(decide(partner, merchant, sampleQuestion({ siteUrl: "elsewhere.example" })).reason).toBe(
      "UNKNOWN_SITE",
    );
  });
});

describe("the matrix shows what the decision does", () => {
  test("a cell tells its own mode, the effective one, who decides and what stops it", () => {
    const merchant = sampleMerchant({
      switches: [
        row("merchant", "mer_lumen", "mit", "production"),
        row("site", "site_shop", "mit", "sandbox"),
      ],
      kills: [kill("site", "mit")],
    });
    expect(cellState(partner, merchant, "campaign", "cmp_spring", "mit")).toMatchObject({
      explicit: null,
      effective: "sandbox",
      decidedBy: "site",
      stoppedBy: { scope: "site" },
    });
    expect(cellState(partner, merchant, "site", "site_club", "mit")).toMatchObject({
      effective: "production",
      decidedBy: "merchant",
      stoppedBy: null,
    });
    expect(cellState(partner, merchant, "merchant", "mer_lumen", "cit_website")).toMatchObject({
      effective: "off",
      decidedBy: "default",
      decidingRow: null,
    });
    expect(() => cellState(partner, merchant, "site", "site_foreign", "mit")).toThrow("has no site");
  });

  test("a change of a default names the sites and campaigns that follow it, and leaves those with a mode of their own", () => {
    const merchant = sampleMerchant({ switches: [row("site", "site_club", "mit", "off")] });
    expect(changeEffect(merchant, "merchant", "mer_lumen", "mit", "sandbox")).toEqual({
      before: "off",
      after: "sandbox",
      followers: [
        { scope: "site", scopeId: "site_shop" },
        { scope: "campaign", scopeId: "cmp_spring" },
        { scope: "campaign", scopeId: "cmp_phone" },
      ],
    });
    expect(changeEffect(merchant, "site", "site_club", "mit", "production").followers).toEqual([
      { scope: "campaign", scopeId: "cmp_annual" },
    ]);
  });

  test("inherit takes the mode of the next scope up", () => {
    const merchant = sampleMerchant({
      switches: [
        row("merchant", "mer_lumen", "mit", "production"),
        row("site", "site_shop", "mit", "sandbox"),
        row("campaign", "cmp_spring", "mit", "off"),
      ],
    });
    const inherits = (scope: "merchant" | "site" | "campaign", id: string) =>
      changeEffect(merchant, scope, id, "mit", "inherit").after;
    expect(inherits("campaign", "cmp_spring")).toBe("sandbox");
    expect(inherits("site", "site_shop")).toBe("production");
    expect(inherits("merchant", "mer_lumen")).toBe("off");
  });
});
