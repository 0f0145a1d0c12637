import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { personWithRole, readWorld } from "./world.ts";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Every page of the console in one environment, by its address below `/{environment}`. */
function addresses(): string[] {
  const [merchant] = readWorld().merchants;
  const webhooks = ["", "/in", "/gaps", "/dead"].map((leaf) => `/developers/webhooks${leaf}`);
  const own = [
    "",
    "/orders",
    "/activation",
    "/sites",
    "/sites/new",
    "/onboarding/checklist",
    "/onboarding/application",
    "/activation/requests",
    "/activation/readiness",
    "/developers/credentials",
    "/developers/keys",
    "/developers/logs",
    "/developers/sandbox",
    ...webhooks,
  ];
  return [
    "",
    "/merchants",
    "/merchants/new",
    "/merchants/link",
    "/merchants/import",
    "/onboarding",
    "/orders",
    "/activation",
    "/activation/requests",
    "/sites",
    "/developers/credentials",
    "/developers/keys",
    "/developers/logs",
    "/developers/sandbox",
    "/developers/mail",
    ...webhooks,
    "/settings/audit",
    "/settings/members",
    "/settings/alerts",
    "/settings/approval",
    "/account",
    ...[...own, "/edit", "/settings/audit", "/settings/members"].map((path) => `/m/${merchant?.id}${path}`),
    `/m/${merchant?.id}/sites/${merchant?.sites[0]?.id}`,
  ];
}

/** What a browser complains about while pages load: scripts that the policy refused, errors, failed requests. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return complaints;
}

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 360, height: 780 };

for (const theme of ["light", "dark"] as const) {
  test(`every page is accessible, quiet and as wide as a phone in the ${theme} theme`, async ({
    page,
    context,
    baseURL,
  }) => {
    test.setTimeout(300_000);
    await context.addCookies([{ name: "theme", value: theme, url: baseURL! }]);
    await signIn(page, personWithRole(readWorld(), "admin"));
    const complaints = listen(page);
    const environment = theme === "light" ? "production" : "sandbox";
    for (const address of addresses()) {
      const path = `/${environment}${address}`;
      await test.step(path, async () => {
        await page.setViewportSize(DESK);
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(200);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expect(page).toHaveTitle(environment === "sandbox" ? /^Sandbox: (?!Sandbox)/ : /^(?!Sandbox)/);
        const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          path,
        ).toEqual([]);
        await page.setViewportSize(PHONE);
        const sideways = () => document.documentElement.scrollWidth - window.innerWidth;
        await expect.poll(() => page.evaluate(sideways), path).toBeLessThanOrEqual(0);
        expect(complaints, path).toEqual([]);
      });
    }
  });
}

test("who is not signed in sees nothing but the way in, and comes back to where they wanted to go", async ({
  page,
}) => {
  for (const address of addresses()) {
    const answer = await page.goto(`/production${address}`);
    expect(new URL(page.url()).pathname, address).toBe("/sign-in");
    expect(answer?.headers()["cache-control"]).toContain("no-store");
  }
  const person = personWithRole(readWorld(), "viewer");
  await page.goto("/production/merchants");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("That e-mail and password do not match")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/production\/merchants$/);
});

test("a merchant's people stay in their own workspace", async ({ page }) => {
  const world = readWorld();
  const [own, other] = world.merchants;
  await signIn(page, personWithRole(world, "merchant_admin", own!.id));
  await expect(page).toHaveURL(new RegExp(`/m/${own!.id}`));
  for (const path of [
    "/production/merchants",
    "/production/orders",
    `/production/m/${other!.id}/activation`,
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByText(other!.name)).toHaveCount(0);
  }
});
