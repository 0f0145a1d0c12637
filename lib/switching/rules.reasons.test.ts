import { describe, expect, test } from "vitest";
import { NOT_SENT_REASONS, type NotSentReason } from "#lib/terms.ts";
import {
  everyChannel,
  kill,
  SET_BY,
  sampleCredentials,
  sampleMerchant,
  samplePartner,
  sampleQuestion,
  sampleSite,
} from "./internal/sample-config.ts";
import { decide, withUpstream } from "./rules.ts";
import type { DecisionQuestion, MerchantConfig } from "./schema.ts";

const partner = samplePartner();
const live = (over: Partial<MerchantConfig> = {}) =>
  sampleMerchant({ switches: everyChannel("production"), ...over });
const ask = (merchant: MerchantConfig, over: Partial<DecisionQuestion> = {}) =>
  decide(partner, merchant, sampleQuestion(over));
const mit = { isMit: true } as const;
const account = live().accounts.production;
const noMit = { ...live().accounts, production: { ...account, mit: "requested" } as const };

/** One order for each reason of the closed list, the step that stops it and the value that it shows. */
const TABLE: [NotSentReason, Partial<MerchantConfig>, Partial<DecisionQuestion>, string, string][] = [
  [
    "PREVIOUS_ATTEMPT_UNSETTLED",
    {},
    { previous: "unsettled", attempt: 2 },
    "order_identity",
    "LL-204417, the last attempt has no known result yet",
  ],
  ["KILL_SWITCH", { kills: [kill("merchant", "mit")] }, mit, "kill_switch", "Engaged for MIT"],
  ["MERCHANT_INACTIVE", { state: "suspended" }, {}, "merchant", "Suspended"],
  ["SITE_REQUIRED", {}, { siteUrl: null }, "site", "No site named, no default site"],
  ["UNKNOWN_SITE", {}, { siteUrl: "http://Other.example:81/x" }, "site", "other.example, from siteUrl"],
  [
    "SITE_DESCRIPTOR_MISMATCH",
    { descriptorMismatch: "block" },
    { descriptor: "lumenlabs*club" },
    "descriptor",
    "lumenlabs*club belongs to club.lumenlabs.example",
  ],
  ["CHANNEL_OFF", { switches: [] }, {}, "mode", "Off by default"],
  [
    "LIVE_ORDER_ON_SANDBOX_CHANNEL",
    { switches: everyChannel("sandbox") },
    {},
    "environment_guard",
    "Live order on a sandbox channel",
  ],
  [
    "CREDENTIALS_MISSING",
    { credentials: { ...live().credentials, production: sampleCredentials({ state: "missing" }) } },
    {},
    "credentials",
    "No verified production credentials",
  ],
  [
    "CREDENTIALS_FAILING",
    {
      credentials: {
        ...live().credentials,
        production: sampleCredentials({ state: "failing", failingSince: SET_BY.at, failingStatus: 401 }),
      },
    },
    {},
    "credentials",
    "Production set 1, refused with 401",
  ],
  ["NOT_ELIGIBLE", { eligibility: { cardBrands: ["mastercard"] } }, {}, "eligibility", "Card brands: visa"],
  [
    "MIT_NOT_ENABLED",
    { accounts: noMit },
    mit,
    "mit_rules",
    "MIT is asked for by Mei Tanaka, not yet enabled on the production account",
  ],
  [
    "MIT_EXPIRY_TOO_SHORT",
    {},
    { ...mit, expiresAt: "2026-11-15T14:14:05Z" },
    "mit_rules",
    "Expires in 9 days, at least 14 are needed",
  ],
  [
    "MIT_NOT_SAME_DAY",
    {},
    { ...mit, declinedAt: "2026-11-03T14:14:05Z" },
    "mit_rules",
    "Declined 3 days earlier",
  ],
];

