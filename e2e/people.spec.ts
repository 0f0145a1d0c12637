import { type Browser, expect, type Page, test } from "@playwright/test";
import { signIn, signInWithCode } from "./console.ts";
import { oneTimeCode } from "./one-time-code.ts";
import { personWithRole, readWorld } from "./world.ts";

const PASSWORD = "a heron walks the weir at dusk";

const freshPage = async (browser: Browser) => (await browser.newContext()).newPage();

/** Invites through the members page and answers the link that the mail holds. */
async function invite(admin: Page, person: { name: string; email: string; role: string }): Promise<string> {
  await admin.goto("/production/settings/members");
  await admin.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Name").fill(person.name);
  await dialog.getByLabel("E-mail").fill(person.email);
  await dialog.getByRole("button", { name: /Role/ }).click();
  await admin.getByRole("option", { name: new RegExp(`^${person.role}`) }).click();
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog).toBeHidden();
  await expect(admin.getByRole("row", { name: new RegExp(person.email) })).toBeVisible();
  await admin.goto("/production/developers/mail");
  const mail = admin.getByRole("row", { name: new RegExp(person.email) }).first();
  await mail.getByRole("link").first().click();
  const link = admin.getByRole("link", { name: /\/invitation\// });
  await expect(link).toBeVisible();
  return (await link.getAttribute("href")) ?? "";
}

async function accept(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText(/Your password is set/)).toBeVisible();
}

test("somebody is invited by mail, sets a second factor up, and each of its codes opens the console once", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const admin = await freshPage(browser);
  await signIn(admin, personWithRole(world, "admin"));
  const email = `ivo.${Date.now()}@northgate.example`;
  const link = await invite(admin, { name: "Ivo Marsh", email, role: "Operator" });

  const ivo = await freshPage(browser);
  await ivo.goto(link);
  await expect(ivo.getByText("Operator")).toBeVisible();
  await ivo.getByLabel("New password", { exact: true }).fill("passwordpassword");
  await ivo.getByRole("button", { name: "Set password" }).click();
  await expect(ivo.getByText(/Many people use this one/)).toBeVisible();
  await accept(ivo, link);
  await ivo.goto(link);
  await expect(ivo.getByRole("heading", { name: "This link was used already" })).toBeVisible();
  await expect(ivo.getByText(/^Ask .+ for a new one\.$/)).toBeVisible();

  await signIn(ivo, { email, password: PASSWORD });
  await ivo.goto("/production/account");
  await ivo.getByRole("button", { name: "Set up an authenticator app" }).click();
  const secret = ((await ivo.locator("code").first().textContent()) ?? "").replace(/\s/g, "");
  const first = oneTimeCode(secret);
  await ivo.getByLabel("Six-digit code").fill(first);
  await expect(ivo.getByText(/Your second factor is on/)).toBeVisible();
  await expect(
    ivo.getByRole("listitem").filter({ hasText: /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/ }),
  ).toHaveCount(10);
  await ivo.getByRole("button", { name: "I have stored them" }).click();

  const other = await freshPage(browser);
  await other.goto("/sign-in");
  await other.getByLabel("E-mail").fill(email);
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByRole("button", { name: "Continue" }).click();
  await other.getByLabel("Six-digit code").fill(first);
  await expect(other.getByText(/was used before/)).toBeVisible();
  // With the password alone the session opens nothing.
  const half = await other.context().newPage();
  await half.goto("/production/merchants");
  await expect(half.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await half.close();
  await other.getByLabel("Six-digit code").fill(oneTimeCode(secret, Date.now() + 30_000));
  await other.waitForURL((url) => !url.pathname.startsWith("/sign-in"));

  await admin.goto("/production/settings/members");
  await admin.getByRole("button", { name: "Actions for Ivo Marsh" }).first().click();
  await admin.getByRole("menuitem", { name: /Sign out everywhere/ }).click();
  await admin.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(admin.getByText("Ivo Marsh is signed out everywhere.")).toBeVisible();
  for (const page of [ivo, other]) {
    await page.goto("/production");
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test("the demo's person with a second factor signs in with a code", async ({ page }) => {
  const person = readWorld().users.find((one) => one.totpSecret);
  if (!person?.totpSecret) throw new Error("the demo has nobody with a second factor");
  await signInWithCode(page, person, oneTimeCode(person.totpSecret));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a forgotten password is answered alike for a member's address and a stranger's", async ({ page }) => {
  for (const email of ["nobody.knows@example.com", personWithRole(readWorld(), "viewer").email]) {
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot password" }).click();
    // Both pages ask for an e-mail: not before this one is there.
    await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await expect(page.getByText(`If ${email} is a member's address, a link is on its way.`)).toBeVisible();
  }
});

test("the last administrator keeps the role", async ({ page }) => {
  // Of a merchant that no other journey invites people to.
  const boss = readWorld().users.findLast((one) => one.role === "merchant_admin");
  if (!boss) throw new Error("the demo has no merchant's administrator");
  await signIn(page, boss);
  await page.goto(`/production/m/${boss.merchantId}/settings/members`);
  const row = page.getByRole("row", { name: new RegExp(boss.email) });
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: /Disable/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText(/The last administrator stays/)).toBeVisible();
});

test("staff look at a merchant's console as its people see it, and can change nothing", async ({ page }) => {
  const world = readWorld();
  const merchant = world.merchants[0]!;
  await signIn(page, personWithRole(world, "operator"));
  await page.goto(`/production/m/${merchant.id}`);
  await page.getByRole("button", { name: "View as merchant" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "View as merchant" }).click();
  await expect(page.getByText(`You see ${merchant.name} as its people do.`)).toBeVisible();
  expect((await page.goto("/production/merchants"))?.status()).toBe(404);
  expect((await page.goto(`/production/m/${world.merchants[1]!.id}`))?.status()).toBe(404);
  expect((await page.goto(`/production/m/${merchant.id}/edit`))?.status()).toBe(403);
  await page.goto(`/production/m/${merchant.id}/orders`);
  await page.getByRole("button", { name: "End the view" }).click();
  await expect(page.getByText(`You see ${merchant.name} as its people do.`)).toHaveCount(0);
  expect((await page.goto("/production/merchants"))?.status()).toBe(200);
  await page.goto(`/production/m/${merchant.id}/settings/audit`);
  await expect(page.getByText("Began to view as the merchant").first()).toBeVisible();
  await expect(page.getByText("Ended the view as the merchant").first()).toBeVisible();
});

test("one's own other session is ended from the account page", async ({ browser }) => {
  const person = personWithRole(readWorld(), "finance");
  const [here, there] = [await freshPage(browser), await freshPage(browser)];
  await signIn(here, person);
  await signIn(there, person);
  await here.goto("/production/account");
  await here.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(here.getByText("You are signed out everywhere else.")).toBeVisible();
  await there.goto("/production");
  await expect(there).toHaveURL(/\/sign-in/);
  await here.reload();
  await expect(here.getByText("This session")).toBeVisible();
});
