import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { openCheckout, personWithRole, readWorld } from "./world.ts";

const world = readWorld();
const merchant = world.merchants[0]!;
const reports = `/production/m/${merchant.id}/reports`;
const numberIn = (text: string | null) => Number((text ?? "").replace(/[^\d.−-]/g, "").replace("−", "-"));

type ApiReport = {
  rows: Record<string, unknown>[];
  unattributed: Record<string, unknown> | Record<string, unknown>[] | null;
  totals: Record<string, unknown>[];
};

/** The file behind the page, as objects by its head. */
async function fileOf(page: Page): Promise<Record<string, string>[]> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const text = await (await import("node:fs/promises")).readFile(await file.path(), "utf8");
  const [head, ...lines] = text.trim().split("\r\n");
  const names = head!.split(",");
  // Labels may hold commas inside quotes; no figure does.
  const cells = (line: string) =>
    line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ""));
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index], cell])));
}

const PERIOD = () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  // Settled days: nothing that other journeys do today moves them in the cohort view.
  return { from: day(60), to: day(30) };
};

for (const kind of ["sites", "descriptors"] as const) {
  for (const view of ["cohort", "cash"] as const) {
    test(`${kind}, ${view}: the screen, the file and the API tell the same`, async ({ page }) => {
      test.setTimeout(120_000);
      await signIn(page, personWithRole(world, "admin"));
      const query = new URLSearchParams({ ...PERIOD(), view, currency: "USD", tz: "America/New_York" });
      await page.goto(`${reports}/${kind}?${query}`);
      const title = kind === "sites" ? "Reports by site" : "Reports by descriptor";
      const table = page.getByRole("table", { name: title });
      const total = table.getByRole("row").last().getByRole("cell");
      await expect(total.first()).toHaveText(/Total/);
      const heads = await table.getByRole("columnheader").allTextContents();
      const figures = (await total.allTextContents()).map(numberIn);
      const screen = (name: string) => figures[heads.findIndex((head) => head.trim().startsWith(name))];
      const [orders, declined, evaluated] = [screen("Orders"), screen("Declined"), screen("Evaluated")];
      const [rescued, lost, open] = [screen("Rescued"), screen("Lost"), screen("Open")];

      const checkout = await openCheckout(world.gateway, world.partnerKeys.production);
      const asked = `merchantId=${merchant.id}&environment=production&${query}`;
      const { body } = (await checkout.get(`/api/v1/reports/${kind}?${asked}`)) as { body: ApiReport };
      expect(body.totals).toHaveLength(1);
      expect(body.totals[0]).toMatchObject({
        orders,
        declined,
        evaluated,
        rescued,
        lost,
        open,
        currency: "USD",
      });

      const lines = await fileOf(page);
      const line = lines.find(({ key }) => key === "total");
      const counts = ["orders", "declined", "evaluated", "rescued", "lost", "open"].map((name) =>
        Number(line?.[name]),
      );
      expect(counts).toEqual([orders, declined, evaluated, rescued, lost, open]);
      const cents = Number(line?.recoveredNet) * 100;
      expect(Math.round(cents)).toBe(body.totals[0]?.recoveredNet);
      // What no site claims is a row like the others, and the rows add up.
      const { unattributed } = body;
      const apart = Array.isArray(unattributed) ? unattributed : unattributed ? [unattributed] : [];
      const sum = [...body.rows, ...apart].reduce((all, row) => all + Number(row.orders), 0);
      expect(sum).toBe(orders);
    });
  }
}

test("a tile opens exactly its orders", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, personWithRole(world, "admin"));
  const query = new URLSearchParams({ ...PERIOD(), currency: "USD" });
  for (const label of ["Rescue rate, resolved only", "Recovered, net", "Send rate"]) {
    await test.step(label, async () => {
      await page.goto(`${reports}/sites?${query}`);
      await page.getByRole("button", { name: `How ${label} is counted` }).click();
      const link = page.getByRole("dialog").getByRole("link", { name: /^Open / });
      const count = numberIn((await link.textContent())?.match(/[\d,]+/)?.[0] ?? null);
      await link.click();
      await expect(page).toHaveURL(/\/reports\/transactions\?.*figure=/);
      const table = page.getByRole("table", { name: "Transactions, newest first" });
      let rows = 0;
      for (;;) {
        await expect(table).toBeVisible();
        rows += (await table.getByRole("row").count()) - 1;
        const next = page.getByRole("link", { name: "Next", exact: true });
        if (!(await next.isVisible())) break;
        const before = page.url();
        await next.click();
        await expect(page).not.toHaveURL(before);
        await expect(page.getByRole("link", { name: "Back to the first" })).toBeVisible();
      }
      expect(rows).toBe(count);
    });
  }
});

test("a transaction is found by its order's id and leads to the order", async ({ page }) => {
  await signIn(page, personWithRole(world, "finance"));
  await page.goto(`${reports}/transactions?figure=rescued`);
  const table = page.getByRole("table", { name: "Transactions, newest first" });
  const name = await table.getByRole("link").first().textContent();
  const href = await table.getByRole("link").first().getAttribute("href");
  expect(href).toMatch(/\/orders\/ord_/);
  await table.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(name).toContain((await page.getByRole("heading", { level: 1 }).textContent()) ?? "–");
});

test("several currencies are told apart: a tab each, never a sum, also where no site claims the orders", async ({
  page,
}) => {
  await signIn(page, personWithRole(world, "admin"));
  await page.goto("/production/reports/sites");
  const currencies = page.getByRole("navigation", { name: "Currencies" }).getByRole("link");
  await expect(currencies.nth(1)).toBeVisible();
  const checkout = await openCheckout(world.gateway, world.partnerKeys.production);
  const { body } = (await checkout.get("/api/v1/reports/sites?environment=production")) as {
    body: ApiReport;
  };
  const told = body.totals.map(({ currency }) => currency);
  expect(new Set(told).size).toBe(told.length);
  expect((await currencies.allTextContents()).sort()).toEqual([...told].sort());
  expect(Array.isArray(body.unattributed)).toBe(true);
  const apart = body.unattributed as { currency: string; key: string }[];
  expect(apart.every(({ key }) => key === "unattributed")).toBe(true);
  expect(new Set(apart.map(({ currency }) => currency)).size).toBe(apart.length);
});
