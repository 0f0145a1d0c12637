import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ALL_CHANNELS,
  CHANNELS,
  DECISION_STEPS,
  ENVIRONMENTS,
  MERCHANT_STATES,
  MODES,
  REASONS,
} from "#lib/terms.ts";
import {
  kill,
  row,
  sampleCredentials,
  sampleMerchant,
  samplePartner,
  sampleQuestion,
} from "./internal/sample-config.ts";
import { cellState, channelOfWord, decide, gatesFor, isRaise, mayKeySet, resolveChannel } from "./rules.ts";

const some = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 6 });
const channels = fc.constantFrom(...CHANNELS);
const modes = fc.constantFrom(...MODES);

const switchRows = some(
  fc.record({
    at: fc.constantFrom(
      ["merchant", "mer_lumen"] as const,
      ["site", "site_shop"] as const,
      ["site", "site_club"] as const,
      ["campaign", "cmp_spring"] as const,
      ["campaign", "cmp_annual"] as const,
    ),
    channel: channels,
    mode: modes,
  }),
).map((rows) => rows.map(({ at, channel, mode }) => row(at[0], at[1], channel, mode)));

const kills = (scope: "partner" | "merchant" | "site") =>
  fc.array(
    fc.constantFrom(ALL_CHANNELS, ...CHANNELS).map((channel) => kill(scope, channel)),
    { maxLength: 1 },
  );

const worlds = fc.record({
  partner: kills("partner").map((engaged) => samplePartner({ kills: engaged })),
  merchant: fc
    .record({
      switches: switchRows,
      kills: fc.tuple(kills("merchant"), kills("site")).map((both) => both.flat()),
      state: fc.constantFrom(...MERCHANT_STATES, "active", "active", "active"),
      defaultSiteId: fc.constantFrom(null, "site_shop"),
      descriptorMismatch: fc.constantFrom("flag", "block"),
      credentials: fc.record({
        sandbox: fc
          .constantFrom("verified", "failing", "missing")
          .map((state) => sampleCredentials({ state })),
        production: fc
          .constantFrom("verified", "failing", "missing")
          .map((state) => sampleCredentials({ state })),
      }),
    })
    .map((over) => sampleMerchant(over)),
  question: fc
    .record({
      environment: fc.constantFrom(...ENVIRONMENTS),
      previous: fc.constantFrom("none", "finished", "unsettled", "none", "none"),
      isMit: fc.boolean(),
      orderSource: fc.constantFrom(null, "moto", "ecommerce"),
      campaignId: fc.constantFrom(null, "spring", "annual", "phone", "nobody"),
      siteId: fc.constantFrom(null, "site_shop", "9D000000-club", "nobody"),
      siteUrl: fc.constantFrom(null, "shop.lumenlabs.example", "https://www.club.lumenlabs.example/", "%%%"),
      descriptor: fc.constantFrom(null, "LUMENLABS*SHOP", "lumenlabs*club", "OTHER"),
      expiresAt: fc.constantFrom("2026-11-27T14:14:05Z", "2026-11-10T00:00:00Z"),
      declinedAt: fc.constantFrom("2026-11-06T14:00:00Z", "2026-11-01T00:00:00Z"),
    })
    .map((over) => sampleQuestion(over)),
});

type World = typeof worlds extends fc.Arbitrary<infer Of> ? Of : never;
const always = (law: (world: World) => void) => fc.assert(fc.property(worlds, law), { numRuns: 3000 });

