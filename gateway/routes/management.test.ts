import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flexchargeAccounts } from "#db/schema/merchants.ts";
import { attempts } from "#db/schema/orders.ts";
import { partner } from "#db/schema/partner.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let production: string;
let sandbox: string;
let merchant: string;

beforeAll(async () => {
  world = await createWorld();
  production = await world.bearer(world.partnerKeys.production);
  sandbox = await world.bearer(world.partnerKeys.sandbox);
  merchant = await world.bearer(world.alpha.keys.production);
});
afterAll(() => world.stop());

const put = (path: string, token: string, json: unknown) => world.call(path, { token, json, method: "PUT" });
const cell = (change: Record<string, unknown> = {}) => ({
  ...{
    scope: "site",
    id: world.alpha.siteId,
    channel: "cit_call_center",
    mode: "off",
    reason: "as agreed with the shop",
  },
  ...change,
});
const setSwitch = (change: Record<string, unknown> = {}, token = production) =>
  put("/api/v1/switches", token, cell(change));

describe("PUT /api/v1/switches", () => {
  test("200: a production partner key sets any mode, and the version goes up by one", async () => {
    const off = await setSwitch();
    expect(off.status).toBe(200);
    expect(off.body).toMatchObject({ changed: true, before: "inherit", after: "off" });
    const on = await setSwitch({ mode: "production" });
    expect(on.body.version).toBe(Number(off.body.version) + 1);
    const back = await setSwitch({ mode: "inherit" });
    expect(back.body).toMatchObject({ effective: { before: "production", after: "production" } });
  });

  test("400: the fields that are wrong are named, as problem+json", async () => {
    const answer = await setSwitch({ channel: "fax", reason: "" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: "INVALID_REQUEST", fields: ["channel", "reason"] });
    expect((await setSwitch({ reason: "a\u0000b, for whatever cause" })).status).toBe(400);
  });

  test("401 without a bearer is problem+json too", async () => {
    const answer = await world.call("/api/v1/switches", { method: "PUT", json: cell() });
    expect([answer.status, answer.body.code]).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("403: a merchant's key sets nothing, a sandbox key nothing that is or becomes production", async () => {
    expect((await setSwitch({}, merchant)).status).toBe(403);
    for (const mode of ["off", "sandbox", "production"]) {
      const answer = await setSwitch({ mode }, sandbox);
      expect([answer.status, answer.body.code]).toEqual([403, "KEY_ENVIRONMENT"]);
    }
  });

  test("202: where a second person approves, going up is asked for, once, and nothing is set", async () => {
    const policy = (approvalPolicy: "none" | "second_person") =>
      inTenant(world.database, EVERY_TENANT, (tx) => tx.update(partner).set({ approvalPolicy }));
    await setSwitch({ mode: "sandbox" });
    await policy("second_person");
    try {
      const asked = await setSwitch({ mode: "production" });
      expect([asked.status, asked.body]).toEqual([202, { changeRequestId: expect.stringMatching(/^chg_/) }]);
      expect((await setSwitch({ mode: "production" })).body).toEqual(asked.body);
      const { body } = await world.call(`/api/v1/switches?merchantId=${world.alpha.id}`, {
        token: production,
      });
      const cells = body.cells as { id: string; channel: string; effective: string }[];
      const here = cells.find(
        ({ id, channel }) => id === world.alpha.siteId && channel === "cit_call_center",
      );
      expect(here).toMatchObject({ effective: "sandbox" });
      expect((await setSwitch({ mode: "off" })).status).toBe(200);
    } finally {
      await policy("none");
      await setSwitch({ mode: "inherit" });
    }
  });

  test("200: a sandbox key moves a channel between off and sandbox", async () => {
    await setSwitch({ channel: "mit" });
    expect((await setSwitch({ channel: "mit", mode: "sandbox" }, sandbox)).status).toBe(200);
    expect((await setSwitch({ channel: "mit", mode: "production" }, sandbox)).status).toBe(403);
    expect((await setSwitch({ channel: "mit", mode: "inherit" }, sandbox)).status).toBe(403);
    expect((await setSwitch({ channel: "mit", mode: "inherit" })).status).toBe(200);
  });

  test("404: an id that nobody has", async () => {
    const answer = await setSwitch({ id: "site_nothing" });
    expect([answer.status, answer.body.code]).toEqual([404, "NOT_FOUND"]);
  });

  test("409: an old version tells which is current and who changed it", async () => {
    const { version } = (await setSwitch()).body as { version: number };
    const answer = await setSwitch({ mode: "production", version: version - 1 });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: "VERSION_CONFLICT", version, current: "off" });
    expect((await setSwitch({ mode: "inherit", version })).status).toBe(200);
  });

  test("422: a gate that is not met is named", async () => {
    const other = await world.addMerchant("epsilon");
    const answer = await setSwitch({ scope: "site", id: other.siteId, mode: "off" });
    expect(answer.status).toBe(200);
    await inTenant(world.database, other.id, (tx) => tx.update(flexchargeAccounts).set({ mit: "requested" }));
    await setSwitch({ scope: "site", id: other.siteId, channel: "mit", mode: "off" });
    const mit = await setSwitch({ scope: "site", id: other.siteId, channel: "mit", mode: "production" });
    expect(mit.status).toBe(422);
    expect(mit.body).toMatchObject({ code: "GATES_NOT_MET", missing: ["MIT_NOT_ENABLED"] });
  });
});

