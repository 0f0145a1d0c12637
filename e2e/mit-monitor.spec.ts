import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { personWithRole, readWorld } from "./world.ts";

const world = readWorld();
const merchant = world.merchants[0]!;
const monitor = `/production/m/${merchant.id}/reports/mit`;
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const numberIn = (text: string | null) => Number((text ?? "").replace(/[^\d]/g, ""));

/** The rows of an orders list, over all its pages. */
async function countOrders(page: Page, href: string): Promise<number> {
  await page.goto(href);
  let rows = 0;
  for (;;) {
    const table = page.getByRole("table", { name: "Orders, newest decline first" });
    const none = page
      .getByRole("heading", { name: /^No (such )?order/ })
      .or(page.getByText(/^No (such )?order/));
    await expect(table.or(none).first()).toBeVisible();
    if (!(await table.isVisible())) return 0;
    rows += (await table.getByRole("row").count()) - 1;
    const next = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" });
    if (!(await next.isVisible())) return rows;
    const before = page.url();
    await next.click();
    await expect(page).not.toHaveURL(before);
    await expect(page.getByRole("link", { name: "Back to the first" })).toBeVisible();
  }
}

/** What a tile shows, and where "Open these orders" leads. */
async function readTile(page: Page, label: string) {
  await page.getByRole("button", { name: `How ${label} is counted` }).click();
  const link = page.getByRole("dialog").getByRole("link", { name: /^Open / });
  const href = await link.getAttribute("href");
  const count = numberIn(await link.textContent());
  await page.keyboard.press("Escape");
  await expect(link).toBeHidden();
  return { href: href ?? "", count };
}

test("each figure of the MIT monitor is exactly the orders that it opens", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, personWithRole(world, "admin"));
  await page.goto(monitor);
  await expect(page.getByRole("heading", { level: 1, name: "MIT monitor" })).toBeVisible();
  await expect(page.getByRole("link", { name: "MIT", exact: true })).toHaveAttribute("aria-current", "page");

  // The table's total is the tiles', and each site's row opens its evaluated rebills.
  const table = page.getByRole("table", { name: "Rebills by site" });
  const total = table.getByRole("row").last().getByRole("cell");
  await expect(total.first()).toHaveText(/Total/);
  const counts = (await total.allTextContents()).map(numberIn);
  const [, evaluated, sameDay, notSameDay, short, retried] = counts as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  expect(evaluated).toBeGreaterThan(0);
  expect(notSameDay + short).toBeGreaterThan(0);
  expect(retried).toBeGreaterThan(0);
  const breaches = page.getByRole("table", { name: "Breaches of the MIT rules, newest first" });
  await expect(breaches.getByRole("row")).toHaveCount(1 + notSameDay + short + retried);

  const labels = ["Same-day share", "In flight", "Expiring within 3 days", "Breaches"];
  const tiles: Awaited<ReturnType<typeof readTile>>[] = [];
  for (const label of labels) tiles.push(await readTile(page, label));
  expect(tiles[0]?.count).toBe(sameDay);
  const siteRow = table.getByRole("row").nth(1);
  const siteHref = (await siteRow.getByRole("link").getAttribute("href")) ?? "";
  const siteEvaluated = numberIn(await siteRow.getByRole("cell").nth(1).textContent());
  for (const [index, { href, count }] of tiles.entries()) {
    await test.step(labels[index]!, async () => {
      // Polling may end one between two looks; nothing is ever added meanwhile.
      const isNow = index === 1 || index === 2;
      const listed = await countOrders(page, href);
      if (isNow) expect(listed).toBeLessThanOrEqual(count);
      else expect(listed).toBe(count);
    });
  }
  expect(await countOrders(page, siteHref)).toBe(siteEvaluated);
});

test("the file holds the table, and the drawing has its table twin", async ({ page }) => {
  await signIn(page, personWithRole(world, "admin"));
  await page.goto(monitor);
  const totals = page
    .getByRole("table", { name: "Rebills by site" })
    .getByRole("row")
    .last()
    .getByRole("cell");
  await expect(totals.first()).toBeVisible();
  const onScreen = (await totals.allTextContents()).slice(1).map(numberIn);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^production-mit-.*\.csv$/);
  const text = await (await import("node:fs/promises")).readFile(await file.path(), "utf8");
  const [head, ...lines] = text
    .trim()
    .split("\r\n")
    .map((line) => line.split(","));
  const total = Object.fromEntries(lines.at(-1)!.map((value, index) => [head![index], value]));
  const names = ["evaluated", "sameDay", "notSameDay", "shortExpiry", "retried", "rescued", "open"];
  expect(names.map((name) => Number(total[name]))).toEqual(onScreen);

  await page.getByRole("radio", { name: "Table" }).click();
  await expect(page).toHaveURL(/show=table/);
  const twin = page.getByRole("table", { name: "Rebills by days from receipt to expiry" });
  await expect(twin.getByRole("row")).toHaveCount(23);
});

test("a subscription opens its orders, and an order shows the others of its subscription", async ({
  page,
}) => {
  await signIn(page, personWithRole(world, "admin"));
  await page.goto(monitor);
  await page.getByRole("link", { name: "Subscriptions" }).click();
  const table = page.getByRole("table", { name: "Subscriptions, latest decline first" });
  await expect(table).toBeVisible();
  const rows = table.getByRole("row");
  let several = 1;
  while (numberIn(await rows.nth(several).getByRole("cell").nth(1).textContent()) < 2) several += 1;
  const count = numberIn(await rows.nth(several).getByRole("cell").nth(1).textContent());
  const link = rows.nth(several).getByRole("link");
  const subscription = await link.textContent();
  const href = (await link.getAttribute("href")) ?? "";
  expect(await countOrders(page, href)).toBe(count);
  await page.getByRole("table", { name: "Orders, newest decline first" }).getByRole("link").first().click();
  const others = page.getByRole("list", { name: `Other orders of subscription ${subscription}` });
  await expect(others.getByRole("listitem")).toHaveCount(Math.min(count - 1, 5));
});

test("the monitor of every merchant names the merchant, and a person of one merchant does not reach it", async ({
  page,
}) => {
  await signIn(page, personWithRole(world, "merchant_admin", merchant.id));
  expect((await page.goto("/production/reports/mit"))?.status()).toBe(404);
  expect((await page.goto(`/production/m/${world.merchants[1]!.id}/reports/mit`))?.status()).toBe(404);
  expect((await page.goto(monitor))?.status()).toBe(200);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the monitor is accessible and does not scroll sideways on a phone, ${colorScheme}`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    await signIn(page, personWithRole(world, "admin"));
    for (const path of [
      monitor,
      `${monitor}/subscriptions`,
      "/production/reports/mit",
      `${monitor}?show=table`,
    ]) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        path,
      ).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
}
