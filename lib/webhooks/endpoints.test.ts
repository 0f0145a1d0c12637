import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { StepUpError } from "#lib/kit/errors.ts";
import { createEndpoint } from "./create-endpoint.ts";
import { deleteEndpoint } from "./delete-endpoint.ts";
import { editEndpoint } from "./edit-endpoint.ts";
import { pauseEndpoint } from "./pause-endpoint.ts";
import { resumeEndpoint } from "./resume-endpoint.ts";
import { rotateEndpointSecret } from "./rotate-endpoint-secret.ts";
import { switchEndpointSecret } from "./switch-endpoint-secret.ts";
import { testEndpoint } from "./test-endpoint.ts";

const patient = { timeout: 10_000, interval: 20 };
let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await openWebhookWorld();
  receiver = await openReceiver();
});
afterEach(() => receiver.answerWell());
afterAll(async () => {
  await world.close();
  await receiver.stop();
});

const place = { merchantId: "mer_a" };
const production = { ...place, environment: "production" as const };
const row = async (id: string) => (await world.owner`SELECT * FROM webhook_endpoints WHERE id = ${id}`)[0]!;
const actions = async (subject: string) =>
  (await world.owner`SELECT action FROM audit_entries WHERE subject = ${subject} ORDER BY sequence`).map(
    ({ action }) => action,
  );

describe("every change of an endpoint", () => {
  const changes: [string, (scope: Scope, endpointId: string) => Promise<unknown>][] = [
    ["edit", (scope, endpointId) => editEndpoint(scope, { ...place, endpointId, description: "new" })],
    ["pause", (scope, endpointId) => pauseEndpoint(scope, { ...place, endpointId })],
    ["resume", (scope, endpointId) => resumeEndpoint(scope, { ...place, endpointId })],
    ["rotate", (scope, endpointId) => rotateEndpointSecret(scope, { ...place, endpointId })],
    ["switch", (scope, endpointId) => switchEndpointSecret(scope, { ...place, endpointId })],
    ["test", (scope, endpointId) => testEndpoint(scope, { ...place, endpointId })],
    ["delete", (scope, endpointId) => deleteEndpoint(scope, { ...place, endpointId })],
  ];

  test.each(changes)(
    "%s: is not found by another merchant's people, and refused to those who only read",
    async (name, change) => {
      const { id } = await world.endpoint(receiver.url(`guard-${name}`));
      const before = await row(id);
      await expect(change(world.person("merchant_developer", "mer_b"), id)).rejects.toThrow("not found");
      for (const role of ["viewer", "finance"] as const)
        await expect(change(world.person(role), id)).rejects.toThrow("webhooks.write");
      await expect(change(world.person("merchant_viewer", "mer_a"), id)).rejects.toThrow("webhooks.write");
      expect(await row(id)).toEqual(before);
      expect(await actions(id)).toEqual(["endpoint.create"]);
    },
  );

  test("made twice is one change with one entry in the audit", async () => {
    const developer = world.person("merchant_developer", "mer_a");
    const { id } = await world.endpoint(receiver.url("twice"));
    const changed: unknown[] = [];
    for (const [name, change] of changes.filter(([each]) => each !== "test" && each !== "rotate"))
      for (const scope of [developer, world.staff]) {
        const result = (await change(scope, id).catch(() => null)) as { value: { changed: boolean } } | null;
        changed.push([name, result?.value.changed ?? null]);
      }
    expect(changed).toEqual(
      ["edit", "pause", "resume", "switch", "delete"].flatMap((name) => [
        [name, name !== "switch"],
        [name, false],
      ]),
    );
    expect(await actions(id)).toEqual(
      ["create", "edit", "pause", "resume", "delete"].map((name) => `endpoint.${name}`),
    );
  });
});

test("who shows a secret or sends orders elsewhere proves who they are; who stops them does not", async () => {
  const { id } = await world.endpoint(receiver.url("proof"));
  const of = { ...place, endpointId: id };
  const stale = world.person("merchant_developer", "mer_a", null);
  const url = receiver.url("elsewhere");
  await expect(createEndpoint(stale, { ...production, url })).rejects.toThrow(StepUpError);
  await expect(editEndpoint(stale, { ...of, url })).rejects.toThrow(StepUpError);
  await expect(rotateEndpointSecret(stale, of)).rejects.toThrow(StepUpError);
  expect(await actions(id)).toEqual(["endpoint.create"]);
  expect(await editEndpoint(stale, { ...of, description: "EU" })).toMatchObject({ ok: true });
  expect(await pauseEndpoint(stale, of)).toMatchObject({ ok: true });
  expect(await deleteEndpoint(stale, of)).toMatchObject({ ok: true });
});