describe("GET /api/v1/switches", () => {
  test("200: explicit and effective modes with who decides them", async () => {
    await setSwitch();
    const answer = await world.call(`/api/v1/switches?merchantId=${world.alpha.id}`, { token: production });
    expect(answer.status).toBe(200);
    const cells = answer.body.cells as Record<string, unknown>[];
    expect(cells).toHaveLength((1 + 1 + 2) * 3);
    const of = (scope: string, channel: string) =>
      cells.find((each) => each.scope === scope && each.channel === channel);
    expect(of("merchant", "cit_website")).toMatchObject({ explicit: "production", effective: "production" });
    expect(of("site", "cit_website")).toMatchObject({
      ...{ explicit: "inherit", effective: "production" },
      decidedBy: { scope: "merchant", id: world.alpha.id },
    });
    expect(of("site", "cit_call_center")).toMatchObject({
      explicit: "off",
      effective: "off",
      version: answer.body.version,
    });
    await setSwitch({ mode: "inherit" });
  });

  test("400 without a merchant, 403 for a merchant's key, 404 for an unknown merchant", async () => {
    const ask = (query: string, token = production) => world.call(`/api/v1/switches${query}`, { token });
    expect((await ask("")).status).toBe(400);
    expect((await ask(`?merchantId=${world.alpha.id}`, merchant)).status).toBe(403);
    expect((await ask("?merchantId=mer_nothing")).status).toBe(404);
  });
});

describe("POST /api/v1/backfill", () => {
  const backfill = (token: string, json: unknown) =>
    world.call("/api/v1/backfill", { token, json, method: "POST" });
  const asked = () => ({ merchantId: world.alpha.id, environment: "production" });

  test("200: a partner key has every open order of the merchant asked for, and no other's", async () => {
    const json = declinedRebill({ siteUrl: `https://${world.alpha.host}` });
    const submitted = await world.call("/v1/evaluate", { token: merchant, json });
    expect(submitted.body.status).toBe("SUBMITTED");
    const answer = await backfill(production, asked());
    expect([answer.status, answer.body]).toEqual([200, { asked: 1 }]);
    const [attempt] = await inTenant(world.database, world.alpha.id, (tx) =>
      tx.select().from(attempts).where(eq(attempts.state, "submitted")),
    );
    expect(attempt?.pollAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await backfill(production, { ...asked(), merchantId: world.beta.id })).body).toEqual({
      asked: 0,
    });
    expect((await backfill(sandbox, { ...asked(), environment: "sandbox" })).body).toEqual({ asked: 0 });
  });

  test("400, 403, 404, 405: shape, whose key, whose environment, whose merchant, which method", async () => {
    const wrong = await backfill(production, { merchantId: world.alpha.id, environment: "live" });
    expect([wrong.status, wrong.body.fields]).toEqual([400, ["environment"]]);
    expect((await backfill(merchant, asked())).status).toBe(403);
    const sandboxKey = await backfill(sandbox, asked());
    expect([sandboxKey.status, sandboxKey.body.code]).toEqual([403, "KEY_ENVIRONMENT"]);
    expect((await backfill(production, { ...asked(), merchantId: "mer_none" })).status).toBe(404);
    expect((await put("/api/v1/backfill", production, asked())).status).toBe(405);
  });
});

describe("PUT /api/v1/kill-switch", () => {
  const kill = (change: Record<string, unknown>, token = production) =>
    put("/api/v1/kill-switch", token, {
      scope: "site",
      id: world.beta.siteId,
      reason: "an incident",
      ...change,
    });

  test("200: on, on again and off", async () => {
    expect((await kill({ on: true })).body).toMatchObject({ changed: true, on: true });
    expect((await kill({ on: true })).body).toMatchObject({ changed: false });
    expect((await kill({ on: false })).body).toMatchObject({ changed: true, on: false });
    expect((await kill({ scope: "partner", id: undefined, channel: "mit", on: true })).status).toBe(200);
    expect((await kill({ scope: "partner", id: undefined, channel: "mit", on: false })).status).toBe(200);
  });

  test("400, 403, 404 as problem+json", async () => {
    expect((await kill({ id: undefined, on: true })).body).toMatchObject({ status: 400, fields: ["id"] });
    expect((await kill({ on: true }, merchant)).status).toBe(403);
    expect((await kill({ on: true }, sandbox)).body).toMatchObject({ status: 403, code: "KEY_ENVIRONMENT" });
    expect((await kill({ id: "site_nothing", on: true })).status).toBe(404);
  });
});
