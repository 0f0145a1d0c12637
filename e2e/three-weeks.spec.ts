import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

/** The sandbox's rule (contract.md): cents 01–20 are approved after so many days, 99 expires. */
const CENTS = [1, 2, 4, 6, 8, 10, 12, 15, 99, 99];
const APPROVED = 8;

test("ten declined rebills are followed for three weeks: by notice, by asking where notices were lost, and by expiry", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const world = readWorld();
  const merchant = world.merchants[0];
  if (!merchant) throw new Error("the demo has no merchant");
  const flexcharge = sandboxControl(world.sandbox);
  const checkout = await openCheckout(world.gateway, merchant.keys.sandbox);
  const partner = await openCheckout(world.gateway, world.partnerKeys.production);
  const account = merchant.flexcharge.sandbox;
  const card = await flexcharge.tokenize(account.mid, account.tokenizationKey, "4111111111111111", "123");
  const mark = crypto.randomUUID().slice(0, 8);
  const placed: { id: string; externalId: string; expires: boolean }[] = [];

  await test.step("each is taken and in flight at once", async () => {
    for (const [index, cents] of CENTS.entries()) {
      const externalId = `weeks-${mark}-${index}`;
      const base = declinedOrder(externalId, card, { siteUrl: merchant.sites[0]?.siteUrl });
      const { customerIp: _shopper, ...order } = base;
      const transaction = { ...base.transaction, amount: 5000 + cents };
      const subscription = {
        subscriptionId: `sub-${externalId}`,
        interval: "monthly",
        price: "50",
        currency: "USD",
      };
      const rebill = { isMIT: true, isRecurring: true, orderSource: "recurring", subscription };
      const { status, body } = await checkout.evaluate({ ...order, ...rebill, transaction });
      expect([status, body.status]).toEqual([200, "SUBMITTED"]);
      placed.push({ id: body.orderSessionKey, externalId, expires: cents === 99 });
    }
  });

  const numberOf = async (id: string) => (await checkout.order(id)).body.status;
  const ended = async () => {
    const numbers = await Promise.all(placed.map(({ id }) => numberOf(id)));
    return numbers.filter((number) => number === 7 || number === 2).length;
  };

  try {
    await test.step("the first week's notices arrive", async () => {
      await flexcharge.deliverNotices("normal");
      await flexcharge.moveClock("P7D");
      await expect.poll(ended, { timeout: 40_000 }).toBe(4);
    });

    await test.step("the second week's are lost, and asking finds what they would have told", async () => {
      await flexcharge.deliverNotices("drop");
      await flexcharge.moveClock("P7D");
      await partner.post("/api/v1/backfill", { merchantId: merchant.id, environment: "sandbox" });
      await expect.poll(ended, { timeout: 40_000 }).toBe(7);
    });

    await test.step("in the third the last is approved and two expire", async () => {
      await flexcharge.moveClock("P8D");
      await expect.poll(ended, { timeout: 40_000 }).toBe(CENTS.length);
    });
  } finally {
    await flexcharge.deliverNotices("normal");
    await flexcharge.moveClock(new Date().toISOString());
  }

  await test.step("each order ended as the sandbox's rule says, in the wire's own numbers", async () => {
    const numbers = await Promise.all(placed.map(({ id }) => numberOf(id)));
    expect(numbers).toEqual(placed.map(({ expires }) => (expires ? 2 : 7)));
    expect(numbers.filter((number) => number === 7)).toHaveLength(APPROVED);
  });

  await test.step("orders list and order pages say the same", async () => {
    await signIn(page, personWithRole(world, "operator"));
    for (const { externalId, expires } of [placed[0], placed[6], placed[9]].flatMap((one) => one ?? [])) {
      await page.goto(`/sandbox/m/${merchant.id}/orders?q=${externalId}`);
      await expect(page.getByText(externalId).first()).toBeVisible();
      await page.getByText(externalId).first().click();
      await expect(page.getByRole("heading", { level: 1, name: externalId })).toBeVisible();
      await expect(page.getByText(expires ? "Lost: expired" : "Rescued").first()).toBeVisible();
    }
  });
});
