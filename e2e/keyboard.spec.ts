import { expect, type Page, test } from "@playwright/test";
import { cell } from "./console.ts";
import { openCheckout, personWithRole, readWorld } from "./world.ts";

const WEB = "CIT website";
const TABS_MAX = 80;

/** Tab by tab, as somebody without a mouse, until what has the keyboard is in the place. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses++) {
    if (await page.evaluate((place) => document.activeElement?.closest(place) !== null, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${TABS_MAX} tabs do not lead to ${selector}`);
}

test("everything about a cell works without a mouse: sandbox at once and undone, production only with reason and name", async ({
  page,
}) => {
  const world = readWorld();
  const admin = personWithRole(world, "admin");
  const merchant = world.merchants[2]!;
  const site = merchant.sites[0]!;
  const host = new URL(site.siteUrl).host;
  const web = cell(page, WEB, host);
  const inherited = /: Sandbox, inherited from the merchant\./;
  const keys = page.keyboard;

  await test.step("sign in with Tab and Enter", async () => {
    await page.goto("/sign-in");
    await expect(page.getByLabel("E-mail")).toBeFocused();
    await expect(page.getByRole("button", { name: "Continue" })).not.toHaveAttribute("data-pending", /.*/);
    await keys.type(admin.email);
    await tabTo(page, "input[name=password]");
    await keys.type(admin.password);
    await keys.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  });

  await test.step("G A goes to activation, one tab stop leads into the matrix, arrows to the cell", async () => {
    await page.goto(`/production/m/${merchant.id}`);
    await expect(page.getByRole("heading", { level: 1, name: merchant.name })).toBeVisible();
    await expect(async () => {
      await keys.press("g");
      await keys.press("a");
      await expect(page).toHaveURL(/\/activation$/, { timeout: 2000 });
    }).toPass();
    await expect(web).toHaveAccessibleName(inherited);
    await tabTo(page, "[role=grid]");
    await keys.press("Home");
    await keys.press("ArrowRight");
    await keys.press("ArrowDown");
    await expect(web).toBeFocused();
  });

  await test.step("Enter opens the cell, Esc gives the keyboard back to it", async () => {
    await keys.press("Enter");
    const inspector = page.getByRole("complementary", { name: WEB });
    await expect(inspector.getByRole("radio", { name: "Inherit" })).toBeFocused();
    await keys.press("Escape");
    await expect(inspector).toBeHidden();
    await expect(web).toBeFocused();
  });

  await test.step("1 sets Sandbox at once, Z takes it back", async () => {
    await keys.press("1");
    await expect(page.getByText(`${WEB} on ${host} is now in Sandbox.`)).toBeVisible();
    await expect(web).toHaveAccessibleName(/: Sandbox, set here by Daniel Okafor/);
    await keys.press("z");
    await expect(page.getByText(`${WEB} on ${host} is as it was.`)).toBeVisible();
    await expect(web).toHaveAccessibleName(inherited);
  });

  const dialog = page.getByRole("alertdialog");
  const reason = dialog.getByLabel("Reason");
  const name = dialog.getByLabel(`Type ${merchant.name} to confirm`);

  await test.step("2 asks for production; without reason and name the dialog says which is missing", async () => {
    await web.focus();
    await keys.press("2");
    await expect(reason).toBeFocused();
    await keys.press("Enter");
    await expect(dialog.getByText("Say why, in ten characters or more")).toBeVisible();
    await expect(dialog.getByText(`Type ${merchant.name} to confirm`).last()).toBeVisible();
    await expect(reason).toBeFocused();
    await keys.type("Checkout certified");
    await keys.press("Enter");
    await expect(name).toBeFocused();
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await keys.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(web).toBeFocused();
    await expect(web).toHaveAccessibleName(inherited);
  });

  const management = await openCheckout(world.gateway, world.partnerKeys.production);
  const callCenter = (mode: string, why: string) =>
    management.put("/api/v1/switches", {
      ...{ scope: "site", id: site.id, channel: "cit_call_center", mode, reason: why },
    });
  try {
    await test.step("somebody else was faster: both versions are shown and the reason is kept", async () => {
      await keys.press("2");
      await expect(reason).toBeFocused();
      await keys.type("Checkout certified with test orders");
      await tabTo(page, "input[name=confirm]");
      await keys.type(merchant.name.toLowerCase());
      expect((await callCenter("sandbox", "Set while a dialog is open")).status).toBe(200);
      await keys.press("Enter");
      await expect(dialog.getByText(/changed this/)).toBeVisible();
      await expect(dialog.getByText(/^You saw v\d/)).toBeVisible();
      await expect(dialog.getByText(/^Now v\d/)).toBeVisible();
      await expect(reason).toHaveValue("Checkout certified with test orders");
      await expect(name).toHaveValue(merchant.name.toLowerCase());
      await keys.press("Escape");
      await expect(dialog).toBeHidden();
      await expect(web).toHaveAccessibleName(inherited);
    });
  } finally {
    await callCenter("inherit", "As it was before");
  }
});
