import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { oddCallers, PATIENT } from "#db/testing/odd-callers.ts";
import { sendOddRequests } from "#db/testing/send-odd-requests.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld({ gateway: { limits: PATIENT } });
});
afterAll(() => world.stop());

test("300 generated requests over every documented call, most of them broken, are answered without a failure of ours", async () => {
  const { port } = (await world.listen()).address() as AddressInfo;
  const requests = await oddCallers(world, 7);
  const { counts, wrong } = await sendOddRequests(port, requests, { count: 300, atOnce: 8 });
  expect(wrong).toEqual([]);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(300);
  // Broken ones are refused, and not all are broken.
  expect(counts.get("400")).toBeGreaterThan(50);
  expect(counts.get("200")).toBeGreaterThan(10);
  expect(world.log.filter((line) => line.includes("unexpected error"))).toEqual([]);
}, 60_000);