describe("every reason of the closed list", () => {
  for (const [reason, merchant, question, step, value] of TABLE)
    test(`${reason} stops at ${step}, says what it saw, and nothing after it is reached`, () => {
      const trace = ask(live(merchant), question);
      expect(trace).toMatchObject({ sent: false, reason, target: null });
      const at = trace.steps.findIndex((each) => each.result === "stopped");
      expect(trace.steps[at]).toMatchObject({ name: step, value, reason });
      expect(trace.steps.slice(0, at).every((each) => each.result === "passed")).toBe(true);
      for (const later of trace.steps.slice(at + 1))
        expect(later).toEqual({
          name: later.name,
          result: "not_reached",
          value: "",
          decidedBy: null,
          flags: [],
        });
    });

  test("UPSTREAM_UNAVAILABLE turns a sent order into one that was not, UPSTREAM_TIMEOUT leaves it sent", () => {
    const sent = ask(live());
    expect(withUpstream(sent, { reason: "UPSTREAM_UNAVAILABLE" })).toMatchObject({
      sent: false,
      target: null,
      reason: "UPSTREAM_UNAVAILABLE",
    });
    const silent = withUpstream(sent, { reason: "UPSTREAM_TIMEOUT", ms: 6000.4 });
    expect(silent).toMatchObject({ sent: true, target: "production", reason: "UPSTREAM_TIMEOUT" });
    expect(silent.steps.at(-1)).toMatchObject({ result: "stopped", value: "No answer in 6000 ms" });
    expect(sent.reason).toBeNull();
  });

  test("the table above leaves none out", () => {
    const told = new Set<string>([...TABLE.map(([reason]) => reason), "UPSTREAM_UNAVAILABLE"]);
    expect([...NOT_SENT_REASONS].filter((reason) => !told.has(reason))).toEqual([]);
  });
});

test("a rebill that passed all eleven checks reads like the order page of the design", () => {
  const merchant = live({ eligibility: { currencies: ["usd"], declineCodesNever: ["41", "43"] } });
  const trace = withUpstream(
    ask(merchant, { ...mit, siteUrl: "https://club.lumenlabs.example", descriptor: "LUMENLABS*CLUB" }),
    { ok: true, ms: 412.3, status: 200 },
  );
  expect(trace).toMatchObject({ sent: true, reason: null, channelSource: "isMIT", version: 42, flags: [] });
  expect(trace.steps.map((step) => [step.name, step.value, step.decidedBy?.scope])).toEqual([
    ["order_identity", "LL-204417, first attempt", "gateway"],
    ["kill_switch", "Not engaged", "partner"],
    ["merchant", "Active", "merchant"],
    ["site", "club.lumenlabs.example, from siteUrl", "site"],
    ["descriptor", "LUMENLABS*CLUB belongs to this site", "site"],
    ["mode", "Production inherited", "merchant"],
    ["environment_guard", "Live order on a production channel", "rule"],
    ["credentials", "Production set 1, verified", "merchant"],
    ["eligibility", "2 of 2 rules passed", "merchant"],
    ["mit_rules", "Expires in 21 days, declined the same day", "merchant"],
    ["upstream", "Answered in 412 ms", "flexcharge"],
  ]);
  expect(trace.decidedBy).toEqual({ scope: "merchant", id: "mer_lumen", name: "Lumen Labs", setBy: SET_BY });
  expect(trace.steps[1]!.decidedBy).toEqual({ scope: "partner", and: ["merchant", "site"] });
  expect(trace.steps[7]!.at).toBe("2026-03-06T10:00:00.000Z");
});

describe("flags decide nothing", () => {
  test.each([
    ["UNKNOWN_CAMPAIGN", {}, { campaignId: "nobody" }],
    ["CAMPAIGN_OF_OTHER_SITE", {}, { campaignId: "annual" }],
    ["SITE_SOURCES_DISAGREE", {}, { siteId: "site_shop", siteUrl: "club.lumenlabs.example" }],
    ["SITE_DESCRIPTOR_MISMATCH", {}, { descriptor: "SOMETHING ELSE" }],
    ["DEFAULT_SITE", { defaultSiteId: "site_club" }, { siteUrl: null }],
    ["DECLINED_AT_FROM_RECEIPT", {}, { declinedAtGiven: false }],
  ] as const)("%s is told and the order still goes", (flag, merchant, question) => {
    const trace = ask(live(merchant), question);
    expect(trace).toMatchObject({ sent: true, flags: [flag] });
  });

  test("a campaign of another site does not lend its mode", () => {
    const merchant = live({
      switches: [
        ...everyChannel("production"),
        { scope: "campaign", scopeId: "cmp_annual", channel: "cit_website", mode: "off", setBy: SET_BY },
      ],
    });
    expect(ask(merchant, { campaignId: "annual" })).toMatchObject({ sent: true, campaignId: null });
    expect(ask(merchant, { campaignId: "annual", siteUrl: "club.lumenlabs.example" })).toMatchObject({
      sent: false,
      reason: "CHANNEL_OFF",
      campaignId: "cmp_annual",
    });
  });

  test("a descriptor that nobody entered is no mismatch where the site lists none", () => {
    const merchant = live({
      descriptorMismatch: "block",
      sites: [sampleSite("shop", { descriptors: [] }), sampleSite("club")],
    });
    expect(ask(merchant, { descriptor: "SOMETHING ELSE" })).toMatchObject({ sent: true, flags: [] });
    expect(ask(merchant, { descriptor: "LUMENLABS*CLUB" }).reason).toBe("SITE_DESCRIPTOR_MISMATCH");
  });
});

