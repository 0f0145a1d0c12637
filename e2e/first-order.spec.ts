import { expect, test } from "@playwright/test";
import { cell, confirmProduction, enterCredentials, letStepsPass, openCell, signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

const CHANNEL_WEB = "CIT website";
const CHANNEL_CALL = "CIT call center";

test("a new merchant is set up, switched on channel by channel, and each order tells why it was or was not sent", async ({
  page,
}) => {
  test.setTimeout(150_000);
  const world = readWorld();
  const flexcharge = {
    sandbox: sandboxControl(world.sandbox),
    production: sandboxControl(world.sandboxProduction),
  };
  const name = "Otter & Oak";
  const host = "otteroak.example";
  const account = {
    name,
    mitMode: "managed",
    mitEnabled: true,
    sites: [{ name: host, url: `https://${host}` }],
  };
  const accounts = {
    sandbox: await flexcharge.sandbox.openAccount(account),
    production: await flexcharge.production.openAccount(account),
  };
  let home = "";

  await test.step("sign in and add the merchant", async () => {
    await signIn(page, personWithRole(world, "admin"));
    await page.goto("/production/merchants");
    await page.getByRole("link", { name: "Add merchant" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Add merchant" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    home = new URL(page.url()).pathname;
  });

  await test.step("a wrong secret is refused with its cause, the right one is proven", async () => {
    await page.goto(`${home}/developers/credentials`);
    const wrong = { ...accounts.sandbox, appSecret: "AQAAAAEAACcQnotthesecret" };
    const { dialog, column } = await enterCredentials(page, "Sandbox", wrong);
    await expect(page.getByText(/FlexCharge refused/).first()).toBeVisible();
    if (await dialog.isVisible()) await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(column.getByText(/^Refused .*, 400:/)).toBeVisible();

    for (const environment of ["Sandbox", "Production"] as const) {
      const right = accounts[environment.toLowerCase() as "sandbox" | "production"];
      const entered = await enterCredentials(page, environment, right);
      await expect(entered.column.getByText(/token and MID proven/)).toBeVisible();
    }
  });

  await test.step("the accounts are linked and MIT is recorded as enabled", async () => {
    await page.goto(`${home}/edit`);
    for (const environment of ["Sandbox", "Production"]) {
      const link = page.getByRole("button", { name: `Link the ${environment} account` });
      await link.click();
      await expect(link).toBeHidden();
    }
    const mit = page.getByRole("radiogroup", { name: "MIT in Sandbox" });
    await mit.getByRole("radio", { name: "Enabled" }).click();
    await expect(mit.getByRole("radio", { name: "Enabled" })).toBeChecked();
  });

  await test.step("a site is added", async () => {
    await page.goto(`${home}/sites/new`);
    await page.getByLabel("Name").fill(host);
    await page.getByRole("textbox", { name: "host 1" }).fill(`https://www.${host}/checkout`);
    await page.getByRole("button", { name: "Add site" }).click();
    await expect(page.getByRole("heading", { level: 1, name: host })).toBeVisible();
  });

  await test.step("production waits for the checklist, which an administrator lets pass in writing", async () => {
    await page.goto(`${home}/activation`);
    const web = await openCell(page, CHANNEL_WEB, host);
    await expect(web.getByText("Checklist done").first()).toBeVisible();
    await letStepsPass(page, home, "Tested in our own environment before it came here");
  });

  await test.step("website orders go live, call center stays off, rebills go to the sandbox", async () => {
    await page.goto(`${home}/activation`);
    const web = await openCell(page, CHANNEL_WEB, host);
    await web.getByRole("radio", { name: /Production/ }).click();
    await confirmProduction(page, name.toLowerCase(), "Checkout certified with test orders");
    await expect(cell(page, CHANNEL_WEB, host)).toHaveAccessibleName(/Production, set here by Daniel Okafor/);
    const mit = await openCell(page, "MIT", host);
    await mit.getByRole("radio", { name: /Sandbox/ }).click();
    await expect(cell(page, "MIT", host)).toHaveAccessibleName(/Sandbox, set here/);
    await expect(cell(page, CHANNEL_CALL, host)).toHaveAccessibleName(/Off/);
  });

  const token = await flexcharge.production.tokenize(
    accounts.production.mid,
    accounts.production.tokenizationKey,
    "4000002760003184",
    "999",
  );
  const live = await openCheckout(world.gateway, world.partnerKeys.production);
  const tests = await openCheckout(world.gateway, world.partnerKeys.sandbox);
  const rebill = { isMIT: true, isRecurring: true, orderSource: "recurring" };
  const cases = [
    {
      id: "OO-1",
      checkout: live,
      more: {},
      mid: "production",
      status: "APPROVED",
      reason: null,
      path: "production",
    },
    {
      id: "OO-2",
      checkout: live,
      more: { orderSource: "moto" },
      mid: "production",
      status: "DECLINED",
      reason: "CHANNEL_OFF",
      path: "production",
    },
    {
      id: "OO-3",
      checkout: live,
      more: rebill,
      mid: "production",
      status: "DECLINED",
      reason: "LIVE_ORDER_ON_SANDBOX_CHANNEL",
      path: "production",
    },
    {
      id: "OO-4",
      checkout: tests,
      more: rebill,
      mid: "sandbox",
      status: "SUBMITTED",
      reason: null,
      path: "sandbox",
    },
  ] as const;

  for (const { id, checkout, more, mid, status, reason, path } of cases) {
    await test.step(`${id} answers ${status}${reason ? `, ${reason}` : ""}, in the API and on its page`, async () => {
      const order = { mid: accounts[mid].mid, siteUrl: `https://${host}`, ...more };
      const answer = await checkout.evaluate(declinedOrder(id, token, order));
      expect(answer.status).toBe(200);
      expect(answer.body.status).toBe(status);
      expect(answer.body.customProperties["switchboard.sent"]).toBe(reason ? "false" : "true");
      expect(answer.body.customProperties["switchboard.reason"]).toBe(reason ?? undefined);

      const decision = await checkout.decision(answer.body.orderSessionKey);
      expect(decision.body).toMatchObject({ sent: !reason, reason, environment: path });

      await page.goto(`${home.replace("/production/", `/${path}/`)}/orders?q=${id}`);
      await page.getByRole("link", { name: id }).click();
      await expect(page.getByRole("heading", { level: 1, name: id })).toBeVisible();
      if (reason) {
        await expect(page.getByText(reason, { exact: true }).first()).toBeVisible();
        await expect(page.getByText("Stopped here").filter({ visible: true })).toBeVisible();
      } else {
        const word = status === "APPROVED" ? "Rescued" : "In flight";
        await expect(page.getByText(word, { exact: true }).first()).toBeVisible();
      }
    });
  }

  await test.step("FlexCharge saw exactly one live and one test evaluate", async () => {
    expect(await flexcharge.production.evaluations(accounts.production.mid)).toHaveLength(1);
    expect(await flexcharge.sandbox.evaluations(accounts.sandbox.mid)).toHaveLength(1);
  });

  await test.step("every change is in the audit", async () => {
    await page.goto(`${home}/settings/audit`);
    const table = page.getByRole("table");
    for (const action of [
      "Set a mode",
      "Added a site",
      "Linked the FlexCharge account",
      "Changed MIT enablement",
    ]) {
      await expect(table.getByText(action).first(), action).toBeVisible();
    }
  });
});