describe("whatever the configuration and the order", () => {
  test("the same question gets the same answer, also from a configuration read anew", () => {
    always(({ partner, merchant, question }) => {
      const first = decide(partner, merchant, question);
      expect(decide(partner, structuredClone(merchant), structuredClone(question))).toEqual(first);
    });
  });

  test("a live order never goes to the sandbox and a test order never to production", () => {
    always(({ partner, merchant, question }) => {
      const trace = decide(partner, merchant, question);
      expect([null, question.environment]).toContain(trace.target);
      expect(trace.target === null).toBe(!trace.sent);
      if (trace.sent && question.environment === "production") expect(trace.mode).toBe("production");
    });
  });

  test("nothing is sent while a kill switch stops its place, and the matrix says stopped", () => {
    always(({ partner, merchant, question }) => {
      const trace = decide(partner, merchant, question);
      const [scope, id] = trace.siteId
        ? (["site", trace.siteId] as const)
        : (["merchant", merchant.id] as const);
      const cell = cellState(partner, merchant, scope, id, trace.channel);
      if (cell.stoppedBy) {
        expect(trace.sent).toBe(false);
        expect(["KILL_SWITCH", "PREVIOUS_ATTEMPT_UNSETTLED"]).toContain(trace.reason);
      } else expect(trace.reason).not.toBe("KILL_SWITCH");
    });
  });

  test("the mode is the matrix's mode of the most specific cell of the order", () => {
    always(({ partner, merchant, question }) => {
      const trace = decide(partner, merchant, question);
      if (trace.mode === null) return;
      const [scope, id] = trace.campaignId
        ? (["campaign", trace.campaignId] as const)
        : (["site", trace.siteId!] as const);
      expect(cellState(partner, merchant, scope, id, trace.channel).effective).toBe(trace.mode);
    });
  });

  test("the trace has every step once, in order, and stops at most once with a reason of the closed list", () => {
    always(({ partner, merchant, question }) => {
      const trace = decide(partner, merchant, question);
      expect(trace.steps.map((step) => step.name)).toEqual([...DECISION_STEPS]);
      const shape = trace.steps
        .map((step) => ({ passed: "p", stopped: "s", not_reached: "n" })[step.result])
        .join("");
      expect(shape).toMatch(trace.sent ? /^p{11}$/ : /^p*sn*$/);
      if (trace.reason) expect(REASONS).toContain(trace.reason);
      expect(trace.reason === null).toBe(trace.sent);
    });
  });
});

describe("the channel of an order", () => {
  const bits = { explicitChannel: null, isMit: null, orderSource: null, campaignKind: null };
  test.each([
    [{}, "cit_website", "default"],
    [{ isMit: true }, "mit", "isMIT"],
    [{ isMit: true, orderSource: "moto", campaignKind: "call_center" }, "mit", "isMIT"],
    [{ orderSource: " MOTO " }, "cit_call_center", "orderSource"],
    [{ orderSource: "telephone" }, "cit_call_center", "orderSource"],
    [{ orderSource: "call_center" }, "cit_call_center", "orderSource"],
    [{ orderSource: "phone", campaignKind: "web" }, "cit_call_center", "orderSource"],
    [{ orderSource: "ecommerce", campaignKind: "call_center" }, "cit_call_center", "campaign"],
    [{ campaignKind: "web" }, "cit_website", "default"],
    [{ explicitChannel: "cit_website", orderSource: "moto" }, "cit_website", "channel"],
    [{ explicitChannel: "cit_call_center", isMit: false }, "cit_call_center", "channel"],
    [{ explicitChannel: "mit" }, "mit", "channel"],
    [{ explicitChannel: "mit", isMit: true }, "mit", "channel"],
  ] as const)("%j is %s, told by %s", (said, channel, source) => {
    expect(resolveChannel({ ...bits, ...said })).toEqual({ channel, source });
  });

  test("an explicit channel against isMIT is a conflict, which is refused before any decision", () => {
    expect(resolveChannel({ ...bits, explicitChannel: "cit_website", isMit: true })).toEqual({
      conflict: true,
    });
    expect(resolveChannel({ ...bits, explicitChannel: "mit", isMit: false })).toEqual({ conflict: true });
    const asked = sampleQuestion({ explicitChannel: "mit", isMit: false });
    expect(() => decide(samplePartner(), sampleMerchant(), asked)).toThrow("refused before");
  });

  test.each([
    ["website", "cit_website"],
    ["CIT_Website", "cit_website"],
    ["call_center", "cit_call_center"],
    ["cit_call_center", "cit_call_center"],
    ["mit", "mit"],
    ["toString", null],
    ["", null],
  ])("the word %s names %s", (word, channel) => expect(channelOfWord(word)).toBe(channel));
});

