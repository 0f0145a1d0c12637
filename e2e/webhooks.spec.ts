import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { signIn } from "./console.ts";
import { declinedOrder, openCheckout, personWithRole, readWorld, sandboxControl } from "./world.ts";

type Received = { headers: IncomingHttpHeaders; body: string };

/** A merchant's own server: keeps what it gets and answers as it is told. */
async function openReceiver() {
  const received: Received[] = [];
  const answer = { status: 200 };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answer.status, { "content-type": "application/json" }).end('{"seen":true}');
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}/hooks`, received, answer, stop };
}

/** As any receiver would, with nothing of ours. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const standard = `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
  const theirs = createHmac("sha512", key).update(body).digest("base64");
  return headers["webhook-signature"] === standard && headers["x-fc-signature"] === theirs;
}

test("a merchant's endpoint is added and tested, misses an event while it is down, and gets it by hand and by replay", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const world = readWorld();
  const merchant = world.merchants[1]!;
  const home = `/production/m/${merchant.id}`;
  const receiver = await openReceiver();
  const { received, answer } = receiver;
  const log = page.getByRole("table", { name: /Deliveries/ });
  let secret = "";
  try {
    await signIn(page, personWithRole(world, "admin"));

    await test.step("the endpoint is added and its secret shown once", async () => {
      await page.goto(`${home}/developers/webhooks`);
      await page.getByRole("button", { name: "Add endpoint" }).first().click();
      await page.getByRole("dialog").getByLabel("Address").fill("ftp://somewhere.example");
      await page.getByRole("dialog").getByRole("button", { name: "Add endpoint" }).click();
      await expect(page.getByLabel("Address")).toHaveAccessibleDescription(/must begin with https/);
      await page.getByLabel("Address").fill(receiver.url);
      await page.getByRole("dialog").getByRole("button", { name: "Add endpoint" }).click();
      const once = page.getByRole("alertdialog");
      secret = (await once.getByText(/^whsec_/).textContent()) ?? "";
      expect(Buffer.from(secret.slice(6), "base64")).toHaveLength(64);
      await once.getByRole("button", { name: "I have stored it" }).click();
      await page.reload();
      await expect(page.getByText(secret)).toHaveCount(0);
    });

    await test.step("a test event arrives, signed both ways, and its delivery opens beside the log", async () => {
      await page.getByRole("button", { name: `More for ${receiver.url}` }).click();
      await page.getByRole("menuitem", { name: "Send test event" }).click();
      const pane = page.getByRole("complementary", { name: "Delivery of webhook.test" });
      await expect(pane.getByText("OK", { exact: false }).first()).toBeVisible();
      expect(received).toHaveLength(1);
      expect(isSigned(received[0]!, secret)).toBe(true);
      await page.keyboard.press("Escape");
      await expect(pane).toBeHidden();
    });

    const id = `HOOK-${Date.now()}`;
    await test.step("while the receiver is down an order's end is tried and waits", async () => {
      answer.status = 503;
      const { mid, tokenizationKey } = merchant.flexcharge.production;
      const flexcharge = sandboxControl(world.sandboxProduction);
      const token = await flexcharge.tokenize(mid, tokenizationKey, "4000002760003184", "999");
      const checkout = await openCheckout(world.gateway, merchant.keys.production);
      const order = declinedOrder(id, token, { siteUrl: merchant.sites[0]!.siteUrl });
      expect((await checkout.evaluate(order)).body.status).toBe("APPROVED");
      await expect(async () => {
        await page.goto(`${home}/developers/webhooks?id=${id}`);
        await expect(log.getByText("503")).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 60_000 });
    });

    const told = () => received.filter(({ body }) => body.includes(id));
    await test.step("Resend sends it again under the same id", async () => {
      answer.status = 200;
      const before = told().length;
      await log.getByRole("link", { name: new RegExp(`of ${id}`) }).click();
      const pane = page.getByRole("complementary", { name: /^Delivery of order/ });
      await pane.getByRole("button", { name: "Resend" }).click();
      await expect.poll(() => told().length, { timeout: 30_000 }).toBeGreaterThan(before);
      expect(new Set(told().map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      expect(isSigned(told().at(-1)!, secret)).toBe(true);
      await expect(async () => {
        await page.goto(`${home}/developers/webhooks?id=${id}`);
        await expect(log.getByText("200")).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 30_000 });
    });

    await test.step("a replay counts first, then tells the range again", async () => {
      const before = told().length;
      await page.goto(`${home}/developers/webhooks`);
      await page.getByRole("button", { name: "Replay a range…" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Replay a range" });
      await dialog.getByText("Only what was not delivered").click();
      await dialog.getByRole("button", { name: "Count first" }).click();
      await expect(dialog.getByText(/will be sent, the oldest first/)).toBeVisible();
      await dialog.getByRole("button", { name: /^Replay \d+ events?$/ }).click();
      await expect(page.getByText(/^Replayed (\d+) of \1 events/)).toBeVisible({ timeout: 30_000 });
      await expect.poll(() => told().length, { timeout: 30_000 }).toBeGreaterThan(before);
    });

    await test.step("the order's story tells of FlexCharge's notice and of the delivery, each leading to its page", async () => {
      await page.goto(`${home}/developers/webhooks/in?id=${id}`);
      const notices = page.getByRole("table", { name: /Notices/ });
      await expect(async () => {
        await page.reload();
        await expect(notices.getByText("order.completed")).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 30_000 });
      await notices.getByRole("link", { name: id, exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: id })).toBeVisible();
      await expect(page.getByText("FlexCharge told order.completed")).toBeVisible();
      await page.getByRole("link", { name: "Merchant told order.completed" }).click();
      await expect(page.getByRole("complementary", { name: "Delivery of order.completed" })).toBeVisible();
    });

    await test.step("a deleted endpoint hears nothing more", async () => {
      await page.goto(`${home}/developers/webhooks`);
      await page.getByRole("button", { name: `More for ${receiver.url}` }).click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Delete endpoint" }).click();
      await expect(page.getByText("The endpoint is deleted.")).toBeVisible();
      await expect(page.getByRole("button", { name: `More for ${receiver.url}` })).toHaveCount(0);
    });
  } finally {
    await receiver.stop();
  }
});

test("a viewer does not open webhooks and is told who does", async ({ page }) => {
  const world = readWorld();
  await signIn(page, personWithRole(world, "viewer"));
  const refused = await page.goto(`/production/m/${world.merchants[0]!.id}/developers/webhooks`);
  expect(refused?.status()).toBe(403);
  await expect(page.getByText("Your role does not open Webhooks")).toBeVisible();
});