describe("MIT rules", () => {
  const short = { ...mit, expiresAt: "2026-11-15T14:14:05Z" };
  const old = { ...mit, declinedAt: "2026-11-03T14:14:05Z" };

  test("only flag test orders", () => {
    expect(ask(live(), { ...short, environment: "sandbox" })).toMatchObject({
      sent: true,
      flags: ["MIT_EXPIRY_TOO_SHORT"],
    });
    expect(ask(live(), { ...old, environment: "sandbox" })).toMatchObject({
      sent: true,
      flags: ["MIT_NOT_SAME_DAY"],
    });
  });

  test("need MIT enabled on the account that the order goes to, for test orders as well", () => {
    const accounts = { ...live().accounts, sandbox: { ...account, mit: "unknown" } as const };
    expect(ask(live({ accounts }), { ...mit, environment: "sandbox" }).reason).toBe("MIT_NOT_ENABLED");
    expect(ask(live({ accounts }), mit).sent).toBe(true);
    expect(ask(live({ accounts: noMit }), {}).sent).toBe(true);
  });

  test("let exactly fourteen days through, and a merchant may choose another limit", () => {
    expect(ask(live(), { ...mit, expiresAt: "2026-11-20T14:14:05Z" }).sent).toBe(true);
    expect(ask(live(), { ...mit, expiresAt: "2026-11-20T12:00:00Z" }).reason).toBe("MIT_EXPIRY_TOO_SHORT");
    expect(ask(live({ mitRules: { expiryDaysMin: 7, sameDay: "block" } }), short).sent).toBe(true);
  });

  test("ask no expiry of a sync merchant", () => {
    expect(ask(live({ mitMode: "sync" }), { ...mit, expiresAt: null }).sent).toBe(true);
  });

  test("take the same day in the merchant's zone, or 24 hours", () => {
    const at = (declinedAt: string, receivedAt: string, timezone: string) =>
      ask(live({ timezone }), { ...mit, declinedAt, receivedAt, expiresAt: "2026-12-20T00:00:00Z" }).reason;
    // The day the clocks go back in New York has 25 hours.
    expect(at("2026-11-01T04:10:00Z", "2026-11-02T04:50:00Z", "America/New_York")).toBeNull();
    expect(at("2026-11-01T04:10:00Z", "2026-11-02T04:50:00Z", "UTC")).toBe("MIT_NOT_SAME_DAY");
    expect(at("2026-11-10T20:00:00Z", "2026-11-11T19:59:00Z", "UTC")).toBeNull();
  });

  test("of a merchant that only flags or asks nothing hold no order back", () => {
    expect(ask(live({ mitRules: { expiryDaysMin: 14, sameDay: "flag" } }), old)).toMatchObject({
      sent: true,
      flags: ["MIT_NOT_SAME_DAY"],
    });
    expect(ask(live({ mitRules: { expiryDaysMin: 14, sameDay: "off" } }), old)).toMatchObject({
      sent: true,
      flags: [],
    });
  });
});

describe("eligibility names the rule and the value that it met", () => {
  test.each([
    [{ cardBrands: ["Visa"] }, {}, null],
    [{ cardBrands: ["visa"] }, { cardBrand: null }, "Card brands: not told"],
    [{ countries: ["US", "CA"] }, { cardCountry: "FR" }, "Card countries: FR"],
    [{ currencies: ["EUR"] }, {}, "Currencies: USD"],
    [{ amountMinMinor: 9000 }, {}, "Lowest amount: 89.00 USD"],
    [{ amountMinMinor: 8900, amountMaxMinor: 8900 }, {}, null],
    [{ amountMaxMinor: 8899 }, {}, "Highest amount: 89.00 USD"],
    [{ declineCodesNever: ["41", "51"] }, {}, "Decline codes never sent: 51"],
  ] as const)("%j", (eligibility, question, value) => {
    const rules = JSON.parse(JSON.stringify(eligibility)) as MerchantConfig["eligibility"];
    const trace = ask(live({ eligibility: rules }), question);
    expect(trace.reason).toBe(value === null ? null : "NOT_ELIGIBLE");
    if (value) expect(trace.steps.find((step) => step.name === "eligibility")?.value).toBe(value);
  });
});
