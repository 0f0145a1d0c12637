import { expect, type Locator, type Page } from "@playwright/test";

/** The console as a person uses it: roles and labels, never markup. */
export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
  waitForStreams(page);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

const waiting = new WeakSet<Page>();

/**
 * A streamed part of a page stands hidden at its end until React has moved it. Where the browser has drawn the part
 * itself meanwhile it is there twice, one of them hidden, which people do not see but locators do.
 */
function waitForStreams(page: Page): void {
  if (waiting.has(page)) return;
  waiting.add(page);
  const goto = page.goto.bind(page);
  page.goto = async (...asked) => {
    const response = await goto(...asked);
    await page.waitForFunction(() => !document.querySelector("[hidden][id^='S:']"));
    return response;
  };
}

/** The same for somebody with a second factor. */
export async function signInWithCode(
  page: Page,
  person: { email: string; password: string },
  code: string,
): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Six-digit code").fill(code);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

export type Account = { mid: string; appKey: string; appSecret: string };

/** Types an account's credentials into the dialog of one environment and asks for the proof. */
export async function enterCredentials(page: Page, environment: "Sandbox" | "Production", account: Account) {
  const column = page.getByRole("region", { name: `${environment} credentials` });
  await column
    .getByRole("button", { name: /^(Enter credentials|Replace)…$/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("MID").fill(account.mid);
  await dialog.getByLabel("AppKey").fill(account.appKey);
  await dialog.getByLabel("AppSecret").fill(account.appSecret);
  await dialog.getByRole("button", { name: "Save and verify" }).click();
  return { column, dialog };
}

/** A cell of the activation matrix, by the words that a screen reader would say. */
export function cell(page: Page, channel: string, row: string): Locator {
  return page.getByRole("gridcell", { name: new RegExp(`^${channel}, ${row}: `) });
}

/** Opens a cell's inspector and answers its pane. */
export async function openCell(page: Page, channel: string, row: string): Promise<Locator> {
  await cell(page, channel, row).click();
  const inspector = page.getByRole("complementary", { name: channel });
  await expect(inspector).toBeVisible();
  return inspector;
}

/** Raises the open cell to production through the dialog: reason, typed name, confirmation. */
export async function confirmProduction(page: Page, merchantName: string, reason: string): Promise<void> {
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByLabel(/to confirm$/).fill(merchantName);
  await dialog.getByRole("button", { name: "Set to Production" }).click();
  await expect(dialog).toBeHidden();
}

/** Lets every step of a merchant's checklist pass that still keeps a channel from production. */
export async function letStepsPass(page: Page, home: string, reason: string): Promise<void> {
  await page.goto(`${home}/onboarding/checklist`);
  const pass = page.getByRole("button", { name: "Let pass…" });
  await expect(pass.first()).toBeVisible();
  for (let left = await pass.count(); left > 0; left = await pass.count()) {
    await pass.first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Let pass" }).click();
    await expect(pass).toHaveCount(left - 1);
  }
}
