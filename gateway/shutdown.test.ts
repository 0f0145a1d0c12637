import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { startTestProgram } from "#db/testing/program.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

/** The gateway as a process of its own, on the world's database and FlexCharge. */
async function startGateway() {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const program = await startTestProgram(
    "gateway/main.ts",
    {
      DATABASE_URL: world.appUrl,
      GATEWAY_PORT: String(port),
      FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
      FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
      SWITCHBOARD_ENCRYPTION_KEY: process.env.SWITCHBOARD_ENCRYPTION_KEY ?? "",
      GATEWAY_TOKEN_SECRET: process.env.GATEWAY_TOKEN_SECRET ?? "",
    },
    `${url}/readyz`,
  );
  onTestFinished(async () => {
    await program.end("SIGKILL");
  });
  const token = await world.bearer(world.alpha.keys.production);
  const send = async (call: "evaluate" | "transmit", orderId: string) => {
    const { idempotencyKey, ...order } = declinedOrder({ orderId, siteUrl: `https://${world.alpha.host}` });
    const answer = await fetch(`${url}/v1/${call}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "x-request-id": `try-${orderId}`,
      },
      body: JSON.stringify(call === "evaluate" ? { ...order, idempotencyKey } : order),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const evaluate = (orderId: string) => send("evaluate", orderId);
  const transmit = (orderId: string) => send("transmit", orderId);
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  return { ...program, url, evaluate, transmit, metrics };
}

test("an evaluate that is under way at SIGTERM gets its answer, and the program has ended within 20 s", async () => {
  const gateway = await startGateway();
  await world.sandbox
    .control("production")
    .addFault({ path: "/v1/evaluate", kind: "slow", ms: 2_000, times: 1 });
  const answering = gateway.evaluate("slow-1");
  await vi.waitFor(async () => expect(await gateway.metrics()).toMatch(/^gateway_in_flight 1$/m));
  const ending = gateway.end();
  expect(await answering).toMatchObject({ status: 200, body: { status: "APPROVED" } });
  const end = await ending;
  expect(end).toMatchObject({ code: 0, by: null });
  expect(end.ms).toBeLessThan(20_000);
  await expect(gateway.evaluate("too-late")).rejects.toThrow("fetch failed");
});

test("a restart under load loses no order and no copy that was answered, and asks FlexCharge once for each", async () => {
  const gateway = await startGateway();
  const answered = new Set<string>();
  const cutOff = new Set<string>();
  async function checkout(lane: number): Promise<void> {
    for (let n = 0; cutOff.size === 0; n += 1) {
      const id = `load-${lane}-${n}`;
      const answer = await gateway.evaluate(id).catch(() => null);
      (answer?.status === 200 ? answered : cutOff).add(id);
    }
  }
  const copied = new Set<string>();
  async function copier(lane: number): Promise<void> {
    for (let n = 0; cutOff.size === 0; n += 1) {
      const answer = await gateway.transmit(`copy-${lane}-${n}`).catch(() => null);
      if (answer?.status === 200) copied.add(String(answer.body.transmitId));
    }
  }
  const checkouts = [
    ...Array.from({ length: 6 }, (_, lane) => checkout(lane)),
    ...Array.from({ length: 2 }, (_, lane) => copier(lane)),
  ];
  await vi.waitFor(() => expect(answered.size).toBeGreaterThan(5), { timeout: 10_000 });
  const end = await gateway.end();
  await Promise.all(checkouts);
  expect(end.code).toBe(0);

  const token = await world.bearer(world.alpha.keys.production);
  for (const id of answered) expect(await world.upstream("production", id), id).toHaveLength(1);
  for (const id of cutOff) expect(await world.upstream("production", id), id).toHaveLength(0);
  expect(copied.size).toBeGreaterThan(0);
  for (const id of copied) expect((await world.call(`/v1/transmits/${id}`, { token })).status, id).toBe(200);
  const listed = await world.call("/v1/orders?pageSize=100&query=load-", { token });
  for (const id of [...answered].slice(0, 50)) expect(listed.text).toContain(`"${id}"`);
});

test("one request id joins the caller, the log, the order's history and FlexCharge's counters", async () => {
  const gateway = await startGateway();
  const { body } = await gateway.evaluate("traced-1");
  expect(body.customProperties).toMatchObject({ "switchboard.requestId": "try-traced-1" });
  await expect
    .poll(() => gateway.entries().find(({ requestId }) => requestId === "try-traced-1"))
    .toMatchObject({ program: "gateway", route: "evaluate", status: 200, level: "info" });
  const metrics = await gateway.metrics();
  expect(metrics).toMatch(/gateway_request_seconds_count\{route="evaluate",status="200"\} 1/);
  expect(metrics).toMatch(
    /flexcharge_calls_total\{call="evaluate",environment="production",result="answer"\} 1/,
  );
  expect(gateway.output()).not.toContain("ada@example.com");
  await gateway.end();
});
