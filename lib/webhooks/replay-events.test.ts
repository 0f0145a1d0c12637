import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { cancelReplay } from "./cancel-replay.ts";
import { walkReplays } from "./jobs.ts";
import { countReplay } from "./queries/count-replay.ts";
import { replayEvents } from "./replay-events.ts";
import { resendDelivery } from "./resend-delivery.ts";

const patient = { timeout: 10_000, interval: 20 };
let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await openWebhookWorld();
  receiver = await openReceiver();
});
afterEach(async () => {
  await world.rest();
  receiver.answerWell();
});
afterAll(async () => {
  await world.close();
  await receiver.stop();
});

const since = new Date(Date.now() - 60_000);
const range = (endpointId: string, over: object = {}) => ({
  ...{ merchantId: "mer_a", endpointId, from: since, to: new Date(Date.now() + 3_600_000) },
  ...over,
});
const ended = (id: string) =>
  vi.waitFor(async () => {
    await walkReplays.run(world.system);
    const [replay] = await world.owner`SELECT * FROM webhook_replays WHERE id = ${id}`;
    expect(replay!.state).toBe("done");
    return replay!;
  }, patient);
const ids = (name: string) => receiver.at(name).map(({ headers }) => headers["webhook-id"]);

describe("a replay", () => {
  test("tells its range again under the same ids, of its own merchant alone, as many as its preview said", async () => {
    const a = await world.endpoint(receiver.url("a"));
    const b = await world.endpoint(receiver.url("b"), { merchantId: "mer_b" });
    for (let n = 0; n < 130; n += 1) await world.tell();
    for (let n = 0; n < 5; n += 1) await world.tell("order.expired");
    for (let n = 0; n < 7; n += 1) await world.tell("order.completed", { merchantId: "mer_b" });
    world.work();
    await vi.waitFor(() => expect([ids("a").length, ids("b").length]).toEqual([135, 7]), patient);
    await vi.waitFor(async () => expect(await countReplay(world.staff, range(a.id))).toBe(0), patient);
    const all = { undeliveredOnly: false };
    expect(await countReplay(world.staff, range(a.id, { ...all, events: ["order.expired"] }))).toBe(5);
    expect(await countReplay(world.staff, range(a.id, all))).toBe(135);

    const both = await Promise.all([
      replayEvents(world.staff, range(a.id, all)),
      replayEvents(world.staff, range(b.id, { ...all, merchantId: "mer_b" })),
    ]);
    expect(both.map((each) => each.ok && each.value.total)).toEqual([135, 7]);
    expect(await replayEvents(world.staff, range(a.id, all))).toMatchObject({ reason: "REPLAY_RUNNING" });
    for (const each of both) if (each.ok) await ended(each.value.id);
    await vi.waitFor(() => expect([ids("a").length, ids("b").length]).toEqual([270, 14]), patient);
    expect(new Set(ids("a")).size).toBe(135);
    expect(ids("a").filter((id) => ids("b").includes(id))).toEqual([]);
    expect(
      receiver
        .at("a")
        .slice(135)
        .every(({ body }) => JSON.parse(body).IsResent),
    ).toBe(true);
  });

  test("of an endpoint that is new tells it what was before it, and is cancelled between its steps", async () => {
    const late = await world.endpoint(receiver.url("late"), { events: ["order.completed"] });
    const asked = range(late.id);
    expect(await countReplay(world.staff, asked)).toBe(130);
    const replay = await replayEvents(world.staff, asked);
    if (!replay.ok) throw new Error(replay.reason);
    await walkReplays.run(world.system);
    const place = { merchantId: "mer_a", replayId: replay.value.id };
    await expect(cancelReplay(world.person("merchant_developer", "mer_b"), place)).rejects.toThrow(
      "not found",
    );
    await expect(cancelReplay(world.person("viewer"), place)).rejects.toThrow("webhooks.write");
    expect(await cancelReplay(world.staff, place)).toMatchObject({ value: { changed: true } });
    expect(await cancelReplay(world.staff, place)).toMatchObject({ value: { changed: false } });
    await walkReplays.run(world.system);
    world.work();
    await vi.waitFor(() => expect(ids("late")).toHaveLength(100), patient);
    const [row] = await world.owner`SELECT * FROM webhook_replays WHERE id = ${replay.value.id}`;
    expect(row).toMatchObject({ state: "cancelled", done: 100, total: 130 });
  });

  test("is not begun by another merchant's people, by those who read, or of nothing", async () => {
    const { id } = await world.endpoint(receiver.url("guarded"));
    const foreign = world.person("merchant_developer", "mer_b");
    await expect(replayEvents(foreign, range(id))).rejects.toThrow("not found");
    await expect(countReplay(foreign, range(id))).rejects.toThrow("not found");
    await expect(replayEvents(world.person("viewer"), range(id))).rejects.toThrow("webhooks.write");
    const nothing = { from: new Date("2020-01-01"), to: new Date("2020-01-02") };
    expect(await replayEvents(world.staff, range(id, nothing))).toMatchObject({
      reason: "NOTHING_TO_REPLAY",
    });
    await expect(replayEvents(world.staff, range(id, { to: since }))).rejects.toThrow("EMPTY_RANGE");
  });
});

test("a delivery that is sent again gets one more attempt each time, whatever became of it", async () => {
  const { id } = await world.endpoint(receiver.url("again"), { environment: "sandbox" });
  await world.tell("order.completed", { environment: "sandbox" });
  world.work();
  const delivery = async () =>
    (await world.owner`SELECT * FROM deliveries WHERE endpoint_id = ${id}`)[0] as Record<string, unknown>;
  const settled = (attempts: number) =>
    vi.waitFor(async () => expect(await delivery()).toMatchObject({ attempts, state: "delivered" }), patient);
  await settled(1);
  const place = { merchantId: "mer_a", deliveryId: String((await delivery()).id) };
  for (const attempts of [2, 3]) {
    expect(await resendDelivery(world.staff, place)).toMatchObject({ value: { changed: true } });
    await settled(attempts);
  }
  await world.rest();
  expect(await resendDelivery(world.staff, place)).toMatchObject({ value: { changed: true } });
  expect(await resendDelivery(world.staff, place)).toMatchObject({ value: { changed: false } });
  const kinds = await world.owner`SELECT kind FROM delivery_attempts WHERE delivery_id = ${place.deliveryId}
    ORDER BY number`;
  expect(kinds.map(({ kind }) => kind)).toEqual(["scheduled", "resend", "resend"]);
  expect(new Set(ids("again")).size).toBe(1);
  const entries = await world.owner`SELECT 1 FROM audit_entries WHERE action = 'delivery.resend'`;
  expect(entries).toHaveLength(3);
  await expect(resendDelivery(world.person("merchant_developer", "mer_b"), place)).rejects.toThrow(
    "not found",
  );
  await expect(resendDelivery(world.person("viewer"), place)).rejects.toThrow("webhooks.write");
  await world.owner`UPDATE webhook_endpoints SET state = 'paused' WHERE id = ${id}`;
  expect(await resendDelivery(world.staff, place)).toMatchObject({ reason: "ENDPOINT_NOT_ACTIVE" });
});
