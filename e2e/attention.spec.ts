import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

test("Home's first line leads to the place where the thing is, in words and with its page", async ({
  page,
}) => {
  const world = readWorld();
  await signIn(page, personWithRole(world, "operator"));
  await page.goto("/production");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    /merchants? needs? you|needs you|need you/,
  );
  const table = page.getByRole("table", { name: "Merchants that need somebody, the most urgent first" });
  const first = table.getByRole("row").nth(1);
  const act = first.getByRole("link", { name: /: / });
  const href = await act.getAttribute("href");
  await act.click();
  await page.waitForURL((url) => `${url.pathname}${url.search}`.startsWith(href?.split("?")[0] ?? "-"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(/Page not found|console failed/i)).toHaveCount(0);
});

test("an order approved too late is on Home, on its merchant's page, and in the list that both lead to", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const merchant = world.merchants[0]!;
  const id = `ATTN-${Date.now()}`;
  await sandboxControl(world.sandboxProduction).addFault({
    ...{ path: "/v1/evaluate", kind: "timeout_after", times: 1 },
  });
  const checkout = await openCheckout(world.gateway, merchant.keys.production);
  const approved = { payer: { id: "cust-42", email: "ada@example.com", phone: "998888" } };
  const { siteUrl } = merchant.sites[0]!;
  const answer = await checkout.evaluate(declinedOrder(id, crypto.randomUUID(), { siteUrl, ...approved }));
  expect(answer.body.customProperties["switchboard.reason"]).toBe("UPSTREAM_TIMEOUT");

  await signIn(page, personWithRole(world, "finance"));
  const words = /late approvals? needs? a decision/;
  await expect(async () => {
    await page.goto("/production");
    await expect(page.getByRole("row", { name: new RegExp(merchant.name) })).toContainText(words, {
      timeout: 2_000,
    });
  }).toPass({ timeout: 90_000 });

  await page.goto(`/production/m/${merchant.id}`);
  await expect(page.getByRole("main").getByText(words)).toBeVisible();
  await page.getByRole("link", { name: "Accept or refund" }).click();
  await expect(page.getByRole("row", { name: new RegExp(id) })).toBeVisible();
});

test("whoever manages alerts sends a test and reads it in the outbox; a viewer sees neither", async ({
  browser,
}) => {
  const world = readWorld();
  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, personWithRole(world, "admin"));
  await admin.goto("/sandbox/settings/alerts");
  await admin.getByRole("button", { name: "Send a test" }).click();
  await expect(admin.getByText(/A test is on its way to/)).toBeVisible();
  await admin.goto("/sandbox/developers/mail");
  await admin.getByRole("link", { name: "Sandbox: a test of alerts" }).first().click();
  await expect(admin.getByText(/to see whether alerts arrive\. Nothing is wrong\./)).toBeVisible();

  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, personWithRole(world, "viewer"));
  for (const path of ["/sandbox/settings/alerts", "/sandbox/developers/mail"])
    expect((await viewer.goto(path))?.status()).toBe(403);
});
