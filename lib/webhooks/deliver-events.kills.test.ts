import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestProgram } from "#db/testing/program.ts";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { freePort } from "../../scripts/embedded-postgres.mjs";

const patient = { timeout: 15_000, interval: 20 };
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

async function startWorker() {
  const port = await freePort();
  const env = {
    DATABASE_URL: world.appUrl,
    WORKER_PORT: String(port),
    FLEXCHARGE_SANDBOX_URL: "http://127.0.0.1:1",
    FLEXCHARGE_PRODUCTION_URL: "http://127.0.0.1:2",
    SWITCHBOARD_ENCRYPTION_KEY: process.env.SWITCHBOARD_ENCRYPTION_KEY!,
    GATEWAY_PUBLIC_URL: "http://localhost:4000",
    WEBHOOK_ALLOW_LOOPBACK: "1",
  };
  return startTestProgram("worker/main.ts", env, `http://localhost:${port}/readyz`);
}

test("a worker that is killed between the answer and the row forgets nothing: the event goes again under its id", async () => {
  const { id } = await world.endpoint(receiver.url("killed"));
  const first = await startWorker();
  const release = Promise.withResolvers<void>();
  // Whoever holds the endpoint's row keeps the worker from writing down what it heard.
  const holding = Promise.withResolvers<void>();
  const hold = world.owner.begin(async (tx) => {
    await tx`SELECT 1 FROM webhook_endpoints WHERE id = ${id} FOR NO KEY UPDATE`;
    holding.resolve();
    await release.promise;
  });
  await holding.promise;
  await world.tell();
  await vi.waitFor(() => expect(receiver.at("killed").map(({ status }) => status)).toEqual([200]), patient);
  expect(await first.end("SIGKILL")).toMatchObject({ by: "SIGKILL" });
  release.resolve();
  await hold;
  const delivery = async () => (await world.deliveries())[0]!;
  await vi.waitFor(
    async () => expect(await delivery()).toMatchObject({ state: "pending", attempts: 0 }),
    patient,
  );
  // Its lease runs out.
  await world.owner`UPDATE deliveries SET leased_until = leased_until - interval '46 seconds'`;
  const second = await startWorker();
  await vi.waitFor(
    async () => expect(await delivery()).toMatchObject({ state: "delivered", attempts: 1, tries: 1 }),
    patient,
  );
  expect(new Set(receiver.at("killed").map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(receiver.at("killed")).toHaveLength(2);
  expect(await world.attempts()).toHaveLength(1);
  expect(await second.end()).toMatchObject({ code: 0 });
}, 180_000);
