import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

const NUMBER = "4000002760003184";
const CVV = "8317";
let world: World;

beforeAll(async () => {
  world = await createWorld({ gateway: { pciScopeAcknowledged: true } });
});
afterAll(() => world.stop());

const card = { Token: false, cardNumber: NUMBER, verificationValue: CVV };

test("in PCI scope a full number goes out to FlexCharge and is in no table and no line of the log", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const siteUrl = `https://${world.alpha.host}`;
  const order = declinedOrder({ siteUrl, payer: { phone: "555" }, paymentMethod: card });
  const answer = await world.call("/v1/evaluate", { token, json: order });
  expect(answer.body.status).toBe("APPROVED");
  const held = declinedOrder({ siteUrl: "https://elsewhere.example", paymentMethod: card });
  expect((await world.call("/v1/evaluate", { token, json: held })).body.status).toBe("DECLINED");
  // FlexCharge refuses this one and says why, the ledger keeps its words.
  const sandboxToken = await world.bearer(world.alpha.keys.sandbox);
  const refused = declinedOrder({ siteUrl, paymentMethod: card, transaction: { amount: 5 } });
  expect((await world.call("/v1/evaluate", { token: sandboxToken, json: refused })).status).toBe(400);

  const sql = postgres(world.ownerUrl, { max: 1 });
  const tables = await sql<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`;
  let rows = 0;
  for (const { name } of tables) {
    for (const { text } of await sql<{ text: string }[]>`SELECT t::text AS text FROM ${sql(name)} AS t`) {
      rows += 1;
      expect(text.replace(/[ -]/g, ""), name).not.toContain(NUMBER);
      // Quoted, as a JSON value is: bare, the four digits also occur in random ids.
      expect(text, name).not.toContain(`"${CVV}"`);
    }
  }
  await sql.end();
  expect(rows).toBeGreaterThan(20);
  expect(world.log.join("")).not.toMatch(new RegExp(`${NUMBER}|"${CVV}"`));
});

test("even in PCI scope a number in any other field is refused", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const json = declinedOrder({ paymentMethod: card, additionalFields: [{ key: "note", value: NUMBER }] });
  const answer = await world.call("/v1/evaluate", { token, json });
  expect(answer.status).toBe(422);
  expect(answer.text).not.toContain(NUMBER);
});
