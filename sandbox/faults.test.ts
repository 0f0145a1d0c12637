import { afterEach, expect, test } from "vitest";
import { wirePath } from "./faults.ts";
import { evaluateBody } from "./testing/bodies.ts";
import type { TestMerchant } from "./testing/test-sandbox.ts";
import { testSandbox } from "./testing/test-sandbox.ts";

const sandbox = testSandbox();

afterEach(async () => {
  await sandbox.control("DELETE", "faults");
});

async function arrange(fault: Record<string, unknown>): Promise<TestMerchant> {
  const merchant = await sandbox.merchant();
  const { status } = await sandbox.control("POST", "faults", { path: "/v1/evaluate", times: 1, ...fault });
  expect(status).toBe(200);
  return merchant;
}

async function orderCount(merchant: TestMerchant): Promise<number> {
  return (await merchant.get("orders")).body.orders.totalItemCount;
}

async function lastCall() {
  return (await sandbox.control("GET", "calls?path=/v1/evaluate")).body.calls.at(-1);
}

test.each([500, 429, 503])("a status fault answers %i once and does nothing", async (status) => {
  const merchant = await arrange({ kind: "status", status });
  expect((await merchant.evaluate()).status).toBe(status);
  expect(await orderCount(merchant)).toBe(0);
  expect(await lastCall()).toMatchObject({ status, fault: "status", mid: merchant.mid });
  expect((await merchant.evaluate()).status).toBe(200);
});

test.each([
  ["timeout_before", 0],
  ["timeout_after", 1],
  ["hangup", 0],
])("%s leaves the caller without an answer and %i orders behind", async (kind, orders) => {
  const merchant = await arrange({ kind, ms: 50 });
  await expect(merchant.evaluate()).rejects.toThrow();
  expect(await orderCount(merchant)).toBe(orders);
  expect(await lastCall()).toMatchObject({ status: 0, fault: kind });
});

test("after a timeout the same key and body find the answer that was lost", async () => {
  const merchant = await arrange({ kind: "timeout_after", ms: 20 });
  const body = evaluateBody();
  await expect(merchant.post("evaluate", body)).rejects.toThrow();
  expect((await merchant.post("evaluate", body)).body.status).toBe("APPROVED");
  expect(await orderCount(merchant)).toBe(1);
});

test("a slow call acts and answers late", async () => {
  const merchant = await arrange({ kind: "slow", ms: 300 });
  const began = performance.now();
  expect((await merchant.evaluate()).body.status).toBe("APPROVED");
  expect(performance.now() - began).toBeGreaterThan(290);
});

test("garbage is a 200 that is no JSON, though the call was carried out", async () => {
  const merchant = await arrange({ kind: "garbage" });
  const { status, body } = await merchant.evaluate();
  expect([status, typeof body]).toEqual([200, "string"]);
  expect(await orderCount(merchant)).toBe(1);
});

test("a fault without times stays until it is cleared, and only in its world and path", async () => {
  const merchant = await arrange({ kind: "status", status: 500, times: undefined, path: "evaluate" });
  for (const _ of [1, 2, 3]) expect((await merchant.evaluate()).status).toBe(500);
  expect((await merchant.get("orders")).status).toBe(200);
  sandbox.world = "production";
  expect((await (await sandbox.merchant()).evaluate()).status).toBe(200);
  sandbox.world = "sandbox";
  expect((await sandbox.control("GET", "faults")).body.faults).toHaveLength(1);
  await sandbox.control("DELETE", "faults");
  expect((await merchant.evaluate()).status).toBe(200);
});

test.each([
  { kind: "status", path: "/v1/evaluate" },
  { kind: "status", path: "/v1/evaluate", status: 200 },
  { kind: "explode", path: "/v1/evaluate" },
  { kind: "slow" },
  { kind: "slow", path: "/", times: 0 },
])("an unclear fault is refused: %j", async (fault) => {
  expect((await sandbox.control("POST", "faults", fault)).status).toBe(400);
});

test("a path is understood with or without /v1 and with doubled slashes", () => {
  for (const path of ["evaluate", "/evaluate", "/v1/evaluate", "/v1//evaluate/"]) {
    expect(wirePath(path)).toBe("/v1/evaluate");
  }
  expect(wirePath("/")).toBe("/v1");
});
