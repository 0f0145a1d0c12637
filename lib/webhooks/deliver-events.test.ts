import { createHash, createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Heard, openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { LEASE_MS } from "./internal/claim-due.ts";
import { ATTEMPTS_MAX } from "./rules.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const patient = { timeout: 10_000, interval: 20 };
let world: WebhookWorld;
let receiver: Receiver;

beforeAll(async () => {
  world = await openWebhookWorld();
});
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await world.rest();
  await receiver.stop();
  await world.owner`UPDATE webhook_endpoints SET deleted_at = now()`;
  await world.owner`UPDATE deliveries SET next_at = NULL`;
});
afterAll(() => world.close());

/** What a receiver checks, written here anew: Standard Webhooks, then FlexCharge's (API sheet §2.13). */
function verify({ headers, body }: Heard, secret: string): { standard: boolean; flexcharge: boolean } {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const right = createHmac("sha256", key).update(text).digest("base64");
  const standard = String(headers["webhook-signature"]).split(" ").includes(`v1,${right}`);
  const hash = createHash("sha512").update(body).digest("base64");
  const signed = `POST\n${headers["x-fc-nonce"]};${headers["x-fc-date"]};${headers.host};${hash}`;
  const flexcharge =
    headers["x-fc-content-sha512"] === hash &&
    headers["x-fc-signature"] === createHmac("sha512", key).update(body).digest("base64") &&
    String(headers["x-fc-authorization"]).endsWith(
      `&Signature=${createHmac("sha512", key).update(signed).digest("base64")}`,
    );
  return { standard, flexcharge };
}
const heardOf = (name: string, count: number) =>
  vi.waitFor(() => {
    const heard = receiver.at(name);
    expect(heard.length).toBeGreaterThanOrEqual(count);
    return heard;
  }, patient);
const lastDelivery = async () => (await world.deliveries()).at(-1)!;

