import { expect, test } from "@playwright/test";
import { cell, signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

const world = readWorld();
const merchant = world.merchants[1]!;

test("a viewer is told which roles may edit, and a merchant's viewer changes no cell", async ({
  page,
  browser,
}) => {
  await signIn(page, personWithRole(world, "viewer"));
  const refused = await page.goto(`/production/m/${merchant.id}/edit`);
  expect(refused?.status()).toBe(403);
  await expect(page.getByText("Your role does not open Changing merchants")).toBeVisible();
  await expect(page.getByText(/You are signed in as Viewer\. It opens to Admin or Operator\./)).toBeVisible();

  const reader = personWithRole(world, "merchant_viewer");
  const own = world.merchants.find((one) => one.id === reader.merchantId)!;
  const host = new URL(own.sites[0]!.siteUrl).host;
  const visit = await browser.newContext();
  const theirs = await visit.newPage();
  await signIn(theirs, reader);
  await theirs.goto(`/production/m/${own.id}/activation`);
  await expect(theirs.getByRole("button", { name: "Kill switch" })).toHaveCount(0);
  const web = cell(theirs, "CIT website", host);
  const before = await web.textContent();
  await web.click();
  const inspector = theirs.getByRole("complementary", { name: "CIT website" });
  await expect(inspector.getByText(/Your role cannot do this\. .* can\./)).toBeVisible();
  await expect(inspector.getByRole("button", { name: /Review change/ })).toHaveCount(0);
  for (const mode of ["Off", "Sandbox"]) {
    await inspector.getByRole("radio", { name: mode }).click();
    await expect(theirs.getByLabel(/^Reason/)).toHaveCount(0);
    await expect(inspector.getByText(/Your role cannot do this\./)).toBeVisible();
  }
  await theirs.reload();
  expect(await web.textContent()).toBe(before);
  await visit.close();
});

test("changing the environment keeps the page and its filters", async ({ page }) => {
  await signIn(page, personWithRole(world, "operator"));
  await page.goto(`/production/m/${merchant.id}/orders?view=rescued&channel=mit&period=7d`);
  const environment = page.getByRole("radiogroup", { name: "Environment" });
  await environment.getByRole("radio", { name: "Sandbox" }).click();
  await expect(page).toHaveURL(
    new RegExp(`/sandbox/m/${merchant.id}/orders\\?view=rescued&channel=mit&period=7d$`),
  );
  await expect(page).toHaveTitle(/^Sandbox: Orders/);
  await environment.getByRole("radio", { name: "Production" }).click();
  await expect(page).toHaveURL(/\/production\/m\/[^/]+\/orders\?view=rescued&channel=mit&period=7d$/);
});

test("an order is found by whatever id somebody has in hand, and a search without a match can be cleared", async ({
  page,
}) => {
  const id = `FIND-${Date.now()}`;
  const email = `${id.toLowerCase()}@buyer.example`;
  const { mid, tokenizationKey } = merchant.flexcharge.production;
  const flexcharge = sandboxControl(world.sandboxProduction);
  const token = await flexcharge.tokenize(mid, tokenizationKey, "4000002760003184", "999");
  const checkout = await openCheckout(world.gateway, merchant.keys.production);
  const order = { siteUrl: merchant.sites[0]!.siteUrl, payer: { id: "cust-find", email } };
  const { body } = await checkout.evaluate(declinedOrder(id, token, order));
  expect(body.status).toBe("APPROVED");

  await signIn(page, personWithRole(world, "admin"));
  const list = `/production/m/${merchant.id}/orders`;
  const box = page.getByRole("searchbox", { name: "Find an order by any id" });
  for (const inHand of [id, `pay-${id}`, body.orderSessionKey as string, email]) {
    await test.step(inHand, async () => {
      await page.goto(list);
      await box.fill(inHand);
      await expect(page.getByText(`1 order found for “${inHand}”`)).toBeVisible();
      await page.getByRole("link", { name: id }).click();
      await expect(page.getByRole("heading", { level: 1, name: id })).toBeVisible();
    });
  }

  await page.goto(list);
  await box.fill("nobody-has-this-id");
  await expect(page.getByText("No order matches 1 filter")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(new RegExp(`${list}$`));
  await expect(box).toHaveValue("");
  await expect(page.getByRole("link", { name: id })).toBeVisible();
});

test("Settings and Developers open their first page, in both workspaces", async ({ page }) => {
  await signIn(page, personWithRole(world, "admin"));
  for (const root of ["/production", `/sandbox/m/${merchant.id}`]) {
    await page.goto(`${root}/settings`);
    await expect(page).toHaveURL(new RegExp(`${root}/settings/audit$`));
    await page.goto(`${root}/developers`);
    await expect(page).toHaveURL(new RegExp(`${root}/developers/credentials$`));
  }
  const icon = await page.request.get("/favicon.ico");
  expect(icon.status()).toBe(200);
  expect(icon.headers()["content-type"]).toContain("image");
});
