import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { personWithRole, readWorld } from "./world.ts";

const board = (page: Page) => page.getByRole("table", { name: "Merchants, those that need somebody first" });

test("the board filters in place, keeps what is set in the address and under a name of one's own", async ({
  page,
}) => {
  const world = readWorld();
  await signIn(page, personWithRole(world, "operator"));
  await page.goto("/sandbox/merchants");
  await expect(board(page).getByRole("link").first()).toBeVisible();

  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: /^Live/ }).click();
  await expect(page).toHaveURL(/view=live/);
  await expect(views.getByRole("link", { name: /^Live/ })).toHaveAttribute("aria-current", "page");
  await page.reload();
  await expect(views.getByRole("link", { name: /^Live/ })).toHaveAttribute("aria-current", "page");

  const name = `Mine ${Date.now()}`;
  await page.getByRole("button", { name: /^Saved views/ }).click();
  const kept = page.getByRole("dialog", { name: "Saved views" });
  await kept.getByLabel("Keep what is set now as").fill(name);
  await kept.getByRole("button", { name: "Save view" }).click();
  await expect(kept.getByRole("link", { name })).toBeVisible();
  await page.goto("/sandbox/merchants");
  await page.getByRole("button", { name: /^Saved views/ }).click();
  await kept.getByRole("link", { name }).click();
  await expect(page).toHaveURL(/view=live/);

  await page.goto("/sandbox/merchants");
  const merchant = world.merchants[0]!;
  await page.getByLabel("Search merchants").fill(merchant.sites[0]!.siteUrl);
  await expect(page).toHaveURL(/search=/);
  await expect(board(page).getByRole("link", { name: new RegExp(merchant.name) })).toBeVisible();
  await page.getByLabel("Search merchants").fill("nobody has this name");
  await expect(page.getByText("No merchant matches this filter")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(board(page).getByRole("link").first()).toBeVisible();
});

test("what a merchant needs opens with cause, whose turn it is and the next step", async ({ page }) => {
  await signIn(page, personWithRole(readWorld(), "operator"));
  await page.goto("/production/merchants");
  const first = board(page).getByRole("row").nth(1);
  await first.getByRole("button").first().click();
  const needs = page.getByRole("dialog", { name: /^What .* needs$/ });
  await expect(needs.getByText(/^Waits on /).first()).toBeVisible();
  await expect(needs.getByRole("link").first()).toHaveAttribute("href", /^\/production\//);
});

test("a note with a follow-up of today is due on the merchant's page, on Home and on the board until it is done", async ({
  page,
}) => {
  const world = readWorld();
  const merchant = world.merchants[0]!;
  await signIn(page, personWithRole(world, "operator"));
  await page.goto(`/sandbox/m/${merchant.id}`);
  const text = `Ask about the summer campaign ${Date.now()}`;
  const form = page.getByRole("form", { name: "New note" });
  await form.getByLabel("Note").fill(text);
  await form.getByLabel("Follow up on").fill("2020-01-02");
  await form.getByRole("button", { name: "Add note" }).click();
  const note = page.getByRole("listitem").filter({ hasText: text });
  await expect(note).toContainText("Follow-up due Jan 2, 2020");

  await page.goto("/sandbox");
  await expect(page.getByRole("row", { name: new RegExp(merchant.name) })).toBeVisible();
  await page.goto("/sandbox/merchants");
  const row = board(page).getByRole("row", { name: new RegExp(merchant.name) });
  await row.getByRole("button").first().click();
  await expect(page.getByRole("dialog", { name: /needs$/ }).getByText(text)).toBeVisible();

  await page.goto(`/sandbox/m/${merchant.id}`);
  await note.getByRole("button", { name: /^Done/ }).click();
  await expect(note).toContainText("done");
});

test("a file of merchants is looked through, carried out, and changes nothing the second time", async ({
  page,
}) => {
  await signIn(page, personWithRole(readWorld(), "operator"));
  const name = `Imported ${Date.now()}`;
  const host = `${name.toLowerCase().replace(" ", "-")}.example`;
  const file = {
    name: "merchants.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      `merchant,integration,currency,site,hosts\n${name},standard_cit,EUR,Shop,${host}\nBroken,nonsense,EUR,,\n`,
    ),
  };
  const send = async () => {
    await page.goto("/sandbox/merchants");
    await page.getByRole("link", { name: "Import CSV" }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose a CSV file" }).click();
    await (await chooser).setFiles(file);
    await page.waitForURL(/\/import\/imp_/);
  };
  await send();
  await expect(page.getByText("1 row with errors is left out")).toBeVisible();
  await expect(page.getByRole("row", { name: /Broken/ })).toContainText("One of standard_cit");
  await page.getByRole("button", { name: "Carry out 1 row" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Done", { timeout: 30_000 });

  await send();
  await expect(page.getByText(/^Nothing to do/)).toBeVisible();
  await page.goto(`/sandbox/merchants?search=${encodeURIComponent(host)}`);
  await expect(board(page).getByRole("row", { name: new RegExp(name) })).toHaveCount(1);
});