describe("an event", () => {
  test("reaches the endpoint in FlexCharge's form, signed both ways, and the log tells it all", async () => {
    const { id, secret } = await world.endpoint(receiver.url("both"));
    world.work();
    const order = await world.tell();
    const [call] = await heardOf("both", 1);
    expect(verify(call!, secret)).toEqual({ standard: true, flexcharge: true });
    expect(verify(call!, "whsec_AAAA")).toEqual({ standard: false, flexcharge: false });
    expect(JSON.parse(call!.body)).toMatchObject({
      ...{ Event: "order.completed", ExternalOrderId: order, IsTestMode: false, IsResent: false },
    });
    expect(call!.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(call!.headers["x-fc-nonce"]).toMatch(/^[0-9a-f]{32}$/);
    await vi.waitFor(async () => expect((await lastDelivery()).state).toBe("delivered"), patient);
    const [attempt] = (await world.attempts()).slice(-1);
    expect(attempt).toMatchObject({
      ...{ number: 1, kind: "scheduled", status: 200, error: null, response_body: "ok" },
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    });
    expect(JSON.parse(attempt!.request_headers)["webhook-id"]).toBe(call!.headers["webhook-id"]);
    expect(attempt!.request_headers).not.toContain(secret.slice(6, 30));
    const [endpoint] = await world.owner`SELECT * FROM webhook_endpoints WHERE id = ${id}`;
    expect(endpoint).toMatchObject({ failing_since: null, last_success_at: expect.any(Date) });
  });

  test("goes to the endpoints whose filter wants it, of its own merchant and environment, once an effect", async () => {
    await world.endpoint(receiver.url("all"));
    await world.endpoint(receiver.url("some"), { events: ["challenge.*", "order.refunded"] });
    await world.endpoint(receiver.url("sandbox"), { environment: "sandbox" });
    await world.endpoint(receiver.url("other"), { merchantId: "mer_b" });
    world.work();
    for (const event of ["order.completed", "challenge.passed", "order.refunded", "order.brandnew"])
      await world.tell(event);
    await heardOf("all", 4);
    await heardOf("some", 2);
    const events = (name: string) => receiver.at(name).map(({ body }) => JSON.parse(body).Event);
    expect(events("some").sort()).toEqual(["challenge.passed", "order.refunded"]);
    expect([receiver.at("sandbox"), receiver.at("other")]).toEqual([[], []]);
  });

  test("sets out in the order of time", async () => {
    await world.endpoint(receiver.url("ordered"));
    const orders: string[] = [];
    for (let n = 0; n < 20; n += 1) orders.push(await world.tell());
    world.work({ limits: { perEndpointMax: 1 } });
    const heard = await heardOf("ordered", 20);
    expect(heard.map(({ body }) => JSON.parse(body).ExternalOrderId)).toEqual(orders);
  });
});

describe("an endpoint that fails", () => {
  test("is tried ten times over more than 75 hours under one id, then the delivery is a dead letter", async () => {
    const { secret } = await world.endpoint(receiver.url("down"));
    receiver.answerWith(503);
    await world.tell();
    world.work();
    const startedAt = world.clock.now().getTime();
    for (let tries = 1; tries <= ATTEMPTS_MAX; tries += 1) {
      await vi.waitFor(async () => expect((await lastDelivery()).attempts).toBe(tries), patient);
      const { next_at, state } = await lastDelivery();
      expect(state).toBe(tries < ATTEMPTS_MAX ? "pending" : "dead");
      if (next_at) world.pass(next_at.getTime() - world.clock.now().getTime());
    }
    expect(world.clock.now().getTime() - startedAt).toBeGreaterThan(75 * 60 * MINUTE_MS);
    const heard = receiver.at("down");
    expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(heard.map(({ headers }) => headers["x-fc-nonce"])).size).toBe(ATTEMPTS_MAX);
    expect(heard.map((call) => verify(call, secret))).toEqual(
      heard.map(() => ({ standard: true, flexcharge: true })),
    );
    expect(heard.map(({ body }) => JSON.parse(body).IsResent)).toEqual([false, ...Array(9).fill(true)]);
  });

  test("is asked later where it says when, and its answer is kept without card numbers, secrets and NUL", async () => {
    await world.endpoint(receiver.url("busy"));
    receiver.answerWith((_heard, response) =>
      response
        .writeHead(503, { "retry-after": "3600", "set-cookie": "session=1" })
        .end("declined 4111 1111 1111 1111\0"),
    );
    await world.tell();
    world.work();
    await vi.waitFor(async () => expect((await lastDelivery()).attempts).toBe(1), patient);
    const waitMs = (await lastDelivery()).next_at.getTime() - world.clock.now().getTime();
    expect(waitMs).toBeGreaterThan(59 * MINUTE_MS);
    const [attempt] = (await world.attempts()).slice(-1);
    expect(attempt).toMatchObject({ status: 503, error: "STATUS", response_body: "declined [card …1111]�" });
    expect(JSON.parse(attempt!.response_headers)["set-cookie"]).toBe("[not kept]");
  });

  test("by redirecting is not followed, and by a huge answer costs nothing", async () => {
    await world.endpoint(receiver.url("moved"));
    await world.endpoint(receiver.url("huge"));
    receiver.answerWith(({ path }, response) => {
      if (path === "/moved") response.writeHead(307, { location: receiver.url("elsewhere") }).end();
      else response.end(Buffer.alloc(5_000_000, "x"));
    });
    await world.tell();
    world.work();
    await vi.waitFor(async () => {
      const last = (await world.attempts()).slice(-2);
      expect(last.map(({ error }) => error).sort()).toEqual(["REDIRECT", null]);
      expect(Math.max(...last.map(({ response_body }) => response_body.length))).toBe(8 * 1024);
    }, patient);
    expect(receiver.at("elsewhere")).toEqual([]);
  });

  test("with 410 is disabled at once, and after five days of failures only; nothing that waits is lost", async () => {
    const gone = await world.endpoint(receiver.url("gone"));
    const failing = await world.endpoint(receiver.url("failing"));
    await world.owner`INSERT INTO users (id, merchant_id, email, name, role, password_hash)
      VALUES ('usr_1', 'mer_a', 'dev@a.example', 'Dev', 'merchant_developer', '')`;
    receiver.answerWith(({ path }, response) => response.writeHead(path === "/gone" ? 410 : 500).end());
    const stateOf = async (id: string) =>
      (await world.owner`SELECT * FROM webhook_endpoints WHERE id = ${id}`)[0]!;
    await world.tell();
    world.work();
    await vi.waitFor(async () => {
      expect(await stateOf(gone.id)).toMatchObject({ state: "disabled", state_reason: "GONE" });
      expect((await stateOf(failing.id)).failing_since).toBeInstanceOf(Date);
    }, patient);
    expect((await stateOf(failing.id)).state).toBe("active");
    world.pass(5 * DAY_MS + MINUTE_MS);
    await vi.waitFor(
      async () =>
        expect(await stateOf(failing.id)).toMatchObject({ state: "disabled", state_reason: "ONLY_FAILURES" }),
      patient,
    );
    await world.tell();
    const waiting = await world.owner`SELECT state FROM deliveries WHERE next_at IS NOT NULL`;
    expect(waiting.map(({ state }) => state)).toEqual(Array(4).fill("pending"));
    const entries = await world.owner`SELECT actor_kind FROM audit_entries WHERE action = 'endpoint.disable'`;
    expect(entries.map(({ actor_kind }) => actor_kind)).toEqual(["system", "system"]);
    const mails = await world.owner`SELECT to_address, subject FROM mails`;
    expect(mails).toEqual(
      Array(2).fill({ to_address: "dev@a.example", subject: "Production: a webhook endpoint was disabled" }),
    );
  });
});

