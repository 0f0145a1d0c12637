import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { personWithRole, readWorld, sandboxControl } from "./world.ts";

test("an account that FlexCharge has opened already is linked to its merchant, with keys of its own, once", async ({
  page,
}) => {
  const world = readWorld();
  const flexcharge = sandboxControl(world.sandbox);
  const account = await flexcharge.openAccount({
    name: "Fennel & Fig LLC",
    partnerMid: world.partner.flexcharge.sandbox.mid,
    sites: [{ name: "Shop", url: "https://fennelfig.example" }],
  });
  const keysMade = async () => (await flexcharge.calls(`/v1/merchants/${account.mid}/api-keys`)).length;

  await signIn(page, personWithRole(world, "admin"));
  await test.step("the partner's own account is there and verified", async () => {
    await page.goto("/sandbox/developers/credentials");
    const own = page.getByRole("region", { name: "Sandbox credentials" });
    await expect(own.getByText(/token and MID proven/)).toBeVisible();
  });

  await test.step("its merchant is added", async () => {
    await page.goto("/sandbox/merchants/new");
    await page.getByLabel("Name").fill("Fennel & Fig");
    await page.getByRole("button", { name: "Add merchant" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Fennel & Fig" })).toBeVisible();
  });

  const row = page.getByRole("row").filter({ hasText: "Fennel & Fig LLC" });
  await test.step("the list says why both belong together; a name alone is not ticked", async () => {
    await page.goto("/sandbox/merchants");
    await page.getByRole("link", { name: "Link accounts" }).click();
    await expect(row.getByText("Same name")).toBeVisible();
    await expect(row.getByRole("combobox")).toHaveValue("Fennel & Fig");
    await expect(row.getByRole("checkbox")).not.toBeChecked();
  });

  await test.step("ticked and linked, alone", async () => {
    const others = page.getByRole("row").getByRole("checkbox", { checked: true });
    while ((await others.count()) > 0) await others.first().press("Space");
    await row.getByRole("checkbox").press("Space");
    await page.getByRole("button", { name: "Link 1 account" }).click();
    await expect(page.getByText("1 linked. Running it again changes only what is left.")).toBeVisible();
    await expect(row.getByText("Linked", { exact: true })).toBeVisible();
    expect(await keysMade()).toBe(1);
  });

  await test.step("looked at again it is linked by its MID, and its credentials are proven", async () => {
    await page.reload();
    await expect(row.getByText("Same MID")).toBeVisible();
    await expect(row.getByRole("checkbox")).toHaveCount(0);
    await row.getByRole("link", { name: "Fennel & Fig", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Fennel & Fig" })).toBeVisible();
    await page.goto(`${new URL(page.url()).pathname}/developers/credentials`);
    const column = page.getByRole("region", { name: "Sandbox credentials" });
    await expect(column.getByText(/token and MID proven/)).toBeVisible();
    expect(await keysMade()).toBe(1);
  });
});
