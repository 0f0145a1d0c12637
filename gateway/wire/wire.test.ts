import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { type JsonObject, readBody } from "./body-reading.ts";
import { evaluateBody } from "./evaluate-body.ts";
import { momentOf } from "./fields.ts";
import { parseJson } from "./parse-json.ts";
import { upstreamBody } from "./upstream-body.ts";

const parsed = (text: string) => {
  const result = parseJson(Buffer.from(text));
  if (!result.ok) throw new Error(result.problem);
  return result.value;
};
const fill = {
  mid: "their-mid",
  siteId: "their-site",
  siteUrl: "https://shop.example",
  upstreamKey: "our-key",
  isMit: false,
  expiresAt: null,
  threeDSecure: null,
};
const sent = (body: unknown, mitMode: "managed" | "sync" = "managed", given: Partial<typeof fill> = {}) =>
  upstreamBody(readBody(evaluateBody, body as JsonObject).forward as JsonObject, mitMode, {
    ...fill,
    ...given,
  });

describe("JSON", () => {
  test("numbers keep their digits, however many", () => {
    const text = '{"a":12345678901234567890,"b":1e400,"c":0.1234567890123456789,"d":5,"e":1.5,"f":-19.9}';
    expect(JSON.stringify(parsed(text))).toBe(text);
    const { read } = readBody(
      evaluateBody,
      parsed('{"orderId":12345678901234567890,"subscription":{"price":19.90}}'),
    );
    expect(read).toEqual({ orderId: "12345678901234567890", subscription: { price: "19.9" } });
  });

  test("any JSON comes back as it was, or is refused for its depth", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(JSON.stringify(parsed(text)))).toEqual(JSON.parse(text));
      }),
    );
    const nested = (levels: number) => parseJson(Buffer.from(`${"[".repeat(levels)}${"]".repeat(levels)}`));
    expect(nested(20).ok).toBe(true);
    expect(nested(21)).toEqual({ ok: false, problem: "too deep" });
  });

  test("of two equal names the last counts, and __proto__ changes nobody", () => {
    expect(parsed('{"a":1,"a":2}')).toEqual({ a: 2 });
    const reading = readBody(evaluateBody, parsed('{"__proto__":{"isDeclined":true},"constructor":1}'));
    expect((reading.read as JsonObject).isDeclined).toBeUndefined();
    expect(JSON.stringify(reading.forward)).toBe('{"__proto__":{"isDeclined":true},"constructor":1}');
  });
});

describe("what goes out to FlexCharge", () => {
  test("known names in the wire's spelling, everything else as it came", () => {
    const body = {
      ORDERID: "1",
      transaction: { AMOUNT: "5", Odd_Name: null },
      x: [{ Y: 1 }],
      paymentMethod: { token: true },
    };
    expect(sent(body).body).toEqual({
      orderId: "1",
      transaction: { amount: "5", Odd_Name: null },
      x: [{ Y: 1 }],
      paymentMethod: { Token: true },
      ...{ mid: "their-mid", siteId: "their-site", idempotencyKey: "our-key" },
    });
  });

  test("a site without FlexCharge's id is named by its address", () => {
    const { body } = sent({ siteId: "site_ours" }, "managed", { siteId: null as never });
    expect(body).not.toHaveProperty("siteId");
    expect(body.siteUrl).toBe("https://shop.example");
  });

  test("a rebill has its expiry, one is filled in for a managed account, and a sync one has none", () => {
    const expiresAt = new Date("2026-12-11T00:00:00Z") as never;
    const mit = { isMit: true, expiresAt };
    expect(sent({ expiryDateUtc: null }, "managed", mit).body).toMatchObject({
      isMIT: true,
      expiryDateUtc: "2026-12-11T00:00:00.000Z",
    });
    expect(sent({ expiryDateUtc: "2027-01-01" }, "managed", mit).body.expiryDateUtc).toBe("2027-01-01");
    expect(sent({ expiryDateUtc: "2027-01-01" }, "sync", mit).body).not.toHaveProperty("expiryDateUtc");
  });

  test("what is kept has a token at most: no number, no CVV, not even a mistyped one", () => {
    for (const cardNumber of ["4111111111111111", "4111 1111 1111 1112"]) {
      const card = { Token: false, CardNumber: cardNumber, verificationvalue: "999" };
      const { body, stored } = sent(declinedOrder({ paymentMethod: card }));
      expect(JSON.stringify(body)).toContain(cardNumber);
      expect(stored).not.toMatch(/4111|999"/);
      expect(stored).toContain("[card …");
    }
    expect(sent(declinedOrder()).stored).toContain("d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6");
  });
});

test("moments are ISO 8601, UTC where no zone is said", () => {
  const cases: [string, string | null][] = [
    ["2026-02-05T10:20:29Z", "2026-02-05T10:20:29.000Z"],
    ["2026-02-05T10:20:29.1234567Z", "2026-02-05T10:20:29.123Z"],
    ["2026-02-05T10:20:29", "2026-02-05T10:20:29.000Z"],
    ["2026-02-05T10:20:29+02:00", "2026-02-05T08:20:29.000Z"],
    ["2026-02-05", "2026-02-05T00:00:00.000Z"],
    ["2026-02-30T10:00:00Z", null],
    ["2026-13-01", null],
    ["05/02/2026", null],
    ["", null],
    ["+275760-09-13", null],
  ];
  for (const [text, moment] of cases) expect(momentOf(text)?.toISOString() ?? null, text).toBe(moment);
});
