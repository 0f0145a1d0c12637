import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { scanDatabase, scanLogs, scanText } from "./scan.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld } from "./world.ts";

const CARD = "4000002760003184";
const CVV = "739";

// Runs after all journeys (playwright.config.ts), over what they have left behind.

test("card data is refused wherever somebody could put it", async ({ page }) => {
  const world = readWorld();
  const [merchant] = world.merchants;
  const checkout = await openCheckout(world.gateway, merchant!.keys.production);
  const order = declinedOrder(`CARD-${Date.now()}`, CARD, { siteUrl: merchant!.sites[0]!.siteUrl });
  const { paymentMethod, transaction } = order;
  const token = { ...paymentMethod, cardNumber: crypto.randomUUID() };
  for (const [where, body] of Object.entries({
    "a card number in place of the token": order,
    "a CVV beside a token": { ...order, paymentMethod: { ...token, verificationValue: CVV } },
    "a card number in free text": {
      ...order,
      paymentMethod: token,
      transaction: { ...transaction, responseDescription: `card ${CARD} was declined` },
    },
  })) {
    const answer = await checkout.evaluate(body);
    expect(answer.status, where).toBe(422);
    expect(JSON.stringify(answer.body), where).not.toContain(CARD);
    const copy = await checkout.transmit(body);
    expect(copy.status, where).toBe(422);
  }
  const named = await checkout.evaluate(
    { ...declinedOrder(`NAMED-${Date.now()}`, crypto.randomUUID()), siteUrl: merchant!.sites[0]!.siteUrl },
    { "x-request-id": CARD },
  );
  expect(named.status).toBe(200);
  expect(JSON.stringify(named.body)).not.toContain(CARD);

  await signIn(page, personWithRole(world, "admin"));
  await page.goto(`/production/m/${merchant!.id}/orders?q=${CARD}`);
  await expect(page.getByText(/found for|No order matches/).first()).toBeVisible();
});

test("no card number and no CVV is in the database", async () => {
  test.setTimeout(180_000);
  const { rows, found } = await scanDatabase();
  expect(rows).toBeGreaterThan(1_000);
  expect(found).toEqual([]);
});

test("no card number and no CVV is in the logs", () => {
  const { lines, found } = scanLogs();
  expect(lines).toBeGreaterThan(10);
  expect(found).toEqual([]);
});

test("no card number and no CVV is in a report or its file", async ({ page }) => {
  const world = readWorld();
  const [merchant] = world.merchants;
  const live = await openCheckout(world.gateway, merchant!.keys.production);
  await signIn(page, personWithRole(world, "admin"));
  for (const report of ["sites", "descriptors", "transactions"]) {
    const answer = await live.get(`/api/v1/reports/${report}`);
    expect(answer.status, report).toBe(200);
    expect(scanText(JSON.stringify(answer.body)), report).toEqual([]);
    const text = await csvOf(page, `/production/m/${merchant!.id}/reports/${report}/csv`);
    expect(scanText(text), `${report} as a file`).toEqual([]);
  }
});

async function csvOf(page: Page, address: string): Promise<string> {
  const answer = await page.request.get(address);
  expect(answer.status(), address).toBe(200);
  return answer.text();
}