describe("deliverers side by side", () => {
  test("send each delivery once", async () => {
    await world.endpoint(receiver.url("shared"));
    for (let n = 0; n < 60; n += 1) await world.tell();
    const workers = [world.work(), world.work(), world.work()];
    await heardOf("shared", 60);
    await vi.waitFor(
      async () =>
        expect((await world.owner`SELECT 1 FROM deliveries WHERE next_at IS NOT NULL`).length).toBe(0),
      patient,
    );
    expect(new Set(receiver.at("shared").map(({ headers }) => headers["webhook-id"])).size).toBe(60);
    expect(receiver.at("shared")).toHaveLength(60);
    expect(workers).toHaveLength(3);
  });

  test("whose lease ran out write nothing: the one that took over does", async () => {
    await world.endpoint(receiver.url("slow"));
    const held: (() => void)[] = [];
    receiver.answerWith((_heard, response) => held.push(() => response.writeHead(500).end()));
    await world.tell();
    const slow = world.work();
    await heardOf("slow", 1);
    receiver.answerWell();
    world.pass(LEASE_MS + 1_000);
    world.work();
    await vi.waitFor(async () => expect((await lastDelivery()).state).toBe("delivered"), patient);
    for (const answer of held) answer();
    await slow.stop();
    expect(await lastDelivery()).toMatchObject({ state: "delivered", attempts: 1 });
    expect(receiver.at("slow")).toHaveLength(2);
  });

  test("let an endpoint that hangs delay no other merchant", async () => {
    await world.endpoint(receiver.url("hangs"));
    await world.endpoint(receiver.url("well"), { merchantId: "mer_b" });
    receiver.answerWith(({ path }, response) => {
      if (path === "/well") setTimeout(() => response.end("ok"), 25);
    });
    const timed = async () => {
      const from = receiver.at("well").length;
      for (let n = 0; n < 40; n += 1) await world.tell("order.completed", { merchantId: "mer_b" });
      const startedAt = performance.now();
      const worker = world.work({ limits: { perEndpointMax: 8, togetherMax: 16 }, attemptMsMax: 1_500 });
      await heardOf("well", from + 40);
      const ms = performance.now() - startedAt;
      await worker.stop();
      return ms;
    };
    const alone = await timed();
    for (let n = 0; n < 40; n += 1) await world.tell();
    const beside = await timed();
    expect(receiver.at("hangs").length).toBeLessThanOrEqual(4);
    expect(beside).toBeLessThan(2 * alone);
  });
});
