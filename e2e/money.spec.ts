import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import {
  declinedOrder,
  openCheckout,
  personWithRole,
  readWorld,
  sandboxControl,
  type World,
} from "./world.ts";

/** The stand-in approves this phone, whatever the card (contract.md). */
const APPROVED = { payer: { id: "cust-42", email: "ada@example.com", phone: "998888" } };

async function placeOrder(
  world: World,
  id: string,
  change: { transactionType?: string; money?: object } = {},
) {
  const [merchant] = world.merchants;
  const checkout = await openCheckout(world.gateway, merchant!.keys.production);
  const order = declinedOrder(id, crypto.randomUUID(), { siteUrl: merchant!.sites[0]!.siteUrl, ...APPROVED });
  const transaction = { ...order.transaction, ...change.money };
  const { transactionType = "PURCHASE" } = change;
  return checkout.evaluate({ ...order, transaction, transactionType });
}

async function openOrder(page: Page, world: World, id: string): Promise<void> {
  await page.goto(`/production/m/${world.merchants[0]!.id}/orders?q=${id}`);
  await page.getByRole("link", { name: id }).click();
  await expect(page.getByRole("heading", { level: 1, name: id })).toBeVisible();
}

const moneyOf = (page: Page) => page.getByRole("complementary", { name: "Money and facts" });

test("finance refunds a part of a rescued order; a viewer sees it and can do nothing", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const id = `MONEY-${Date.now()}`;
  const answer = await placeOrder(world, id);
  expect(answer.body.status).toBe("APPROVED");

  const finance = await (await browser.newContext()).newPage();
  await signIn(finance, personWithRole(world, "finance"));
  await openOrder(finance, world, id);
  await expect(moneyOf(finance).getByText("45.99").first()).toBeVisible();
  await finance.getByRole("button", { name: "Refund…" }).click();
  const dialog = finance.getByRole("dialog", { name: `Refund ${id}` });
  await dialog.getByText("A part").click();

  await test.step("more than what is left is told before anything is asked", async () => {
    await dialog.getByLabel("Amount").fill("46.00");
    await dialog.getByRole("button", { name: "Refund 46.00 USD" }).click();
    await expect(dialog.getByText("At most 45.99 USD can be refunded.")).toBeVisible();
  });

  await test.step("a part is refunded, and the page tells what is left, who and why", async () => {
    await dialog.getByLabel("Amount").fill("20.00");
    await expect(dialog.getByText("After this refund 25.99 USD can be refunded.")).toBeVisible();
    await dialog.getByLabel("Reason").fill("Late delivery");
    await dialog.getByRole("button", { name: "Refund 20.00 USD" }).click();
    await expect(dialog).toBeHidden();
    await expect(moneyOf(finance).getByText("25.99")).toBeVisible();
    await expect(moneyOf(finance).getByText("Jonas Weber, “Late delivery”")).toBeVisible();
    await expect(finance.getByText("Refund of 20.00 USD confirmed")).toBeVisible();
    await expect(finance.getByText("Partly refunded")).toBeVisible();
  });

  await test.step("FlexCharge was asked once, in decimal units", async () => {
    const calls = await sandboxControl(world.sandboxProduction).calls(
      `/v1/orders/${answer.body.orderId}/refund`,
    );
    expect(calls.map(({ body }) => body.amountToRefund)).toEqual([20]);
  });

  await test.step("a viewer reads the same and is offered nothing", async () => {
    const viewer = await (await browser.newContext()).newPage();
    await signIn(viewer, personWithRole(world, "viewer"));
    await openOrder(viewer, world, id);
    await expect(moneyOf(viewer).getByText("25.99")).toBeVisible();
    await expect(
      viewer.getByRole("button", { name: /Refund|Cancel order|Capture|Ask FlexCharge/ }),
    ).toHaveCount(0);
  });

  await test.step("the rest goes back, and then there is nothing left to refund", async () => {
    await finance.getByRole("button", { name: "Refund…" }).click();
    await finance.getByRole("button", { name: "Refund 25.99 USD" }).click();
    await expect(finance.getByText("Refunded in full")).toBeVisible();
    await expect(finance.getByRole("button", { name: "Refund…" })).toHaveCount(0);
  });
});

test("an approval that came too late waits on Home and in its queue until finance accepts it", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const [merchant] = world.merchants;
  const id = `LATE-${Date.now()}`;
  const control = sandboxControl(world.sandboxProduction);
  await control.addFault({ path: "/v1/evaluate", kind: "timeout_after", times: 1 });
  const answer = await placeOrder(world, id);
  expect(answer.body.status).toBe("DECLINED");
  expect(answer.body.customProperties["switchboard.reason"]).toBe("UPSTREAM_TIMEOUT");

  await signIn(page, personWithRole(world, "finance"));
  await openOrder(page, world, id);
  await test.step("FlexCharge is asked by the settling job or at once", async () => {
    const ask = page.getByRole("button", { name: "Ask FlexCharge now" });
    await expect(async () => {
      if (await ask.isVisible()) await ask.click();
      await page.reload();
      await expect(page.getByRole("button", { name: "Accept…" })).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(page.getByText(/FlexCharge approved 45.99 USD after the checkout was told/)).toBeVisible();
  });

  await test.step("Home and the queue name it, with the time that is left", async () => {
    await page.goto("/production");
    const row = page.getByRole("row", { name: new RegExp(merchant!.name) });
    await expect(row).toContainText(/late approvals? needs? a decision/);
    await page.goto(`/production/m/${merchant!.id}/orders?view=late-approvals`);
    await expect(page.getByRole("row", { name: new RegExp(id) }).getByText(/left$/)).toBeVisible();
  });

  await test.step("finance accepts, and from then on it is rescued", async () => {
    await openOrder(page, world, id);
    await page.getByRole("button", { name: "Accept…" }).click();
    await page.getByRole("button", { name: "Accept approval" }).click();
    await expect(page.getByText("Late approval accepted")).toBeVisible();
    await expect(page.getByText("Rescued", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Refund…" })).toBeVisible();
  });
});

test("an authorised order is captured as a whole, and dinars go back with three decimals", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const { mid } = world.merchants[0]!.flexcharge.production;
  await sandboxControl(world.sandboxProduction).changeAccount(mid, { authCapture: true });
  const id = `AUTH-${Date.now()}`;
  const money = { amount: 12_345, currency: "KWD" };
  const answer = await placeOrder(world, id, { transactionType: "AUTHORIZATION", money });
  expect(answer.body.status).toBe("CAPTUREREQUIRED");

  await signIn(page, personWithRole(world, "finance"));
  await openOrder(page, world, id);
  await expect(page.getByRole("button", { name: "Refund…" })).toHaveCount(0);
  await page.getByRole("button", { name: "Capture…" }).click();
  await expect(page.getByText(/FlexCharge voids by itself/)).toBeVisible();
  await page.getByRole("button", { name: "Capture 12.345 KWD" }).click();
  await expect(page.getByText("Rescued", { exact: true }).first()).toBeVisible();

  await page.getByRole("button", { name: "Refund…" }).click();
  const dialog = page.getByRole("dialog", { name: `Refund ${id}` });
  await dialog.getByText("A part").click();
  await dialog.getByLabel("Amount").fill("0.0005");
  await dialog.getByRole("button", { name: "Refund", exact: true }).click();
  await expect(dialog.getByText("Write an amount such as 20.000.")).toBeVisible();
  await dialog.getByLabel("Amount").fill("1.005");
  await dialog.getByRole("button", { name: "Refund 1.005 KWD" }).click();
  await expect(moneyOf(page).getByText("11.340")).toBeVisible();
});
