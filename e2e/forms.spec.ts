import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

const world = readWorld();
const merchant = world.merchants[1]!;
const [first, second] = merchant.sites as [(typeof merchant.sites)[0], (typeof merchant.sites)[0]];
const home = `/production/m/${merchant.id}`;

test.beforeEach(async ({ page }) => signIn(page, personWithRole(world, "admin")));

test("a host that another site has is refused beside its own line, and what was typed stays", async ({
  page,
}) => {
  await page.goto(`${home}/sites/new`);
  await page.getByLabel("Name").fill("Second shop");
  await page.getByRole("textbox", { name: "host 1" }).fill("second.harborpine.example");
  await page.getByRole("button", { name: "Add host" }).click();
  const taken = page.getByRole("textbox", { name: "host 2" });
  await taken.fill(`https://www.${new URL(second.siteUrl).host}/checkout`);
  await page.getByRole("button", { name: "Add site" }).click();
  await expect(taken).toHaveAccessibleDescription(`Belongs to ${second.name}`);
  await expect(taken).toBeFocused();
  await expect(page.getByRole("textbox", { name: "host 1" })).not.toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).toHaveValue("Second shop");
  await page.goto(`${home}/sites`);
  await expect(page.getByText("Second shop")).toHaveCount(0);
});

test("a campaign id that is in use is refused beside its field, and the dialog keeps the rest", async ({
  page,
}) => {
  const twin = first.campaigns[0]!;
  await page.goto(`${home}/sites/${first.id}`);
  await page.getByRole("button", { name: "Add campaign" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("A twin");
  await dialog.getByLabel("Campaign id").fill("candles-monthly");
  await dialog.getByRole("button", { name: "Add campaign" }).click();
  const id = dialog.getByLabel("Campaign id");
  await expect(id).toHaveAccessibleDescription(new RegExp(`Is already ${twin.name}'s id`));
  await expect(id).toBeFocused();
  await expect(id).toHaveValue("candles-monthly");
  await expect(dialog.getByLabel("Name")).toHaveValue("A twin");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("A twin")).toHaveCount(0);
});

test("credentials without a MID are refused beside the field, and those in use go on", async ({ page }) => {
  await page.goto(`${home}/developers/credentials`);
  const column = page.getByRole("region", { name: "Sandbox credentials" });
  await column.getByRole("button", { name: "Replace…" }).first().click();
  const dialog = page.getByRole("dialog");
  const mid = dialog.getByLabel("MID");
  await mid.fill("");
  await dialog.getByLabel("AppKey").fill("another-key");
  await dialog.getByRole("button", { name: "Save and verify" }).click();
  await expect(mid).toHaveAttribute("aria-invalid", "true");
  await expect(mid).toBeFocused();
  await expect(dialog.getByLabel("AppKey")).toHaveValue("another-key");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(column.getByText(/token and MID proven/)).toBeVisible();
  await expect(column.getByText(merchant.flexcharge.sandbox.mid).first()).toBeVisible();
});

test("a rule that makes no sense is refused beside its field; a good one holds orders back and is in the audit", async ({
  page,
}) => {
  test.setTimeout(90_000);
  await page.goto(`${home}/edit`);
  const lowest = page.getByLabel("Lowest amount");
  const countries = page.getByLabel("Card countries");
  const save = page.getByRole("button", { name: "Save rules" });
  await countries.fill("US, UK");
  await lowest.fill("abc");
  await save.click();
  await expect(lowest).toHaveAccessibleDescription(/Not an amount of USD/);
  await expect(lowest).toBeFocused();
  await lowest.fill("90.00");
  await save.click();
  await expect(countries).toHaveAccessibleDescription(/UK is not a country/);
  await expect(lowest).toHaveValue("90.00");
  await countries.fill("US, gb");
  await save.click();
  await expect(page.getByText("The rules are saved.")).toBeVisible();

  try {
    await page.reload();
    await expect(lowest).toHaveValue("90.00");
    await expect(countries).toHaveValue("US, GB");
    const { mid, tokenizationKey } = merchant.flexcharge.production;
    const flexcharge = sandboxControl(world.sandboxProduction);
    const token = await flexcharge.tokenize(mid, tokenizationKey, "4000002760003184", "999");
    const checkout = await openCheckout(world.gateway, merchant.keys.production);
    let id = "";
    await expect(async () => {
      id = `RULE-${Date.now()}`;
      const { body } = await checkout.evaluate(declinedOrder(id, token, { siteUrl: first.siteUrl }));
      expect(body.customProperties["switchboard.reason"]).toBe("NOT_ELIGIBLE");
    }).toPass({ timeout: 5000 });
    await page.goto(`${home}/orders?q=${id}`);
    await page.getByRole("link", { name: id }).click();
    await expect(page.getByText(/Lowest amount: 45\.99 USD/).first()).toBeVisible();
    await expect(page.getByRole("link", { name: "Open rules" }).first()).toHaveAttribute(
      "href",
      `${home}/edit#rules`,
    );
    await page.goto(`${home}/settings/audit`);
    await expect(page.getByText("lowest amount, in minor units: 9000").first()).toBeVisible();
  } finally {
    await page.goto(`${home}/edit`);
    await lowest.fill("");
    await countries.fill("");
    await save.click();
    await expect(page.getByText("The rules are saved.")).toBeVisible();
  }
});

test("copies to FlexCharge name the integration's default", async ({ page }) => {
  await page.goto(`${home}/edit`);
  const group = page.getByRole("group", { name: "Copies to FlexCharge (transmit)" });
  await expect(group.getByText("Default of Partner backend: all payments")).toHaveCount(3);
});
