import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import type { World } from "./world.ts";

const PASSWORD = "a heron walks the weir at dusk";

/** Types into fields by their labels and waits until the page has kept them. */
async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await page.getByRole("textbox", { name: label, exact: true }).fill(value);
  }
  await page.keyboard.press("Tab");
  await expect(page.getByText(/^Saved /)).toBeVisible();
}

/**
 * From an invitation by mail to proven sandbox keys: the merchant completes its part, staff submit, underwriting asks
 * and approves, staff convert. Answers the merchant's workspace, `/sandbox/m/mer_…`.
 */
export async function applyForAccount({
  world,
  staff,
  merchant,
  name,
  host,
}: {
  world: World;
  /** Signed in as the partner's admin. */
  staff: Page;
  /** Nobody is signed in yet. */
  merchant: Page;
  name: string;
  host: string;
}): Promise<string> {
  let home = "";

  await test.step("staff add the merchant and begin its application in one go", async () => {
    await staff.goto("/sandbox/merchants/new");
    await staff.getByLabel("Name").fill(name);
    await staff.getByRole("radio", { name: /It applies for an account/ }).check({ force: true });
    await staff.getByRole("button", { name: "Add merchant" }).click();
    await staff.waitForURL(/\/onboarding\/application$/);
    home = new URL(staff.url()).pathname.replace("/onboarding/application", "");
    await expect(staff.getByText(/fields are missing/)).toBeVisible();
  });

  await test.step("the merchant is invited by mail and sets its password", async () => {
    const email = `hana.${Date.now()}@${host}`;
    await staff.goto(`${home}/settings/members`);
    await staff.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = staff.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Hana Lindqvist");
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByRole("button", { name: /Role/ }).click();
    await staff.getByRole("option", { name: /^Merchant admin/ }).click();
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(dialog).toBeHidden();
    await staff.goto("/sandbox/developers/mail");
    const mail = staff.getByRole("row", { name: new RegExp(email) }).first();
    await mail.getByRole("link").first().click();
    const link = await staff.getByRole("link", { name: /\/invitation\// }).getAttribute("href");
    await merchant.goto(link ?? "");
    await merchant.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await merchant.getByRole("button", { name: "Set password" }).click();
    await expect(merchant.getByText(/Your password is set/)).toBeVisible();
    await signIn(merchant, { email, password: PASSWORD });
  });

  await test.step("it completes its own part; what cannot stand says why beside its field", async () => {
    await merchant.goto(`${home}/onboarding/application`);
    const email = merchant.getByRole("textbox", { name: "E-mail", exact: true });
    await email.fill("hana");
    await merchant.keyboard.press("Tab");
    await expect(merchant.getByText("An e-mail address, for example hana@shop.example")).toBeVisible();
    await expect(email).toHaveValue("hana");
    await fill(merchant, {
      "Legal name": "Kestrel Coffee LLC",
      "Tax id": "12-3456789",
      Address: "1 Roast Way",
      City: "Portland",
      "Zip code": "97201",
      "First name": "Hana",
      "Last name": "Lindqvist",
      "E-mail": `hana@${host}`,
      Phone: "+1 555 0100",
      Descriptor: "KESTREL*COFFEE",
      "Support e-mail": `help@${host}`,
      "Support phone": "+1 555 0101",
      "Account number": "000123456789",
      "Routing number": "110000000",
    });
    const website = merchant.getByRole("group", { name: "Website 1" });
    await website.getByRole("textbox", { name: "Name" }).fill("Shop");
    await website.getByRole("textbox", { name: "Web address" }).fill(`https://${host}`);
    await merchant.keyboard.press("Tab");
    await expect(merchant.getByText("Your part is complete. Your partner submits it.")).toBeVisible();
    await expect(merchant.getByRole("button", { name: "Submit application" })).toHaveCount(0);
  });

  await test.step("a document of a wrong kind is refused, a right one is kept", async () => {
    const file = merchant.getByLabel("Document to add");
    await file.setInputFiles({ name: "run.exe", mimeType: "application/pdf", buffer: Buffer.from("MZ") });
    await expect(merchant.getByText(/FlexCharge takes PDF, JPEG/)).toBeVisible();
    const buffer = Buffer.from("%PDF-1.7 licence");
    await file.setInputFiles({ name: "licence.pdf", mimeType: "application/pdf", buffer });
    await expect(merchant.getByRole("row", { name: /licence\.pdf/ })).toBeVisible();
  });

  await test.step("staff see it live and submit", async () => {
    await staff.goto(`${home}/onboarding/application`);
    await expect(staff.getByText("Complete, not submitted")).toBeVisible();
    await staff.getByRole("button", { name: "Submit application" }).click();
    await expect(staff.getByText("Has it")).toBeVisible();
    await expect(merchant.getByText("Has it")).toBeVisible();
    await expect(merchant.getByRole("textbox", { name: "Legal name" })).toHaveCount(0);
  });

  const underwriting = async (verdict: string, body: unknown = {}) => {
    // The submission that FlexCharge saw last is this one's.
    const seen = await fetch(`${world.sandbox}/_control/calls?path=/v1/onboarding/application/`);
    const { calls } = (await seen.json()) as { calls: { path: string }[] };
    const submitted = calls.map(({ path }) => /application\/([0-9a-f-]{36})\/submit/.exec(path)?.[1]);
    const id = submitted.findLast((one) => one !== undefined);
    const answer = await fetch(`${world.sandbox}/_control/applications/${id}/${verdict}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  };

  await test.step("underwriting asks: only what it asked for is open, the merchant answers", async () => {
    await underwriting("request-info", {
      message: "Which bank holds the account?",
      fields: ["BankAccountInformation"],
    });
    await expect(merchant.getByText("Which bank holds the account?").first()).toBeVisible({
      timeout: 45_000,
    });
    await expect(merchant.getByRole("textbox", { name: "Legal name" })).toHaveCount(0);
    await fill(merchant, { Bank: "First Bank of Portland" });
    await merchant.getByRole("button", { name: "Send answer" }).click();
    await expect(merchant.getByText("Answered, sent to FlexCharge")).toBeVisible();
  });

  await test.step("approved, converted on an explicit word, its keys proven, its site there", async () => {
    await underwriting("approve");
    await expect(staff.getByText("Approved, not converted")).toBeVisible({ timeout: 45_000 });
    await staff.getByRole("button", { name: "Convert…" }).click();
    const dialog = staff.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Convert to account" }).click();
    await expect(dialog.getByText(/Confirm this first/)).toBeVisible();
    await dialog.getByText(`${name} has agreed to open this account`).click();
    await dialog.getByRole("button", { name: "Convert to account" }).click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    await staff.goto(`${home}/developers/credentials`);
    const column = staff.getByRole("region", { name: "Sandbox credentials" });
    await expect(column.getByText(/token and MID proven/)).toBeVisible();
  });
  return home;
}
