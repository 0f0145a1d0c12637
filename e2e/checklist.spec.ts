import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld } from "./world.ts";

const MERCHANT = "Kestrel Coffee";

function homeOf(name: string): string {
  const found = readWorld().merchants.find((merchant) => merchant.name === name);
  if (!found) throw new Error(`the demo has no ${name}`);
  return `/sandbox/m/${found.id}`;
}

test("a half onboarded merchant's checklist tells what is next and whose turn it is", async ({ page }) => {
  await signIn(page, personWithRole(readWorld(), "viewer"));
  await page.goto(`${homeOf(MERCHANT)}/onboarding/checklist`);
  await expect(page.getByRole("heading", { level: 1, name: `Get ${MERCHANT} ready` })).toBeVisible();
  const steps = page.getByRole("list", { name: "Steps" }).getByRole("listitem");
  await expect(steps).toHaveCount(9);
  await expect(page.getByText(/^\d of 9 done$/)).toBeVisible();
  await expect(page.getByRole("listitem").and(page.locator("[aria-current=step]"))).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Who does what next" })).toContainText("Northgate");
  await expect(page.getByRole("button", { name: "Let pass…" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Components" })).toHaveCount(0);
});

test("staff take a component away and add it again, and its step comes and goes", async ({ page }) => {
  await signIn(page, personWithRole(readWorld(), "admin"));
  await page.goto(`${homeOf(MERCHANT)}/onboarding/checklist`);
  const step = page.getByRole("heading", { level: 2, name: "SenseJS on the checkout page" });
  const component = page.getByRole("region", { name: "Components" }).getByText("SenseJS", { exact: true });
  await expect(step).toBeVisible();
  await component.click();
  await expect(step).toBeHidden();
  await component.click();
  await expect(step).toBeVisible();
});

test("a step is let pass only with a reason, which stands beside it", async ({ page }) => {
  await signIn(page, personWithRole(readWorld(), "admin"));
  await page.goto(`${homeOf(MERCHANT)}/onboarding/checklist`);
  const step = page.getByRole("listitem").filter({
    has: page.getByRole("heading", { level: 2, name: "Full and partial refund" }),
  });
  await step.getByRole("button", { name: "Let pass…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("too short");
  await dialog.getByRole("button", { name: "Let pass" }).click();
  await expect(dialog.getByText("At least 10 characters").first()).toBeVisible();
  await expect(dialog.getByLabel("Reason")).toHaveValue("too short");
  const reason = "Refunds stay in the shop's own back office";
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Let pass" }).click();
  await expect(step).toContainText(`Let pass by Daniel Okafor`);
  await expect(step).toContainText(reason);
});

test("a test order ticks its step while somebody looks on", async ({ page }) => {
  test.setTimeout(90_000);
  const world = readWorld();
  const merchant = world.merchants[0]!;
  await signIn(page, personWithRole(world, "admin"));
  await page.goto(`/sandbox/m/${merchant.id}/onboarding/checklist`);
  const step = page.getByRole("listitem").filter({
    has: page.getByRole("heading", { level: 2, name: "Card vaulted at checkout" }),
  });
  await expect(step).toBeVisible();
  const checkout = await openCheckout(world.gateway, world.partnerKeys.sandbox);
  const id = `CHECK-${Date.now()}`;
  const order = { mid: merchant.id, siteUrl: merchant.sites[0]!.siteUrl };
  await checkout.evaluate(declinedOrder(id, crypto.randomUUID(), order));
  await expect(step).toContainText(id, { timeout: 60_000 });
});
