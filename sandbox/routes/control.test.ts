import { describe, expect, test } from "vitest";
import { cards, daysAfter, evaluateBody, tokenizeBody } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

describe("the record of calls", () => {
  test("holds every call with its merchant, status and masked body, refused ones too", async () => {
    const before = (await sandbox.control("GET", "calls")).body.calls.at(-1)?.sequence ?? 0;
    const merchant = await sandbox.merchant();
    await merchant.post("/tokenize", tokenizeBody(cards.needsCvv, "999"));
    await merchant.evaluate({ orderId: "seen-1" });
    await sandbox.call("POST", "/v1/evaluate", evaluateBody(), { authorization: "Bearer x" });
    await merchant.get("orders?query=seen-1");
    const { calls } = (await sandbox.control("GET", `calls?after=${before}`)).body;
    expect(
      calls.map((call: Record<string, unknown>) => [call.method, call.path, call.status, call.mid]),
    ).toEqual([
      ["POST", "/v1/oauth2/token", 200, merchant.mid],
      ["POST", "/v1/tokenize", 200, merchant.mid],
      ["POST", "/v1/evaluate", 200, merchant.mid],
      ["POST", "/v1/evaluate", 401, null],
      ["GET", "/v1/orders", 200, merchant.mid],
    ]);
    expect(calls[0].body).toEqual({ AppKey: merchant.appKey, AppSecret: "***" });
    expect(calls[1].body.payment_method.credit_card).toMatchObject({
      number: "411111******1111",
      verification_value: "***",
    });
    expect(calls[2]).toMatchObject({ environment: "sandbox", body: { orderId: "seen-1" } });
    expect(calls[2].sequence).toBe(before + 3);
    expect(Math.abs(Date.parse(calls[2].time) - Date.now())).toBeLessThan(60_000);
    const some = (await sandbox.control("GET", `calls?after=${before}&path=/v1/evaluate`)).body.calls;
    expect(some).toHaveLength(2);
  });

  test("survives odd text and a burst, numbered without gaps", async () => {
    const merchant = await sandbox.merchant();
    await Promise.all([
      ...Array.from({ length: 30 }, () => merchant.get("orders")),
      merchant.post("transmit", '{"orderId": "a\\u0000b", "\\ud800": "\\udc00"}'),
    ]);
    const { calls } = (await sandbox.control("GET", "calls")).body;
    const sequences = calls.map((call: { sequence: number }) => call.sequence);
    expect(sequences).toEqual(sequences.map((_: number, index: number) => sequences[0] + index));
  });
});

describe("the clock", () => {
  test("moves by a duration or to a moment, and tells where it is", async () => {
    const start = await sandbox.now();
    expect(Date.parse(await sandbox.advance("P3D")) - Date.parse(start)).toBeGreaterThanOrEqual(
      3 * 86_400_000,
    );
    const { body } = await sandbox.control("POST", "clock", { now: "2031-01-15T10:20:30Z" });
    expect(body.now).toMatch(/^2031-01-15T10:2/);
    await sandbox.control("POST", "reset");
  });

  test.each([{}, { advance: "3 days" }, { advance: "P1M" }, { now: "soon" }])("refuses %j", async (move) => {
    expect((await sandbox.control("POST", "clock", move)).status).toBe(400);
  });

  test("by itself moves on what falls due", async () => {
    const merchant = await sandbox.merchant();
    const expiryDateUtc = new Date(Date.parse(await sandbox.now()) + 1_500).toISOString();
    const id = await merchant.order("SUBMITTED", { isMIT: true, expiryDateUtc });
    await expect
      .poll(async () => (await merchant.post("outcome", { orderSessionKey: id })).body.status, {
        timeout: 10_000,
      })
      .toBe("EXPIRED");
  });
});

describe("accounts", () => {
  test("are opened with the credentials given, and the same mid stays one account", async () => {
    const given = {
      mid: "5A0E7C11-2222-4333-8444-555566667777",
      name: "Harbor Books",
      mitMode: "sync",
      sites: [{ id: "s1", name: "Books", url: "https://books.example", descriptor: "BOOKS" }],
      appKey: "key-1",
      appSecret: "secret-1",
      tokenizationKey: "vault-1",
      webhookKey: "a2V5",
    };
    const first = await sandbox.control("POST", "merchants", given);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ ...given, mid: given.mid.toLowerCase(), mitEnabled: true });
    expect((await sandbox.control("POST", "merchants", given)).body).toEqual(first.body);
    const again = await sandbox.control("POST", "merchants", { mid: given.mid, name: "Harbor" });
    expect(again.body).toEqual({ ...first.body, name: "Harbor" });
    expect((await sandbox.control("GET", `merchants/${given.mid}`)).body).toEqual(again.body);
  });

  test("make their own credentials when none are given, shaped like the vendor's", async () => {
    const { body } = await sandbox.control("POST", "merchants", { name: "A", sites: [{ name: "one" }] });
    expect(body.appKey).toHaveLength(40);
    expect(body.appSecret).toMatch(/^AQAAAAEAACcQ/);
    expect(body.tokenizationKey).toHaveLength(27);
    expect(Buffer.from(body.webhookKey, "base64")).toHaveLength(64);
    const same = await sandbox.control("POST", "merchants", { mid: body.mid, sites: [{ name: "one" }] });
    expect(same.body).toEqual(body);
  });

  test("change what support would change, at once; nonsense changes nothing", async () => {
    const merchant = await sandbox.merchant();
    const put = (change: unknown) => sandbox.control("PUT", `merchants/${merchant.mid}`, change);
    expect((await put({ mitMode: "sync", partialRefundLimit: 0.6 })).body).toMatchObject({
      mitMode: "sync",
      partialRefundLimit: 0.6,
      name: "Shop",
    });
    expect((await merchant.evaluate({ isMIT: true })).body.status).toBe("APPROVED");
    for (const change of [
      { mitMode: "fast" },
      { partialRefundLimit: 60 },
      { webhookUrl: "http://x.example" },
    ]) {
      expect((await put(change)).status).toBe(400);
    }
    expect((await sandbox.control("PUT", "merchants/unknown", {})).status).toBe(404);
  });
});

