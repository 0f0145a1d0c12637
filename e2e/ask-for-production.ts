import { expect, type Page, test } from "@playwright/test";
import { cell, openCell } from "./console.ts";
import type { openCheckout } from "./world.ts";

export const WEB = "CIT website";
const REASON = "Agents certified on the new script";

/** Sets whether a second person approves, where it is not so already. */
export async function choosePolicy(page: Page, choice: RegExp): Promise<void> {
  await page.goto("/production/settings/approval");
  const radio = page.getByRole("radio", { name: choice });
  if (await radio.isChecked()) return;
  await page.getByText(choice).first().click();
  await page.getByRole("textbox", { name: "Reason" }).fill("As the journey of approvals wants it");
  await page.getByRole("button", { name: "Change policy" }).click();
  await expect(page.getByRole("textbox", { name: "Reason" })).toBeHidden();
}

/** On the wall of the merchant's zone, as a datetime field wants it. */
function wallClock(at: number, timeZone: string): string {
  const [day, time] = new Date(at)
    .toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" })
    .split(" ");
  return `${day}T${time}`;
}

type Asked = {
  operator: Page;
  admin: Page;
  management: Awaited<ReturnType<typeof openCheckout>>;
  merchant: { id: string; name: string };
  site: { id: string; host: string };
};

/**
 * A site's website channel from sandbox to production under `second_person`: asked for by an operator, who cannot
 * approve it, approved by an admin after the dry run, applied on its date; MIT stays as it was.
 */
export async function askForProduction({
  operator,
  admin,
  management,
  merchant,
  site,
}: Asked): Promise<void> {
  const home = `/production/m/${merchant.id}`;
  const { host } = site;
  const place = { scope: "site", id: site.id, channel: "cit_website" };
  let mitBefore = "";
  let request = "";

  await test.step("the operator asks for it, with a reason and a look at the last seven days", async () => {
    await operator.goto(`${home}/activation`);
    await expect(cell(operator, WEB, host)).toHaveAccessibleName(/: Sandbox, /);
    mitBefore = (await cell(operator, "MIT", host).textContent()) ?? "";
    const inspector = await openCell(operator, WEB, host);
    await inspector.getByRole("button", { name: "Ask for Production…" }).click();
    const dialog = operator.getByRole("alertdialog");
    await expect(dialog.getByText(/In the last 7 days/)).toBeVisible();
    await dialog.getByRole("button", { name: "Ask for approval" }).click();
    await expect(dialog.getByText("Say why, in ten characters or more")).toBeVisible();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByLabel(/to confirm$/).fill(merchant.name);
    await dialog.getByRole("button", { name: "Ask for approval" }).click();
    await expect(dialog).toBeHidden();
    await expect(cell(operator, WEB, host)).toHaveAccessibleName(
      /: Sandbox, .* Awaiting approval, asked by /,
    );
  });

  await test.step("its author finds no way to approve it", async () => {
    await operator.getByRole("link", { name: "Open the request" }).click();
    await expect(operator.getByText("You asked for this.")).toBeVisible();
    await expect(operator.getByRole("button", { name: "Approve…" })).toBeHidden();
    await expect(operator.getByRole("button", { name: "Take back…" })).toBeVisible();
    request = new URL(operator.url()).pathname;
    // Asked again through the API it is a request too, and nothing is switched.
    const asked = await management.put("/api/v1/switches", { ...place, mode: "production", reason: REASON });
    expect([asked.status, typeof asked.body.changeRequestId]).toEqual([202, "string"]);
    await admin.goto(`${home}/activation/requests/${asked.body.changeRequestId}`);
    await admin.getByRole("button", { name: "Reject…" }).click();
    const dialog = admin.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Reject" }).click();
    await expect(dialog.getByText("Say why, in a few words")).toBeVisible();
    await dialog.getByLabel("Reason").fill("Asked twice");
    await dialog.getByRole("button", { name: "Reject" }).click();
    await expect(admin.getByText("Rejected", { exact: true }).first()).toBeVisible();
  });

  await test.step("the admin finds it on Home, sees the dry run, types the name and sets a date", async () => {
    await admin.goto("/production");
    const list = admin.getByRole("region", { name: "To approve" });
    await list.getByRole("link", { name: new RegExp(`${host}, ${WEB} to Production`) }).click();
    await expect(admin.getByRole("region", { name: "Dry run, now" })).toContainText("Nothing was sent.");
    await admin.getByRole("button", { name: "Approve…" }).click();
    const dialog = admin.getByRole("alertdialog", { name: "Approve this change?" });
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(dialog.getByText(`Type ${merchant.name} to confirm`).last()).toBeVisible();
    const zone = await dialog.getByText(/^Empty: at once when approved/).textContent();
    const timeZone = zone?.match(/Time in (.+)\.$/)?.[1]?.replaceAll(" ", "_") ?? "UTC";
    await dialog.getByLabel("Takes effect").fill(wallClock(Date.now() + 100_000, timeZone));
    await dialog.getByLabel(/to confirm$/).fill(merchant.name);
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(dialog).toBeHidden();
    await expect(admin.getByText(/^Scheduled for /).first()).toBeVisible();
  });

  await test.step("until its date nothing is switched, then it is, and MIT stays as it was", async () => {
    await operator.goto(`${home}/activation`);
    await expect(cell(operator, WEB, host)).toHaveAccessibleName(/: Sandbox, /);
    await expect(cell(operator, WEB, host)).toHaveAccessibleName(/: Production, set here by /, {
      timeout: 150_000,
    });
    expect(await cell(operator, "MIT", host).textContent()).toBe(mitBefore);
    await admin.goto(request);
    await expect(admin.getByText("Applied", { exact: true }).first()).toBeVisible();
    await expect(admin.getByText(/^Carried out, switch set v/)).toBeVisible();
  });
}
