import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

/** The sandbox's rule (contract.md): cents 01–20 are approved after so many days, 99 expires. */
const CENTS = [1, 2, 4, 6, 8, 10, 12, 15, 99, 99];
const APPROVED = 8;
const AMOUNTS = CENTS.map((cents) => 5000 + cents);
const sum = (amounts: number[]) => amounts.reduce((all, amount) => all + amount, 0);

const DAY_MS = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** The total of the MIT monitor's sites: evaluated, rescued, open. */
async function readBoard(page: Page, href: string) {
  await page.goto(href);
  const table = page.getByRole("table", { name: "Rebills by site" });
  await expect(table.getByRole("row").last()).toContainText("Total");
  const heads = await table.getByRole("columnheader").allTextContents();
  const total = await table.getByRole("row").last().getByRole("cell").allTextContents();
  const figure = (head: string) => Number(total[heads.indexOf(head)]?.replace(/[^\d]/g, ""));
  return { evaluated: figure("Evaluated"), rescued: figure("Rescued"), open: figure("Open") };
}

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
  const descriptor = `WEEKS*${mark.toUpperCase()}`;
  const period = `from=${dayFromNow(-1)}&to=${dayFromNow(2)}&tz=UTC`;
  const sitesReport = async () => {
    const { status, body } = await checkout.get(
      `/api/v1/reports/sites?${period}&descriptor=${encodeURIComponent(descriptor)}`,
    );
    expect(status).toBe(200);
    return body;
  };
  const board = `/sandbox/m/${merchant.id}/reports/mit?${period}`;
  await signIn(page, personWithRole(world, "operator"));
  const before = await readBoard(page, board);
  const placed: { id: string; externalId: string; expires: boolean }[] = [];

  await test.step("each is taken and in flight at once", async () => {
    for (const [index, cents] of CENTS.entries()) {
      const externalId = `weeks-${mark}-${index}`;
      const base = declinedOrder(externalId, card, { siteUrl: merchant.sites[0]?.siteUrl });
      const { customerIp: _shopper, ...order } = base;
      const transaction = { ...base.transaction, amount: AMOUNTS[index], dynamicDescriptor: descriptor };
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
    const { totals } = await sitesReport();
    expect(totals).toMatchObject([
      { orders: 10, evaluated: 10, open: 10, openAmount: sum(AMOUNTS), rescued: 0 },
    ]);
    expect((await readBoard(page, board)).evaluated).toBe(before.evaluated + CENTS.length);
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

  await test.step("FlexCharge's own record says the same of each, to the cent", async () => {
    const direct = await openCheckout(world.sandbox, account);
    const { body } = await direct.get(`/v1/orders?query=weeks-${mark}&pageSize=50`);
    type Row = { id: string; externalOrderId: string; status: number; amount: number };
    const theirs = (body.orders.rows as Row[]).map((row) => [
      ...[row.externalOrderId, row.id, row.status, row.amount],
    ]);
    const ours = await Promise.all(
      placed.map(async ({ id, externalId }) => {
        const { status, amount } = (await checkout.order(id)).body;
        return [externalId, id, status, amount];
      }),
    );
    expect(theirs.toSorted()).toEqual(ours.toSorted());
    expect(ours.map(([, , , amount]) => amount)).toEqual(AMOUNTS);
  });

  await test.step("the report of sites counts exactly these, and adds up to what FlexCharge recovered", async () => {
    const [rescued, lost] = [AMOUNTS.slice(0, APPROVED), AMOUNTS.slice(APPROVED)];
    const figures = {
      ...{ orders: 10, evaluated: 10, rescued: rescued.length, lost: lost.length, open: 0 },
      ...{ rescuedAmount: sum(rescued), lostAmount: sum(lost), recoveredNet: sum(rescued), openAmount: 0 },
    };
    const { rows, unattributed, totals } = await sitesReport();
    expect(rows).toMatchObject([{ key: merchant.sites[0]?.id, ...figures }]);
    expect(totals).toMatchObject([figures]);
    expect(unattributed).toMatchObject({ orders: 0 });
  });

  await test.step("the MIT monitor shows them ended, and says what the report of rebills says", async () => {
    const after = await readBoard(page, board);
    expect(after.evaluated).toBe(before.evaluated + CENTS.length);
    expect(after.rescued).toBeGreaterThanOrEqual(before.rescued + APPROVED);
    expect(after.open).toBeLessThanOrEqual(before.open);
    const { body } = await checkout.get(`/api/v1/reports/channels?${period}&channel=mit`);
    const all = (name: string) => sum(body.totals.map((row: Record<string, number>) => row[name] ?? 0));
    expect(after).toEqual({ evaluated: all("evaluated"), rescued: all("rescued"), open: all("open") });
  });

  await test.step("orders list and order pages say the same", async () => {
    for (const { externalId, expires } of [placed[0], placed[6], placed[9]].flatMap((one) => one ?? [])) {
      await page.goto(`/sandbox/m/${merchant.id}/orders?q=${externalId}`);
      await expect(page.getByText(externalId).first()).toBeVisible();
      await page.getByText(externalId).first().click();
      await expect(page.getByRole("heading", { level: 1, name: externalId })).toBeVisible();
      await expect(page.getByText(expires ? "Lost: expired" : "Rescued").first()).toBeVisible();
    }
  });
});
