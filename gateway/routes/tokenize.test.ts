import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentialSets } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { TestGateway } from "#db/testing/gateway.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

const CARD = "4000002760003184";
const CVV = "737";
const body = {
  payment_method: {
    credit_card: {
      first_name: "Ada",
      last_name: "Sample",
      number: CARD,
      verification_value: CVV,
      month: "09",
      year: "2028",
    },
  },
};

let world: World;
let open: TestGateway;
let live: string;

beforeAll(async () => {
  world = await createWorld();
  open = await world.anotherGateway({ pciScopeAcknowledged: true });
  live = await world.bearer(world.alpha.keys.production);
});
afterAll(() => world.stop());

test("without acknowledged PCI scope 422, and FlexCharge is not called", async () => {
  const answer = await world.call("/v1/tokenize", { token: live, json: body });
  expect(answer.status).toBe(422);
  expect(answer.text).not.toContain(CARD);
  expect(await world.sandbox.control("production").calls({ path: "/v1/tokenize" })).toEqual([]);
});

describe("where the deployment is in PCI scope", () => {
  test("200: FlexCharge's own answer, and the token stands for the card", async () => {
    const answer = await open.call("/v1/tokenize", { token: live, json: body });
    expect(answer.status).toBe(200);
    const { transaction } = answer.body as { transaction: { payment_method: { token: string } } };
    const cardNumber = transaction.payment_method.token;
    expect(cardNumber).toMatch(/^[0-9a-f-]{36}$/);
    const order = declinedOrder({
      siteUrl: `https://${world.alpha.host}`,
      payer: { phone: "1" },
      paymentMethod: { cardNumber },
    });
    expect((await open.call("/v1/evaluate", { token: live, json: order })).body.status).toBe("APPROVED");
  });

  test("a card number goes through evaluate, and neither it nor the CVV is kept or logged", async () => {
    const order = declinedOrder({
      siteUrl: `https://${world.alpha.host}`,
      payer: { phone: "1" },
      paymentMethod: { Token: false, cardNumber: CARD, verificationValue: CVV },
    });
    expect((await open.call("/v1/evaluate", { token: live, json: order })).body.status).toBe("APPROVED");
    const kept = await inTenant(world.database, EVERY_TENANT, async (tx) => {
      const tables = [
        "orders",
        "attempts",
        "order_events",
        "idempotency_keys",
        "ledger_events",
        "audit_entries",
      ];
      const texts = await Promise.all(
        tables.map((name) => tx.execute(sql`SELECT t::text AS row FROM ${sql.identifier(name)} t`)),
      );
      return JSON.stringify(texts);
    });
    expect(kept).toContain("3184");
    for (const text of [kept, open.log.join("\n")]) {
      expect(text).not.toContain(CARD);
      expect(text).not.toContain(`"${CVV}"`);
    }
  });

  test("a checkout page needs no bearer: MID and tokenization key stand for one, and another origin may call", async () => {
    const [set] = await inTenant(world.database, world.alpha.id, (tx) =>
      tx.select().from(credentialSets).where(eq(credentialSets.environment, "sandbox")),
    );
    const page = (mid: string, environment: string) =>
      open.call(`/v1/tokenize?${new URLSearchParams({ mid, environment })}`, {
        json: body,
        headers: { origin: "https://shop.example" },
      });
    const answer = await page(world.alpha.mids.sandbox, set?.tokenizationKey ?? "");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect((await page(world.alpha.mids.sandbox, "a-guess")).status).toBe(401);
    expect((await page(world.beta.mids.sandbox, set?.tokenizationKey ?? "")).status).toBe(401);
    const asked = await open.call("/v1/tokenize", {
      method: "OPTIONS",
      headers: { origin: "https://shop.example" },
    });
    expect(asked.status).toBe(204);
  });

  test("400 as FlexCharge says it; 401 without a bearer; 405; 413 past 64 KiB", async () => {
    const wrong = await open.call("/v1/tokenize", { token: live, json: { payment_method: {} } });
    expect(wrong.status).toBe(400);
    expect((await open.call("/v1/tokenize", { json: body })).status).toBe(401);
    expect((await open.call("/v1/tokenize", { token: live })).status).toBe(405);
    const large = { ...body, note: "x".repeat(70_000) };
    expect((await open.call("/v1/tokenize", { token: live, json: large })).status).toBe(413);
  });

  test("503 when FlexCharge does not answer", async () => {
    const control = world.sandbox.control("production");
    await control.addFault({ path: "/v1/tokenize", kind: "hangup", times: 1 });
    expect((await open.call("/v1/tokenize", { token: live, json: body })).status).toBe(503);
    await control.clearFaults();
  });
});