describe("a new endpoint", () => {
  test("shows its secret this once: 64 bytes, kept sealed for its own row alone", async () => {
    const made = await createEndpoint(world.staff, { ...production, url: receiver.url("sealed") });
    if (!made.ok) throw new Error(made.reason);
    expect(made.value.secret).toMatch(/^whsec_[A-Za-z0-9+/]{86}==$/);
    const [kept] = await world.owner`SELECT * FROM webhook_secrets WHERE endpoint_id = ${made.value.id}`;
    expect(kept!.secret.includes(Buffer.from(made.value.secret.slice(6), "base64"))).toBe(false);
    expect(made.value.secret).toContain(`${kept!.last4}==`);
    const entries = await world.owner`SELECT after FROM audit_entries WHERE subject = ${made.value.id}`;
    expect(entries[0]!.after).not.toContain(made.value.secret.slice(6, 20));
  });

  test("is refused for a dangerous address, one that is taken, an unknown event and a card number", async () => {
    const create = (over: object) =>
      createEndpoint(world.staff, { ...production, url: "https://hooks.shop.example/x", ...over });
    expect(await create({ url: "https://169.254.169.254/" })).toMatchObject({
      ...{ reason: "URL_REFUSED", field: "url", cause: "HOST_NOT_PUBLIC" },
    });
    expect(await create({ url: "http://hooks.shop.example/" })).toMatchObject({ cause: "NOT_HTTPS" });
    expect(await create({})).toMatchObject({ ok: true });
    expect(await create({ url: "https://HOOKS.shop.example:443/x#top" })).toMatchObject({
      reason: "URL_TAKEN",
    });
    await expect(create({ events: ["order.nonsense"] })).rejects.toThrow("UNKNOWN_EVENT");
    await expect(create({ description: "4111111111111111" })).rejects.toThrow("CARD_NUMBER");
    await expect(
      createEndpoint(world.person("merchant_developer", "mer_b"), {
        ...production,
        url: "https://x.example/",
      }),
    ).rejects.toThrow("not found");
    await expect(
      createEndpoint(world.person("viewer"), { ...production, url: "https://x.example/" }),
    ).rejects.toThrow("webhooks.write");
    vi.stubEnv("WEBHOOK_ALLOW_LOOPBACK", "0");
    expect(await create({ url: receiver.url("demo") })).toMatchObject({ cause: "HOST_NOT_PUBLIC" });
    vi.unstubAllEnvs();
  });

  test("has one address even when two people add it at once", async () => {
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        createEndpoint(world.staff, { ...production, url: receiver.url("race") }),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe("a paused endpoint", () => {
  test("loses nothing: what happens meanwhile goes out when it is resumed, the oldest first", async () => {
    const { id } = await world.endpoint(receiver.url("paused"), { merchantId: "mer_b" });
    await pauseEndpoint(world.staff, { merchantId: "mer_b", endpointId: id, reason: "maintenance" });
    expect(await row(id)).toMatchObject({ state: "paused", state_reason: "maintenance" });
    world.work({ limits: { perEndpointMax: 1 } });
    const orders: string[] = [];
    for (let n = 0; n < 8; n += 1) orders.push(await world.tell("order.completed", { merchantId: "mer_b" }));
    const marker = await world.endpoint(receiver.url("marker"), { merchantId: "mer_b" });
    await world.tell("order.expired", { merchantId: "mer_b" });
    await vi.waitFor(() => expect(receiver.at("marker")).toHaveLength(1), patient);
    expect(receiver.at("paused")).toEqual([]);
    expect(await resumeEndpoint(world.staff, { merchantId: "mer_b", endpointId: id })).toMatchObject({
      value: { changed: true, waiting: 9 },
    });
    await vi.waitFor(() => expect(receiver.at("paused")).toHaveLength(9), patient);
    expect(
      receiver
        .at("paused")
        .slice(0, 8)
        .map(({ body }) => JSON.parse(body).ExternalOrderId),
    ).toEqual(orders);
    await deleteEndpoint(world.staff, { merchantId: "mer_b", endpointId: marker.id });
    await world.rest();
  });

  test("takes a test event, whose end is told and logged, and which is never repeated", async () => {
    const { id } = await world.endpoint(receiver.url("tested"));
    await pauseEndpoint(world.staff, { ...place, endpointId: id });
    expect(await testEndpoint(world.staff, { ...place, endpointId: id })).toMatchObject({
      value: { isDelivered: true, status: 200, error: null },
    });
    receiver.answerWith(500);
    const failed = await testEndpoint(world.person("merchant_developer", "mer_a"), {
      ...place,
      endpointId: id,
    });
    expect(failed).toMatchObject({ value: { isDelivered: false, status: 500, error: "STATUS" } });
    const [body] = receiver.at("tested").map((call) => JSON.parse(call.body));
    expect(body).toMatchObject({ Event: "webhook.test", IsTestMode: true });
    const kept = await world.owner`SELECT a.kind, d.state, d.next_at FROM delivery_attempts a
      JOIN deliveries d ON d.id = a.delivery_id WHERE d.endpoint_id = ${id} ORDER BY a.at`;
    expect(kept).toEqual([
      { kind: "test", state: "delivered", next_at: null },
      { kind: "test", state: "dead", next_at: null },
    ]);
    expect((await row(id)).failing_since).toBeNull();
  });
});

test("what waits for a deleted endpoint is a dead letter, and its address is free again", async () => {
  const { id } = await world.endpoint(receiver.url("deleted"));
  await world.tell();
  const mine = { ...place, endpointId: id };
  expect(await deleteEndpoint(world.staff, mine)).toMatchObject({ value: { changed: true, givenUp: 1 } });
  const [left] = await world.owner`SELECT * FROM deliveries WHERE endpoint_id = ${id}`;
  expect(left).toMatchObject({ state: "dead", next_at: null, last_error: "ENDPOINT_DELETED" });
  await world.tell();
  expect((await world.owner`SELECT 1 FROM deliveries WHERE endpoint_id = ${id}`).length).toBe(1);
  await world.endpoint(receiver.url("deleted"));
});
