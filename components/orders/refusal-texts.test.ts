import { describe, expect, it } from "vitest";
import { REASONS } from "#lib/terms.ts";
import { REFUSALS, type RefusalFacts } from "./refusal-texts.ts";

const facts: RefusalFacts = {
  merchant: "Lumen Labs",
  owner: "Priya Nair",
  channel: "cit_call_center",
  environment: "production",
  site: "shop.lumenlabs.example",
  step: null,
  when: (iso) => `at ${iso}`,
  day: (iso) => `on ${iso}`,
  begunAt: "2026-11-20T14:11:36.000Z",
  declinedAt: "2026-11-20T14:11:30.000Z",
  receivedAt: "2026-11-20T14:11:36.000Z",
  expiresAt: "2026-11-25T14:11:36.000Z",
  expiryDaysMin: 14,
};

describe("why an order was not sent", () => {
  it.each(REASONS)("%s says what happened, why, what to do and who can, also with a bare trace", (reason) => {
    const { sentence, why, todo, who } = REFUSALS[reason];
    for (const text of [sentence(facts), why(facts), todo(facts), who(facts)]) {
      expect(text.length).toBeGreaterThan(5);
      expect(text).not.toMatch(/undefined|null|NaN/);
    }
  });

  it("names the scope, the time, the person and the reason of a kill switch", () => {
    const setBy = {
      id: "u",
      name: "Daniel Okafor",
      at: "2026-11-19",
      reason: "Duplicate rebills",
      version: 42,
    };
    const step = {
      name: "kill_switch",
      result: "stopped",
      value: "Engaged for MIT",
      decidedBy: { scope: "site", id: "pro", name: "pro.lumenlabs.example", setBy },
      flags: [],
    } as const;
    const filled: RefusalFacts = { ...facts, step: { ...step, flags: [] } };
    expect(REFUSALS.KILL_SWITCH.sentence(filled)).toBe("FlexCharge is stopped for pro.lumenlabs.example");
    expect(REFUSALS.KILL_SWITCH.why(filled)).toBe(
      "Stopped since at 2026-11-19, set by Daniel Okafor: “Duplicate rebills”. The original decline stands.",
    );
  });

  it("names the channel, the site and the activation owner of a channel in Sandbox", () => {
    const { why, who } = REFUSALS.LIVE_ORDER_ON_SANDBOX_CHANNEL;
    expect(why(facts)).toBe(
      "CIT call center on shop.lumenlabs.example is in Sandbox, so only test orders are sent. The original decline stands.",
    );
    expect(who(facts)).toBe("Priya Nair, approver");
  });

  it("counts the days that were too few", () => {
    expect(REFUSALS.MIT_EXPIRY_TOO_SHORT.why(facts)).toContain(
      "It expires in 5 days, at least 14 are needed",
    );
  });
});
