import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";

type Headers = Record<string, string>;
type Guide = {
  verifyStandard(headers: Headers, body: Buffer, secret: string, now?: number): boolean;
  verifyFlexcharge(headers: Headers, body: Buffer, secret: string, host: string, now?: number): boolean;
};
let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await openWebhookWorld();
  receiver = await openReceiver();
});
afterAll(async () => {
  await world.close();
  await receiver.stop();
});

test("the code that the guide gives to receivers takes our webhooks, and nothing that was touched", async () => {
  const guide = readFileSync(new URL("../../docs/guides/webhooks.md", import.meta.url), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(guide)![1]!;
  const source = `data:text/javascript,${encodeURIComponent(code)}`;
  const { verifyStandard, verifyFlexcharge }: Guide = await import(source);
  const { secret } = await world.endpoint(receiver.url());
  world.work();
  await world.tell();
  await vi.waitFor(() => expect(receiver.heard).toHaveLength(1), { timeout: 10_000, interval: 20 });
  const [call] = receiver.heard;
  const headers = call!.headers as Headers;
  const body = Buffer.from(call!.body);
  const host = new URL(receiver.url()).host;
  expect(verifyStandard(headers, body, secret)).toBe(true);
  expect(verifyFlexcharge(headers, body, secret, host)).toBe(true);
  expect(verifyFlexcharge(headers, body, secret.replace("whsec_", ""), host)).toBe(true);

  const late = Date.now() + 6 * 60_000;
  const touched = Buffer.from(call!.body.replace("completed", "cancelled"));
  const other = `whsec_${Buffer.alloc(64, 1).toString("base64")}`;
  for (const [of, key, now] of [
    [touched, secret, Date.now()],
    [body, other, Date.now()],
    [body, secret, late],
  ] as const) {
    expect(verifyStandard(headers, of, key, now)).toBe(false);
    expect(verifyFlexcharge(headers, of, key, host, now)).toBe(false);
  }
  expect(verifyFlexcharge(headers, body, secret, "elsewhere.example")).toBe(false);
  expect([verifyStandard({}, body, secret), verifyFlexcharge({}, body, secret, host)]).toEqual([
    false,
    false,
  ]);
});
