import { describe, expect, test } from "vitest";
import type { INTEGRATIONS } from "#lib/terms.ts";
import { bodyMarks, type LedgerFact, marksOf } from "./internal/marks.ts";
import { componentsOf, openStepsOf, stepsFor, stepViews } from "./rules.ts";
import type { Evidence, Mark, StepId } from "./schema.ts";

const NOW = new Date("2026-11-20T14:32:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();

const seen = (mark: Mark, lastAt = daysAgo(1)): Evidence => ({
  mark,
  environment: "sandbox",
  count: 1,
  firstAt: lastAt,
  lastAt,
  externalOrderId: "LL-1",
  orderId: "ord_1",
});

const stepsOf = (integration: (typeof INTEGRATIONS)[number], observed = false) =>
  stepsFor(integration, componentsOf(integration, []), { observed });

describe("the steps of each guide", () => {
  const HEAD = ["application", "sandbox_credentials"];
  const MIT = [...HEAD, "mit_enabled", "site", "card_vaulted", "transmit_every"];
  test.each([
    [
      "standard_cit",
      [...HEAD, "site", "sense_js", "card_vaulted", "transmit_approved", "evaluate", "refund", "go_live"],
    ],
    [
      "partner_front_back",
      [
        ...HEAD,
        "mit_enabled",
        "site",
        "sense_js",
        "card_vaulted",
        "transmit_every",
        "evaluate",
        "refund",
        "call_center",
        "site_named",
        "mit_fields",
        "mit_outcome",
        "go_live",
      ],
    ],
    [
      "partner_backend",
      [...MIT, "evaluate", "call_center", "site_named", "mit_fields", "mit_outcome", "go_live"],
    ],
    ["partner_mit", [...MIT, "site_named", "mit_fields", "mit_outcome", "go_live"]],
    ["merchant_direct_mit", [...MIT, "mit_fields", "mit_outcome", "go_live"]],
  ] as const)("%s", (integration, ids) => {
    expect(stepsOf(integration).map(({ id }) => id)).toEqual(ids);
  });

  test("of a merchant that talks to FlexCharge itself, what we never see is not asked for", () => {
    const ids = stepsOf("merchant_direct_mit", true).map(({ id }) => id);
    expect(ids).toEqual([...HEAD, "mit_enabled", "site", "mit_outcome", "go_live"]);
  });

  test("a component more or less moves its own steps, and a channel that is not used needs nothing", () => {
    const less = componentsOf("partner_backend", [{ component: "evaluate_mit", used: false }]);
    const steps = stepsFor("partner_backend", less);
    expect(steps.some(({ id }) => id === "mit_fields")).toBe(false);
    expect(openStepsOf(steps, "mit", new Set(), [])).toEqual([]);
    const more = componentsOf("standard_cit", [{ component: "evaluate_mit", used: true }]);
    expect(openStepsOf(stepsFor("standard_cit", more), "mit", new Set(), [])).toContain("mit_fields");
  });
});

describe("what keeps a channel from production", () => {
  test("is its own steps only, without those that were proven or let pass for it", () => {
    const steps = stepsOf("partner_backend");
    const open = (channel: "cit_website" | "cit_call_center" | "mit", marks: Mark[] = []) =>
      openStepsOf(steps, channel, new Set(marks), [{ step: "site_named", channel: "mit" }]);
    expect(open("cit_website")).toEqual(["card_vaulted", "transmit_every", "evaluate", "site_named"]);
    expect(open("cit_call_center")).toContain("call_center");
    expect(open("mit")).toEqual(["card_vaulted", "transmit_every", "mit_fields", "mit_outcome"]);
    expect(open("mit", ["token", "transmit.approved"])).toContain("transmit_every");
    expect(
      open("mit", ["token", "transmit.approved", "transmit.declined", "mit.fields", "mit.ended"]),
    ).toEqual([]);
  });
});

describe("the state of a step", () => {
  const facts = { application: { done: true, words: "Linked", at: null } };
  const states = (evidence: Evidence[], more: Parameters<typeof stepViews>[1]["facts"] = {}) =>
    Object.fromEntries(
      stepViews(stepsOf("standard_cit"), {
        evidence,
        overrides: [],
        facts: { ...facts, ...more },
        now: NOW,
      }).map(({ step, state }) => [step.id, state]),
    ) as Record<StepId, string>;

  test("one open step is to be done now, what follows is later, and what waits on others is no one's now", () => {
    expect(states([])).toMatchObject({ application: "done", sandbox_credentials: "now", sense_js: "later" });
    const blocked = { by: "partner" as const, cause: "Refused", since: null };
    const failing = { sandbox_credentials: { done: false, words: "", at: null, blocked } };
    expect(states([], failing)).toMatchObject({ sandbox_credentials: "blocked", site: "now" });
  });

  test("two weeks of silence is a regress, of whichever part of it is silent", () => {
    expect(states([seen("sense_key", daysAgo(14))]).sense_js).toBe("done");
    expect(states([seen("sense_key", daysAgo(15))]).sense_js).toBe("regressed");
    expect(states([seen("sense_key", daysAgo(15)), seen("sense_key", daysAgo(2))]).sense_js).toBe("done");
    expect(states([seen("refund.full", daysAgo(20)), seen("refund.partial")]).refund).toBe("regressed");
  });
});

describe("what traffic proves", () => {
  const fact = (over: Partial<LedgerFact>): LedgerFact => ({
    type: "outcome",
    source: "gateway",
    channel: "cit_website",
    state: null,
    sent: null,
    approvedByProcessor: null,
    amountMinor: 1000,
    order: { amountMinor: 4599, refundedMinor: 1000, siteSource: "siteUrl" },
    ...over,
  });
  test.each<[string, Partial<LedgerFact>, Mark[]]>([
    [
      "a copy of an approval",
      { type: "attempt", source: "transmit", approvedByProcessor: true },
      ["transmit.approved"],
    ],
    [
      "a copy of a decline",
      { type: "attempt", source: "transmit", approvedByProcessor: false },
      ["transmit.declined"],
    ],
    ["an authorisation that an evaluate told", { type: "attempt", approvedByProcessor: false }, []],
    ["an evaluate that names its site", { type: "evaluate", sent: true }, ["site.named"]],
    [
      "one that fell to the default site",
      { type: "evaluate", order: { amountMinor: 1, refundedMinor: 0, siteSource: "default" } },
      [],
    ],
    [
      "one of the call center",
      { type: "evaluate", channel: "cit_call_center" },
      ["call_center.evaluated", "site.named"],
    ],
    ["an approval", { state: "approved" }, ["cit.approved"]],
    ["a challenge", { state: "challenge" }, ["cit.challenge"]],
    ["a timeout", { state: "unknown" }, []],
    ["a rebill under way", { channel: "mit", state: "submitted" }, ["mit.submitted"]],
    ["a rebill that expired", { channel: "mit", state: "expired" }, ["mit.ended"]],
    ["a part paid back", { type: "refund" }, ["refund.partial"]],
    ["all paid back", { type: "refund", amountMinor: 4599 }, ["refund.full"]],
    ["a chargeback", { type: "chargeback" }, []],
  ])("%s", (_, over, marks) => expect(marksOf(fact(over))).toEqual(marks));

  test.each<[string, string | null, Mark[]]>([
    ["nothing", null, []],
    ["no JSON", "{", []],
    ["another shape", "[1]", []],
    [
      "a session key and a token, in whichever case",
      '{"SenseKey":"a","paymentmethod":{"token":true}}',
      ["sense_key", "token"],
    ],
    ["an empty session key", '{"senseKey":"","paymentMethod":{"Token":false}}', []],
    [
      "a rebill with its subscription",
      '{"isMIT":true,"subscription":{"subscriptionId":"s"}}',
      ["mit.fields"],
    ],
    ["a rebill without", '{"isMIT":true}', []],
  ])("a body with %s", (_, body, marks) => expect(bodyMarks(body)).toEqual(marks));
});
