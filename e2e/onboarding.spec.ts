import { type Browser, expect, type Page, test } from "@playwright/test";
import { applyForAccount } from "./apply-for-account.ts";
import { askForProduction, choosePolicy, WEB } from "./ask-for-production.ts";
import { cell, enterCredentials, letStepsPass, openCell, signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

const world = readWorld();

async function pageOf(browser: Browser, role?: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  if (role) await signIn(page, personWithRole(world, role));
  return page;
}

test.afterEach(async ({ browser }) => {
  // Whatever failed above: the other journeys find the partner's policy as it was.
  const admin = await pageOf(browser, "admin");
  await choosePolicy(admin, /^Nobody has to approve/);
  await admin.context().close();
});

test("from an invitation by mail to production: applied for, tested in sandbox, asked for, approved by a second person, in effect on its date", async ({
  browser,
}) => {
  test.setTimeout(480_000);
  const serial = Date.now() % 100_000;
  const [name, host] = [`Kestrel Coffee ${serial}`, `kestrel${serial}.example`];
  const [admin, operator, merchant] = [
    await pageOf(browser, "admin"),
    await pageOf(browser, "operator"),
    await pageOf(browser),
  ];
  const home = await applyForAccount({ world, staff: admin, merchant, name, host });
  const [merchantId, live] = [home.split("/").at(-1)!, home.replace("/sandbox/", "/production/")];

  await test.step("website orders and rebills go to sandbox, call center stays off", async () => {
    await admin.goto(`${home}/edit`);
    const mit = admin.getByRole("radiogroup", { name: "MIT in Sandbox" });
    await mit.getByRole("radio", { name: "Enabled" }).click();
    await expect(mit.getByRole("radio", { name: "Enabled" })).toBeChecked();
    await admin.goto(`${home}/activation`);
    for (const channel of [WEB, "MIT"]) {
      const inspector = await openCell(admin, channel, host);
      // Production's own name tells of what it still needs, sandbox credentials among it.
      await inspector.getByRole("radio", { name: /^Sandbox/ }).click();
      await expect(cell(admin, channel, host)).toHaveAccessibleName(/: Sandbox, /);
    }
    await expect(cell(admin, "CIT call center", host)).toHaveAccessibleName(/: Off/);
  });

  const flexcharge = sandboxControl(world.sandboxProduction);
  const account = await flexcharge.openAccount({
    ...{ name, mitMode: "managed", mitEnabled: false },
    sites: [{ name: host, url: `https://${host}` }],
  });
  const management = await openCheckout(world.gateway, world.partnerKeys.production);

  await test.step("its production account is proven and linked, and its checklist let pass in writing", async () => {
    await admin.goto(`${live}/developers/credentials`);
    const { column } = await enterCredentials(admin, "Production", account);
    await expect(column.getByText(/token and MID proven/)).toBeVisible();
    await admin.goto(`${live}/edit`);
    const link = admin.getByRole("button", { name: "Link the Production account" });
    await link.click();
    await expect(link).toBeHidden();
    await letStepsPass(admin, live, "Tested in our own environment before it came here");
  });

  await test.step("a live order of the channel in sandbox is held back, and is what the dry run looks at", async () => {
    const order = declinedOrder(`K-${serial}`, crypto.randomUUID(), {
      ...{ mid: account.mid, siteUrl: `https://${host}` },
    });
    const { body } = await management.evaluate(order);
    expect(body.customProperties["switchboard.reason"]).toBe("LIVE_ORDER_ON_SANDBOX_CHANNEL");
  });

  await choosePolicy(admin, /^A second person approves/);
  await admin.goto(`${live}/sites`);
  const site = await admin.getByRole("link", { name: "Shop" }).first().getAttribute("href");
  await askForProduction({
    ...{ operator, admin, management, merchant: { id: merchantId, name } },
    site: { id: site?.split("/").at(-1) ?? "", host },
  });

  await test.step("every step stands in the audit, the merchant's own among them", async () => {
    await merchant.goto(`${home}/settings/audit`);
    for (const done of [/submit/i, /answer/i, /convert/i]) {
      await expect(merchant.getByRole("row", { name: done }).first()).toBeVisible();
    }
    await admin.goto(`${live}/settings/audit?topic=change`);
    for (const done of ["Asked for", "Approved", "Carried out", "Rejected"]) {
      await expect(admin.getByText(`${done} a change`).first()).toBeVisible();
    }
  });
});