describe("driving an order", () => {
  const drive = (id: string, action: string, body = {}) =>
    sandbox.control("POST", `orders/${id}/${action}`, body);

  test("approves, declines, expires, refunds and charges back", async () => {
    const merchant = await sandbox.merchant();
    const expiryDateUtc = daysAfter(await sandbox.now(), 21);
    const submit = (orderId: string) => merchant.order("SUBMITTED", { orderId, isMIT: true, expiryDateUtc });
    const [one, two] = [await submit("one"), await submit("two")];
    await submit("three");
    expect((await drive(one, "approve")).body).toMatchObject({ outcome: "APPROVED", status: 7 });
    expect((await drive(two, "expire")).body).toMatchObject({ outcome: "EXPIRED", status: 2 });
    expect((await drive("three", "decline")).body).toMatchObject({ outcome: "DECLINED", status: 2 });
    expect((await drive(one, "refund", { amount: 30 })).body).toMatchObject({
      amountRefunded: 30,
      status: 7,
    });
    expect((await drive(one, "refund", { amount: 71 })).status).toBe(409);
    expect((await drive(one, "chargeback", { amount: 70 })).body.statusName).toBe("CHARGEBACK");
    expect((await drive(two, "approve")).body.outcome).toBe("APPROVED");
    expect((await drive(two, "expire")).status).toBe(409);
    expect((await drive("nobody", "approve")).status).toBe(404);
    expect((await drive(two, "dance")).status).toBe(404);
  });

  test("a challenge is passed or failed", async () => {
    const merchant = await sandbox.merchant();
    const challenge = () => merchant.order("CHALLENGE", { payer: { phone: "+99.2001a/+99.2001b" } });
    expect((await drive(await challenge(), "approve")).body.outcome).toBe("APPROVED");
    expect((await drive(await challenge(), "decline")).body.outcome).toBe("DECLINED");
  });
});

describe("seeding orders", () => {
  test("puts finished and open ones into the world; open ones go on by their amount", async () => {
    const merchant = await sandbox.merchant();
    const now = await sandbox.now();
    const row = { mid: merchant.mid, amount: 4599, currency: "USD", createdOn: daysAfter(now, -40) };
    const { status, body } = await sandbox.control("POST", "orders", [
      { ...row, orderId: "done", state: "APPROVED", amountRefunded: 599, email: "eve@x.example" },
      { ...row, orderId: "lost", state: "declined" },
      {
        ...row,
        orderId: "open",
        state: "SUBMITTED",
        isMIT: true,
        amount: 4502,
        createdOn: now,
        expiryDateUtc: daysAfter(now, 21),
        orderSessionKey: "7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11",
      },
    ]);
    expect(status).toBe(200);
    expect(body.orders[2]).toEqual({
      orderId: "open",
      orderSessionKey: "7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11",
    });
    const done = (await merchant.get(`orders/${body.orders[0].orderSessionKey}`)).body;
    expect(done).toMatchObject({ statusName: "COMPLETED", amountRefunded: 599, email: "eve@x.example" });
    expect(done.createdOn.slice(0, 10)).toBe(daysAfter(now, -40).slice(0, 10));
    await sandbox.advance("P2D");
    expect((await merchant.get("orders?query=open")).body.orders.rows[0].statusName).toBe("COMPLETED");
  });

  test("takes 5,000 at once, and the same keys twice without doubling", async () => {
    const merchant = await sandbox.merchant();
    const rows = Array.from({ length: 5_000 }, (_, index) => ({
      mid: merchant.mid,
      orderId: `bulk-${index}`,
      amount: 100 + index,
      state: "APPROVED",
      createdOn: daysAfter(new Date(), -index / 100),
    }));
    const first = (await sandbox.control("POST", "orders", rows)).body.orders;
    const keyed = rows.map((row, index) => ({ ...row, orderSessionKey: first[index].orderSessionKey }));
    await sandbox.control("POST", "orders", keyed);
    expect((await merchant.get("orders")).body.orders.totalItemCount).toBe(5_000);
  });

  test("keeps nothing when one is wrong, and says which", async () => {
    const merchant = await sandbox.merchant();
    const good = { mid: merchant.mid, orderId: "a", amount: 100, state: "APPROVED" };
    for (const wrong of [{ mid: "x" }, { amount: 0 }, { state: "PAID" }, { orderId: "" }]) {
      const { status, body } = await sandbox.control("POST", "orders", [good, { ...good, ...wrong }]);
      expect(status).toBe(400);
      expect(body.errors[0]).toMatch(/^Order 1:/);
    }
    expect((await merchant.get("orders")).body.orders.totalItemCount).toBe(0);
  });
});
