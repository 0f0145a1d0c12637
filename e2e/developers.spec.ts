import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

test("a merchant's developer follows the calls of the checkout, finds one and copies it for a shell", async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const world = readWorld();
  const person = personWithRole(world, "merchant_developer");
  const merchant = world.merchants.find(({ id }) => id === person.merchantId)!;
  const checkout = await openCheckout(world.gateway, merchant.keys.sandbox);
  const log = page.getByRole("table", { name: /Calls to the gateway/ });
  const live = page.getByRole("button", { name: /^Live/ });
  const mark = Date.now();
  const order = (name: string) =>
    declinedOrder(`LOG-${name}-${mark}`, crypto.randomUUID(), { siteUrl: "https://nobody.example" });
  await signIn(page, person);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);

  await test.step("a call comes in by itself, with why its order was not sent", async () => {
    await page.goto(`/sandbox/m/${merchant.id}/developers/logs`);
    await expect(live).toHaveAttribute("aria-pressed", "true");
    await checkout.evaluate(order("first"));
    const row = log.getByRole("row", { name: new RegExp(`LOG-first-${mark}`) });
    // The page says "Live" before it is: it has to come alive first.
    await expect(row).toContainText("UNKNOWN_SITE", { timeout: 30_000 });
    await expect(row).toContainText("200");
  });

  await test.step("its row opens request and answer, without the customer that this role does not see", async () => {
    await log
      .getByRole("row", { name: new RegExp(`LOG-first-${mark}`) })
      .getByRole("link")
      .first()
      .click();
    const pane = page.getByRole("complementary", { name: "Call POST /v1/evaluate" });
    await expect(pane.getByRole("region", { name: "Request" }).first()).toContainText(`LOG-first-${mark}`);
    await expect(pane).toContainText('"payer": "•••"');
    await expect(pane.getByRole("region", { name: "Answer" }).first()).toContainText("DECLINED");
    await pane.getByRole("button", { name: "Copy as curl" }).click();
    await expect(pane.getByText("Copied")).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("$APP_KEY");
    expect(copied).toContain(`${world.gateway}/v1/evaluate`);
    expect(copied).not.toContain(merchant.keys.sandbox.appSecret);
  });

  await test.step("while it is open new calls wait behind their number", async () => {
    await expect(page.getByText("Paused while a call is open")).toBeVisible();
    await checkout.evaluate(order("second"));
    const fresh = page.getByRole("button", { name: "1 new", exact: true });
    await expect(fresh).toBeVisible();
    await expect(log).not.toContainText(`LOG-second-${mark}`);
    await fresh.click();
    await expect(log).toContainText(`LOG-second-${mark}`);
    await page.keyboard.press("Escape");
  });

  await test.step("L stops it, and a filter finds what was refused", async () => {
    await page.keyboard.press("l");
    await expect(live).toHaveAttribute("aria-pressed", "false");
    await checkout.get(`/v1/orders/nobody-${mark}`);
    await page.getByRole("searchbox", { name: /Find by path/ }).fill(`/v1/orders/nobody-${mark}`);
    await expect(page).toHaveURL(/q=/);
    await expect(async () => {
      await page.reload();
      await expect(log.getByRole("row")).toHaveCount(2, { timeout: 1_000 });
    }).toPass();
    await expect(log.getByRole("row").nth(1)).toContainText("404");
    await page.getByRole("searchbox", { name: /Find by path/ }).fill("/nothing/like/this");
    await expect(page.getByText("No call matches 1 filter")).toBeVisible();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(log).toContainText(`LOG-second-${mark}`);
  });

  await test.step("another merchant's call is no page of theirs, and a viewer has no log at all", async () => {
    const other = world.merchants.find(({ id }) => id !== merchant.id)!;
    expect((await page.goto(`/sandbox/m/${other.id}/developers/logs`))?.status()).toBe(404);
    await page.context().clearCookies();
    await signIn(page, personWithRole(world, "viewer"));
    expect((await page.goto("/sandbox/developers/logs"))?.status()).toBe(403);
  });
});

test.afterEach(async () => {
  // Whatever failed: other journeys find FlexCharge answering as it should.
  await sandboxControl(readWorld().sandbox).clearFaults();
});

test("a scenario of the sandbox runs as a checkout would, and what the partner arranges is said on every page of it", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const world = readWorld();
  const [merchant] = world.merchants;
  const home = `/sandbox/m/${merchant!.id}`;

  await test.step("the merchant's developer runs a scenario and opens its order", async () => {
    await signIn(page, personWithRole(world, "merchant_developer", merchant!.id));
    await page.goto(`${home}/developers/sandbox`);
    await page.getByRole("button", { name: "Run Approved, 4000 0027 6000 3184" }).click();
    const row = page.getByRole("row", { name: /4000 0027 6000 3184/ });
    await expect(row).toContainText("Rescued");
    await expect(page.getByRole("region", { name: "Calls that FlexCharge saw" })).toContainText(
      "/v1/evaluate",
    );
    await row.getByRole("link", { name: "Open order" }).click();
    await expect(page).toHaveURL(/\/orders\/ord_/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("SANDBOX-");
  });

  await test.step("its clock and faults are not theirs to change", async () => {
    await page.goto(`${home}/developers/sandbox`);
    await expect(page.getByRole("region", { name: "Clock" })).toContainText("the partner moves it");
    await expect(page.getByRole("button", { name: "+1 day" })).toHaveCount(0);
    await page.context().clearCookies();
  });

  await test.step("the partner arranges a fault, which is said here and there until it is cleared", async () => {
    await signIn(page, personWithRole(world, "admin"));
    await page.goto("/sandbox/developers/sandbox");
    await page.getByRole("button", { name: "Add fault" }).click();
    await expect(page.getByText("1 fault active")).toBeVisible();
    await page.goto(`${home}/developers/sandbox`);
    await expect(page.getByText("1 fault active")).toBeVisible();
    await page.goto("/sandbox/developers/sandbox");
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect(page.getByText("1 fault active")).toHaveCount(0);
    await page.goto("/sandbox/settings/audit");
    await expect(page.getByText("Cleared the sandbox's faults").first()).toBeVisible();
  });

  await test.step("among live orders there is none", async () => {
    await page.goto(`/production/m/${merchant!.id}/developers/sandbox`);
    await expect(page.getByText("Live orders have no sandbox")).toBeVisible();
    await expect(
      page.getByRole("navigation").getByRole("link", { name: "Sandbox", exact: true }),
    ).toHaveCount(0);
  });
});