describe("going up", () => {
  const open = (merchant = sampleMerchant(), channel: "mit" | "cit_website" = "cit_website") =>
    gatesFor(merchant, channel)
      .filter((gate) => !gate.met)
      .map((gate) => gate.code);
  const { credentials, accounts } = sampleMerchant();

  test("to production meets every gate with both credential sets verified and different and a linked account", () => {
    expect(open()).toEqual([]);
    expect(gatesFor(sampleMerchant(), "mit").map((gate) => gate.code)).toEqual([
      "ACCOUNT_NOT_LINKED",
      "SANDBOX_CREDENTIALS_NOT_VERIFIED",
      "PRODUCTION_CREDENTIALS_NOT_VERIFIED",
      "CREDENTIALS_NOT_DIFFERENT",
      "MIT_NOT_ENABLED",
      "CHECKLIST_OPEN",
    ]);
  });

  test("to production is held by each open step of its own channel's checklist, and until it is judged", () => {
    const { checklist } = sampleMerchant();
    const held = (open: string[] | null) =>
      sampleMerchant({ checklist: { ...checklist, mit: { open, at: null } } });
    expect(open(held(["mit_fields"]), "mit")).toEqual(["CHECKLIST_OPEN"]);
    expect(gatesFor(held(["mit_fields"]), "mit").at(-1)).toMatchObject({ steps: ["mit_fields"] });
    expect(open(held(["mit_fields"]), "cit_website")).toEqual([]);
    expect(open(held(null), "mit")).toEqual(["CHECKLIST_OPEN"]);
    expect(gatesFor(held(null), "mit", "sandbox").every((gate) => gate.met)).toBe(true);
  });

  test("to production is held by each gate by itself, MIT's only for MIT", () => {
    const failing = sampleCredentials({ state: "failing" });
    const none = { ...accounts.production, standing: "none" } as const;
    const noMit = sampleMerchant({
      accounts: { ...accounts, production: { ...accounts.production, mit: "unknown" } },
    });
    expect(open(sampleMerchant({ credentials: { ...credentials, production: failing } }))).toEqual([
      "PRODUCTION_CREDENTIALS_NOT_VERIFIED",
    ]);
    const same = sampleCredentials({ fingerprint: "sandbox-set" });
    expect(open(sampleMerchant({ credentials: { ...credentials, production: same } }))).toEqual([
      "CREDENTIALS_NOT_DIFFERENT",
    ]);
    expect(open(sampleMerchant({ accounts: { ...accounts, production: none } }))).toEqual([
      "ACCOUNT_NOT_LINKED",
    ]);
    expect(open(noMit, "mit")).toEqual(["MIT_NOT_ENABLED"]);
    expect(open(noMit, "cit_website")).toEqual([]);
  });

  test("to sandbox needs the sandbox's credentials, and MIT enabled on the sandbox account for MIT", () => {
    const bare = sampleMerchant({
      credentials: { ...credentials, sandbox: sampleCredentials({ state: "missing" }) },
      accounts: { ...accounts, sandbox: { ...accounts.sandbox, standing: "none", mit: "requested" } },
    });
    const missing = (channel: "mit" | "cit_website") =>
      gatesFor(bare, channel, "sandbox").flatMap((gate) => (gate.met ? [] : [gate.code]));
    expect(missing("cit_website")).toEqual(["SANDBOX_CREDENTIALS_NOT_VERIFIED"]);
    expect(missing("mit")).toEqual(["SANDBOX_CREDENTIALS_NOT_VERIFIED", "MIT_NOT_ENABLED"]);
  });

  test("is a step up the ladder only", () => {
    const raises = MODES.flatMap((from) =>
      MODES.filter((to) => isRaise(from, to)).map((to) => `${from}>${to}`),
    );
    expect(raises).toEqual(["off>sandbox", "off>production", "sandbox>production"]);
  });

  test("by a sandbox key never touches a production mode, a production key may set any", () => {
    const refused = MODES.flatMap((before) =>
      MODES.filter((after) => !mayKeySet("sandbox", before, after)).map((after) => `${before}>${after}`),
    );
    expect(refused).toEqual([
      "off>production",
      "sandbox>production",
      "production>off",
      "production>sandbox",
      "production>production",
    ]);
    for (const before of MODES)
      for (const after of MODES) expect(mayKeySet("production", before, after)).toBe(true);
  });
});
