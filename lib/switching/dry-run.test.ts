import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderEvents, orders } from "#db/schema/orders.ts";
import { switches } from "#db/schema/switching.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { CHANNELS, ENVIRONMENTS, SETTABLE_MODES } from "#lib/terms.ts";
import type { DryRunFlip } from "./internal/dry-run.ts";
import { sampleQuestion } from "./internal/sample-config.ts";
import type { Cell } from "./internal/write-mode.ts";
import { storeDryRuns } from "./jobs.ts";
import { dryRunChange } from "./queries/dry-run-change.ts";
import { getChangeRequest } from "./queries/list-change-requests.ts";
import { getMatrix } from "./queries.ts";
import { requestChange } from "./request-change.ts";
import { decide } from "./rules.ts";
import type { DecisionQuestion, DecisionTrace } from "./schema.ts";
import { setMode } from "./set-mode.ts";

let world: TestWorld;
let lumen: Planted;
const questions: DecisionQuestion[] = [];
const HOUR = 3_600_000;

beforeAll(async () => {
  world = await openTestWorld();
  lumen = await world.merchant("Lumen");
  for (const environment of ENVIRONMENTS) {
    for (const channel of CHANNELS) {
      for (const campaignId of [null, "spring"]) {
        for (const siteUrl of [`https://${lumen.host}/checkout`, "https://nobody.example"]) {
          const at = new Date(Date.now() - (1 + questions.length) * HOUR).toISOString();
          questions.push(
            sampleQuestion({
              environment,
              explicitChannel: channel,
              isMit: channel === "mit",
              campaignId,
              siteUrl,
              amountMinor: 1000 + questions.length,
              currency: questions.length % 3 === 0 ? "EUR" : "USD",
              declinedAt: at,
              receivedAt: at,
              expiresAt: new Date(Date.now() + 21 * 24 * HOUR).toISOString(),
            }),
          );
        }
      }
    }
  }
  for (const [index, question] of questions.entries()) await keep(`ord_${index}`, question);
});
afterAll(() => world.close());

/** An order as the gateway writes it down; `sent` with its end, for the rates. */
async function keep(
  id: string,
  question: DecisionQuestion,
  over: Partial<typeof orders.$inferInsert> = {},
): Promise<void> {
  const at = new Date(question.receivedAt);
  const order = { merchantId: lumen.id, environment: question.environment, externalId: id, receivedAt: at };
  await inScope(world.system, async (tx) => {
    await tx.insert(orders).values({
      ...order,
      id,
      sessionKey: newGuid(),
      channel: question.explicitChannel ?? "cit_website",
      state: "not_sent",
      sent: false,
      amountMinor: question.amountMinor,
      currency: question.currency,
      channelSource: "channel",
      declinedAt: at,
      declinedAtGiven: true,
      updatedAt: at,
      transactionId: id,
      responseCode: "51",
      responseCodeSource: "iso",
      ...over,
    });
    await tx.insert(orderEvents).values({
      merchantId: lumen.id,
      orderId: id,
      id: `evt_${id}`,
      at,
      type: "decline.received",
      attempt: 1,
      data: JSON.stringify({ attempt: 1, question }),
    });
  });
}

type Flip = Omit<DryRunFlip, "rate" | "siteName">;

/** In an order of its own: which group comes first is not what is compared. */
const sorted = (flips: Flip[]) =>
  flips
    .map(({ environment, siteId, channel, before, after, orders, amounts }) =>
      JSON.stringify({ environment, siteId, channel, before, after, orders, amounts }),
    )
    .sort();
const decideAll = async (): Promise<DecisionTrace[]> => {
  const { partner, merchant } = await getMatrix(world.system, lumen.id);
  return questions.map((question) => decide(partner, merchant, question));
};

/** What differs between two real worlds, grouped as a dry run groups it. */
function differences(before: DecisionTrace[], after: DecisionTrace[]): Flip[] {
  const groups = new Map<string, Flip>();
  for (const [index, { environment, amountMinor, currency }] of questions.entries()) {
    const [was, is] = [before[index]!, after[index]!];
    if (was.reason === is.reason) continue;
    const { siteId, channel } = is;
    const key = [environment, siteId, channel, was.reason, is.reason].join();
    const place = { environment, siteId, channel, before: was.reason, after: is.reason };
    const group = groups.get(key) ?? { ...place, orders: 0, amounts: [] };
    group.orders += 1;
    const sum = group.amounts.find((each) => each.currency === currency);
    if (sum) sum.amountMinor += amountMinor;
    else group.amounts.push({ currency, amountMinor });
    groups.set(key, group);
  }
  return [...groups.values()];
}

