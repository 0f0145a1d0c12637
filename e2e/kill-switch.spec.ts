import { expect, test } from "@playwright/test";
import { cell, signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

const WEB = "CIT website";
const REASON = "The gift checkout sends every order twice";
/** product.md §4: new evaluates stop within 5 s everywhere. */
const STOPS_WITHIN = { timeout: 5000, intervals: [250] };

const world = readWorld();
const merchant = world.merchants[1]!;
const site = merchant.sites[1]!;
const host = new URL(site.siteUrl).host;
const run = Date.now();

test.afterEach(async () => {
  // Whatever failed above: the other journeys find the world as it was.
  const management = await openCheckout(world.gateway, world.partnerKeys.production);
  const off = {
    scope: "site",
    id: site.id,
    channel: "cit_website",
    on: false,
    reason: "The journey is over",
  };
  await management.put("/api/v1/kill-switch", off);
});

test("a kill switch stops one channel of one site within five seconds, says why everywhere, and never re-sends", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const flexcharge = sandboxControl(world.sandboxProduction);
  const account = merchant.flexcharge.production;
  const token = await flexcharge.tokenize(account.mid, account.tokenizationKey, "4000002760003184", "999");
  const checkout = await openCheckout(world.gateway, merchant.keys.production);
  let count = 0;
  const post = async (more: Record<string, unknown> = {}) => {
    const id = `KS-${run}-${++count}`;
    const { body } = await checkout.evaluate(declinedOrder(id, token, { siteUrl: site.siteUrl, ...more }));
    const reason: string | undefined = body.customProperties["switchboard.reason"];
    return { id, status: body.status, reason: reason ?? null };
  };
  const activation = `/production/m/${merchant.id}/activation`;

  await signIn(page, personWithRole(world, "admin"));
  await page.goto(activation);
  await expect(cell(page, WEB, host)).toHaveAccessibleName(/: Production, .* Live orders are sent\./);
  expect(await post()).toMatchObject({ status: "APPROVED", reason: null });

  await test.step("stop the website channel of one site, with a reason", async () => {
    await page.getByRole("button", { name: "Kill switch" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Stop FlexCharge?" });
    await dialog.getByText(host, { exact: true }).click();
    await dialog.getByRole("button", { name: /Channel$/ }).click();
    await page.getByRole("option", { name: WEB }).click();
    await dialog.getByRole("button", { name: "Stop FlexCharge" }).click();
    await expect(dialog.getByText("Say why")).toBeVisible();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Stop FlexCharge" }).click();
    await expect(dialog).toBeHidden();
  });

  let stopped = "";
  await test.step("the next live order is not sent", async () => {
    await expect(async () => {
      const order = await post();
      expect(order).toMatchObject({ status: "DECLINED", reason: "KILL_SWITCH" });
      stopped = order.id;
    }).toPass(STOPS_WITHIN);
  });

  await test.step("its other channels and its sister site go on", async () => {
    expect(await post({ orderSource: "moto" })).toMatchObject({ status: "APPROVED" });
    expect(await post({ siteUrl: merchant.sites[0]!.siteUrl })).toMatchObject({ status: "APPROVED" });
  });

  await test.step("banner and octagon tell where, since when, by whom and why", async () => {
    const banner = page.getByText(`${WEB} is stopped for ${host}`).locator("xpath=ancestor::*[3]");
    await expect(banner).toContainText("by Daniel Okafor");
    await expect(banner).toContainText(REASON);
    await expect(cell(page, WEB, host)).toHaveAccessibleName(
      /: Stopped, was Production, stopped here by Daniel Okafor.* Live orders are not sent\./,
    );
    await expect(cell(page, WEB, host).getByText("Stopped", { exact: true })).toBeVisible();
    await expect(cell(page, "CIT call center", host)).toHaveAccessibleName(/: Production, /);
    await page.goto("/production");
    const line = page.getByRole("row", { name: new RegExp(merchant.name) });
    await expect(line).toContainText("Stopped by a kill switch");
    await expect(line.getByRole("time").or(line.locator("time")).first()).toBeVisible();
  });

  await test.step("the order's page gives the reason, the person and what to do", async () => {
    await page.goto(`/production/m/${merchant.id}/orders?q=${stopped}`);
    await page.getByRole("link", { name: stopped }).click();
    await expect(page.getByRole("heading", { level: 1, name: stopped })).toBeVisible();
    await expect(page.getByRole("heading", { name: `FlexCharge is stopped for ${host}` })).toBeVisible();
    await expect(page.getByText(REASON).first()).toBeVisible();
    await expect(page.getByText("KILL_SWITCH", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("Stopped here").filter({ visible: true })).toBeVisible();
  });

  await test.step("switched on again, the next order is sent and the skipped one is not", async () => {
    await page.goto(activation);
    await page.getByRole("button", { name: "Switch on again…" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Switch on again" }).click();
    await expect(dialog.getByText("Say what was solved")).toBeVisible();
    await dialog.getByLabel("Reason").fill("The checkout was mended");
    await dialog.getByRole("button", { name: "Switch on again" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(`${WEB} is stopped for`)).toBeHidden();
    await expect(cell(page, WEB, host)).toHaveAccessibleName(/: Production, .* Live orders are sent\./);
    await expect(async () => {
      expect(await post()).toMatchObject({ status: "APPROVED", reason: null });
    }).toPass(STOPS_WITHIN);
    const seen = JSON.stringify(await flexcharge.evaluations(account.mid));
    expect(seen).not.toContain(`"${stopped}"`);
  });
});
