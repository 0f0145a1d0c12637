import { expect, test } from "vitest";
import type { AtFlexcharge } from "#lib/checklist/queries.ts";
import type { Standing } from "#lib/checklist/rules.ts";
import type { ApplicationLine } from "#lib/onboarding/queries/list-applications.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import { chosenBy, optionsOf, VIEWS, viewOf } from "./board.ts";
import type { BoardFacts } from "./board-blocks.ts";
import { boardLines } from "./board-line.ts";

const channel = { highest: "off", stoppedSince: null, sites: { off: 1, sandbox: 0, production: 0 } } as const;
const verified = { state: "verified", failingSince: null, requested: null } as const;

function row(id: string, over: Partial<BoardRow> = {}): BoardRow {
  return {
    ...{ id, name: id, state: "active", integration: "partner_backend", observed: false, currency: "USD" },
    ...{ timezone: "UTC", mitMode: "managed", activationOwner: null, createdAt: "2026-01-01T00:00:00.000Z" },
    ...{ archived: false, siteCount: 1, credentials: { sandbox: verified, production: verified } },
    channels: {
      cit_website: { ...channel, highest: "production" },
      ...{ cit_call_center: channel, mit: channel },
    },
    ...over,
  };
}

const live: Standing = {
  ...{ stage: "live", steps: { done: 9, all: 9 }, liveSince: "2026-06-03T00:00:00.000Z" },
  ...{ application: "converted", approval: null },
};

function facts(over: Partial<BoardFacts> = {}): BoardFacts {
  return {
    ...{ attention: [], unsettled: new Map(), applications: [], atFlexcharge: [], followUps: [] },
    standings: new Map([["Oakline", live]]),
    ...over,
  };
}

const application: ApplicationLine = {
  ...{
    merchantId: "Paperlane",
    merchantName: "Paperlane",
    integration: "partner_backend",
    state: "in_review",
  },
  ...{ since: "2026-11-17T00:00:00.000Z", documents: { total: 0, there: 0 } },
  block: { owner: "flexcharge", cause: "In review", next: "Wait for FlexCharge" },
};
const mit: AtFlexcharge = {
  ...{ merchantId: "Oakline", merchantName: "Oakline", what: "mit", by: "Priya Nair" },
  since: new Date("2026-11-18T00:00:00Z"),
};
const paperlane = row("Paperlane", {
  state: "onboarding",
  credentials: { sandbox: { ...verified, state: "missing" }, production: { ...verified, state: "missing" } },
  channels: { cit_website: channel, cit_call_center: channel, mit: channel },
});

test("every block names whose turn it is, why, what is next and since when", () => {
  const followUp = {
    ...{ merchantId: "Oakline", merchantName: "Oakline", id: "note_1", text: "Call Hana" },
    ...{ followUpOn: "2026-11-20", byName: "Mei" },
  };
  const approval = { by: "Priya Nair", since: "2026-11-20T09:00:00.000Z" };
  const known = facts({
    ...{ applications: [application], atFlexcharge: [mit], followUps: [followUp] },
    standings: new Map([["Oakline", { ...live, approval }]]),
  });
  const lines = boardLines([row("Oakline"), paperlane], known, null, "sandbox");
  const blocks = lines.flatMap((line) => line.blocks.map((block) => ({ ...block, merchant: line.id })));
  expect(blocks.map(({ merchant, short, owner }) => [merchant, short, owner])).toEqual([
    ["Paperlane", "In review", "flexcharge"],
    ["Oakline", "MIT enablement", "flexcharge"],
    ["Oakline", "Follow-up", "us"],
    ["Oakline", "Approval", "us"],
  ]);
  for (const block of blocks) {
    expect(block.what.length * block.why.length * block.act.length, block.short).toBeGreaterThan(0);
    expect(Date.parse(block.since ?? ""), block.short).toBeGreaterThan(0);
    expect(block.href).toMatch(new RegExp(`^/sandbox/m/${block.merchant}`));
  }
});

test("an open application tells it alone: nobody is asked for keys of an account that does not exist", () => {
  const [alone] = boardLines([paperlane], facts(), null, "sandbox");
  expect(alone?.blocks.map(({ short }) => short)).toContain("Sandbox credentials");
  const [applied] = boardLines([paperlane], facts({ applications: [application] }), null, "sandbox");
  expect(applied?.blocks.map(({ short }) => short)).toEqual(["In review"]);
});

test("money stands in the merchant's own currency; another currency stands beside it and is never added", () => {
  const week = { merchantId: "Oakline", sendRate: 0.971, rescueRate: 0.348 };
  const [line] = boardLines(
    [row("Oakline")],
    facts(),
    [
      { ...week, currency: "EUR", orders: 900, recoveredNet: 5_000_00 },
      { ...week, currency: "USD", orders: 100, recoveredNet: 1_234_50 },
    ],
    "sandbox",
  );
  expect(line).toMatchObject({
    progress: "since Jun 2026",
    figures: {
      ...{ orders: 100, sent: "97.1%", rescued: "34.8%", recovered: { number: "1,234.50", code: "USD" } },
      others: ["900 orders and 5,000.00 EUR besides"],
    },
  });
});

test("a merchant stands in the tab of its most urgent block; chips narrow all tabs alike", () => {
  const lines = boardLines(
    [row("Oakline"), paperlane, row("Euro", { currency: "EUR" })],
    facts({ applications: [application] }),
    null,
    "sandbox",
  );
  const counts = (some = lines) => VIEWS.map(({ holds }) => some.filter(holds).length);
  expect(counts()).toEqual([3, 0, 0, 1, 2, 1]);
  expect(chosenBy(lines, { currency: ["EUR"], stage: [] }).map(({ id }) => id)).toEqual(["Euro"]);
  expect(optionsOf(lines).currency).toEqual([
    { id: "EUR", count: 1, label: "EUR" },
    { id: "USD", count: 2, label: "USD" },
  ]);
  expect(viewOf("nonsense").id).toBe("all");
});