const cells = (): fc.Arbitrary<Cell> => {
  const at = fc.constantFrom(
    { scope: "merchant" as const, id: lumen.id },
    { scope: "site" as const, id: lumen.siteId },
    { scope: "campaign" as const, id: lumen.campaignId },
  );
  return fc
    .tuple(at, fc.constantFrom(...CHANNELS), fc.constantFrom(...SETTABLE_MODES))
    .map(([place, channel, mode]) => ({ ...place, channel, mode }));
};
const change = () =>
  fc.uniqueArray(cells(), { minLength: 1, maxLength: 4, selector: (one) => `${one.scope} ${one.channel}` });
async function set(wanted: Cell[]): Promise<void> {
  for (const each of wanted) {
    const done = await setMode(world.system, { ...each, reason: "As the dry run has it" });
    if (!done.ok) throw new Error(JSON.stringify(done));
  }
}

describe("a dry run", () => {
  test("foretells exactly which orders and amounts are decided otherwise once the change is made", async () => {
    await fc.assert(
      fc.asyncProperty(change(), change(), async (standing, proposed) => {
        await set(standing);
        const before = await decideAll();
        const { merchant } = await getMatrix(world.system, lumen.id);
        const foretold = await dryRunChange(world.system, { merchantId: lumen.id, cells: proposed });
        expect((await getMatrix(world.system, lumen.id)).merchant).toEqual(merchant);
        await set(proposed);
        expect(sorted(foretold.flips)).toEqual(sorted(differences(before, await decideAll())));
        expect(foretold).toMatchObject({ orders: questions.length, truncated: false });
      }),
      { numRuns: 12 },
    );
    // Twelve worlds are written through the verbs, a change at a time.
  }, 60_000);

  test("tells the site's own rescue rate as a range with its n, and leaves open orders out of it", async () => {
    await inScope(world.system, (tx) => tx.delete(switches).where(eq(switches.merchantId, lumen.id)));
    const sent = { siteId: lumen.siteId, channel: "cit_website", sent: true } as const;
    const old = { ...questions[0]!, environment: "production" as const };
    const receivedAt = new Date(Date.now() - 20 * 24 * HOUR);
    for (const [index, state] of (
      ["approved", "approved", "declined", "expired", "submitted"] as const
    ).entries()) {
      await keep(`ord_rate_${index}`, { ...old, receivedAt: receivedAt.toISOString() }, { ...sent, state });
    }
    const ask = async (channel: "cit_website" | "cit_call_center") => {
      const cell = { scope: "site" as const, id: lumen.siteId, channel, mode: "production" as const };
      return (await dryRunChange(world.system, { merchantId: lumen.id, cells: [cell] })).flips;
    };
    const live = (await ask("cit_website")).find(({ environment }) => environment === "production");
    expect(live).toMatchObject({ before: "CHANNEL_OFF", after: null, siteName: lumen.host });
    expect(live?.rate).toMatchObject({ basis: "channel", resolved: 4, rescued: 2 });
    expect([live?.rate?.low.toFixed(3), live?.rate?.high.toFixed(3)]).toEqual(["0.150", "0.850"]);
    const other = await ask("cit_call_center");
    expect(other.find(({ environment }) => environment === "production")?.rate).toMatchObject({
      basis: "site",
      resolved: 4,
    });
    expect(other.find(({ environment }) => environment === "sandbox")?.rate).toBeNull();
  });

  test("of another merchant's site is refused as not found", async () => {
    const other = await world.merchant("Another one");
    const cell = {
      scope: "site" as const,
      id: other.siteId,
      channel: "mit" as const,
      mode: "sandbox" as const,
    };
    await expect(dryRunChange(world.system, { merchantId: lumen.id, cells: [cell] })).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });

  test("is kept with the request that it speaks of, once", async () => {
    const cell = { scope: "site", id: lumen.siteId, channel: "mit", mode: "production" } as const;
    const asked = await requestChange(world.person("operator"), {
      merchantId: lumen.id,
      cells: [cell],
      reason: "Rebills are ready for it",
    });
    if (!asked.ok) throw new Error(asked.reason);
    expect(await storeDryRuns.run(world.system)).toBe(1);
    expect(await storeDryRuns.run(world.system)).toBe(0);
    const { dryRun } = await getChangeRequest(world.system, lumen.id, asked.value.changeRequestId);
    const fresh = await dryRunChange(world.system, { merchantId: lumen.id, cells: [cell] });
    expect(dryRun?.flips).toEqual(fresh.flips);
    expect(dryRun?.flips.some(({ environment }) => environment === "production")).toBe(true);
  });
});
