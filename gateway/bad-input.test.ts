import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let token: string;
let management: string;

beforeAll(async () => {
  const limits = { requestsPerSecond: 100_000, requestsBurst: 100_000 };
  world = await createWorld({ gateway: { limits } });
  token = await world.bearer(world.alpha.keys.production);
  management = await world.bearer(world.partnerKeys.production);
});
afterAll(() => world.stop());

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    Number.POSITIVE_INFINITY,
    2 ** 53 + 2,
    1.5,
    "",
    " ",
    "\u0000",
    "\ud800",
    "é".repeat(300),
  ),
  fc.constantFrom<unknown>(
    "'; DROP TABLE orders; --",
    "=cmd()",
    "\r\nx: y",
    "../../etc",
    "$(x)",
    "null",
    "1e400",
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

function paths(value: unknown, prefix: string[] = []): string[][] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [prefix];
  return [prefix, ...Object.entries(value).flatMap(([name, item]) => paths(item, [...prefix, name]))].filter(
    (path) => path.length > 0,
  );
}

function replaced(value: unknown, [name, ...rest]: string[], by: unknown): unknown {
  if (name === undefined) return by;
  const object = value as Record<string, unknown>;
  return { ...object, [name]: replaced(object[name], rest, by) };
}

/** 400 generated requests, eight at a time, as checkouts would come. */
function holdsForSeveralAtOnce<Asked>(asked: fc.Arbitrary<Asked>, holds: (one: Asked) => Promise<void>) {
  const several = fc.array(asked, { minLength: 8, maxLength: 8 });
  const property = fc.asyncProperty(several, async (all) => {
    await Promise.all(all.map(holds));
  });
  return fc.assert(property, { numRuns: 50 });
}

test("no value in any field of an order makes the gateway fail", async () => {
  const order = fc
    .constantFrom(declinedOrder, declinedRebill)
    .map((make) => make({ siteUrl: `https://${world.alpha.host}` }));
  const broken = order.chain((body) =>
    fc
      .record({ path: fc.constantFrom(...paths(body)), by: odd })
      .map(({ path, by }) => replaced(body, path, by)),
  );
  await holdsForSeveralAtOnce(broken, async (json) => {
    const answer = await world.call("/v1/evaluate", { token, json });
    expect(answer.status, answer.text).toBeLessThan(500);
  });
});

test("no text as a body makes any call fail", async () => {
  const calls = [
    ["/v1/oauth2/token", "POST"],
    ["/v1/evaluate", "POST"],
    ["/v1/outcome", "POST"],
    ["/api/v1/switches", "PUT"],
    ["/api/v1/kill-switch", "PUT"],
  ] as const;
  const body = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }),
  );
  const asked = fc.record({ call: fc.constantFrom(...calls), given: body });
  await holdsForSeveralAtOnce(asked, async ({ call: [path, method], given }) => {
    const bearer = path.startsWith("/api") ? management : token;
    const answer = await world.call(path, { token: bearer, method, body: given as BodyInit });
    expect(answer.status, answer.text).toBeLessThan(500);
  });
});

test("no id, parameter or verb makes a read fail", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("\u0000", "%", "a".repeat(3_000), "-1", "1e9"),
  );
  const path = fc.oneof(
    text.map((id) => `/v1/orders/${encodeURIComponent(id.toWellFormed())}`),
    text.map((id) => `/v1/orders/${encodeURIComponent(id.toWellFormed())}/decision`),
    fc
      .record({
        name: fc.constantFrom("query", "mid", "status", "from", "pageSize", "pageNumber", "sort"),
        text,
      })
      .map(({ name, text: value }) => `/v1/orders?${name}=${encodeURIComponent(value.toWellFormed())}`),
    text.map((id) => `/api/v1/switches?merchantId=${encodeURIComponent(id.toWellFormed())}`),
    fc.constantFrom(
      "/v1/orders?pageNumber=999999999&pageSize=200",
      "/v1/orders/%E0%A4%A",
      "/v1/orders?query=%ff",
    ),
  );
  const method = fc.constantFrom("GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "PUT");
  await holdsForSeveralAtOnce(fc.record({ asked: path, verb: method }), async ({ asked, verb }) => {
    const bearer = asked.startsWith("/api") ? management : token;
    const answer = await world.call(asked, { token: bearer, method: verb });
    expect(answer.status, `${verb} ${asked} ${answer.text}`).toBeLessThan(500);
  });
});
