import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cards, daysAfter } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

describe("one order", () => {
  test("shows the sheet's fields, its status name in upper case", async () => {
    const merchant = await sandbox.merchant();
    const id = await merchant.order("APPROVED", { orderId: "shop-1001", siteId: merchant.siteId });
    const { status, body } = await merchant.get(`orders/${id.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      referenceNumber: expect.stringMatching(/^[0-9A-F]{8}$/),
      status: 7,
      statusName: "COMPLETED",
      orderPlacedDate: expect.stringMatching(/^\d{4}-.*Z$/),
      expiryDate: null,
      billingAddress: { country: "US", city: "Springfield", zipcode: "62701" },
      shippingAddress: null,
      firstName: "Ada",
      lastName: "Sample",
      email: "ada@example.com",
      phone: "",
      secondaryEmail: "",
      currencyCode: "USD",
      currencySymbol: "$",
      externalOrderId: "shop-1001",
      amount: 100,
      amountRefunded: 0,
      mid: merchant.mid,
      siteId: merchant.siteId,
      isMIT: false,
      descriptor: "SHOPEXAMPLE",
    });
  });

  test("every outcome has its number and name, and /outcome its word", async () => {
    const merchant = await sandbox.merchant();
    const expiryDateUtc = daysAfter(await sandbox.now(), 21);
    const rows: [string, Record<string, unknown>, number, string][] = [
      ["APPROVED", {}, 7, "COMPLETED"],
      ["DECLINED", { paymentMethod: { cardNumber: cards.decline } }, 2, "CANCELLED"],
      ["CHALLENGE", { payer: { phone: "+99.2001a/+99.2001b" } }, 1, "ONHOLD"],
      ["CAPTUREREQUIRED", { transactionType: "AUTHORIZATION" }, 5, "CAPTUREREQUIRED"],
      ["SUBMITTED", { isMIT: true, expiryDateUtc }, 0, "DRAFT"],
    ];
    for (const [word, changes, number, name] of rows) {
      const id = await merchant.order(word, changes);
      expect((await merchant.get(`orders/${id}`)).body).toMatchObject({ status: number, statusName: name });
      const { body } = await merchant.post("outcome", { OrderSessionKey: id });
      expect(body).toMatchObject({ success: true, status: word, customProperties: {} });
      const confirmed = word === "APPROVED" || word === "CAPTUREREQUIRED";
      expect(body.confirmationId).toEqual(confirmed ? expect.stringMatching(/^[0-9A-F]{8}$/) : null);
      if (word !== "SUBMITTED") continue;
      await sandbox.advance("PT5S");
      expect((await merchant.get(`orders/${id}`)).body.statusName).toBe("PROCESSING");
      expect((await merchant.post("outcome", { orderSessionKey: id })).body.status).toBe("SUBMITTED");
    }
  });

  test("an unknown id and another merchant's are not found, in every call", async () => {
    const [owner, other] = [await sandbox.merchant(), await sandbox.merchant()];
    const id = await owner.order("APPROVED", { orderId: "shop-2" });
    const capture = { idempotencyKey: randomUUID(), orderId: id, amount: 100, currency: "USD" };
    for (const answer of [
      await other.get(`orders/${id}`),
      await other.get("orders/unknown"),
      await other.get("orders/%00"),
      await other.post("outcome", { orderSessionKey: id }),
      await other.post(`orders/${id}/refund`, { amountToRefund: 1 }),
      await other.post(`orders/${id}/cancel`),
      await other.post("orders/shop-2/external-cancel"),
      await other.post("capture", capture),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { errors: ["Order not found."] }]);
    }
  });

  test("a status question without a key is refused", async () => {
    const merchant = await sandbox.merchant();
    const { status, body } = await merchant.post("outcome", {});
    expect(status).toBe(400);
    expect(body.errors).toEqual({ OrderSessionKey: ["The OrderSessionKey field is required."] });
  });
});

describe("the list of orders", () => {
  test("comes in pages, newest first, with the paging fields and the status names", async () => {
    const merchant = await sandbox.merchant();
    for (const orderId of ["a", "b", "c"]) await merchant.order("APPROVED", { orderId });
    const first = (await merchant.get("orders?pageSize=2")).body;
    expect(first.orders).toMatchObject({
      firstItemOnPage: 1,
      lastItemOnPage: 2,
      hasNextPage: true,
      hasPreviousPage: false,
      isFirstPage: true,
      isLastPage: false,
      pageCount: 2,
      pageNumber: 1,
      pageSize: 2,
      totalItemCount: 3,
    });
    expect(first.orders.rows.map(externalId)).toEqual(["c", "b"]);
    expect(first.statuses).toMatchObject({ 0: "Draft", 7: "Completed" });
    const second = (await merchant.get("orders?PageSize=2&pagenumber=2")).body.orders;
    expect(second).toMatchObject({ firstItemOnPage: 3, lastItemOnPage: 3, hasNextPage: false });
    expect(second.rows.map(externalId)).toEqual(["a"]);
    const empty = (await sandbox.merchant().then(({ get }) => get("orders"))).body.orders;
    expect(empty).toMatchObject({ totalItemCount: 0, pageCount: 0, isLastPage: true, rows: [] });
    expect(empty.pageSize).toBe(10);
  });

  test("is searched by the merchant's own id, the key, name and e-mail", async () => {
    const merchant = await sandbox.merchant();
    const id = await merchant.order("APPROVED", { orderId: "shop_100%", payer: { email: "eve@x.example" } });
    await merchant.order("APPROVED", { orderId: "shopX1000" });
    for (const query of ["shop_100%", id, "EVE@x", "_100%"]) {
      const { body } = await merchant.get(`orders?${new URLSearchParams({ query })}`);
      expect(body.orders.rows.map(externalId)).toEqual(["shop_100%"]);
    }
    expect((await merchant.get("orders?query=ada+sample")).body.orders.totalItemCount).toBe(2);
    expect((await merchant.get("orders?query=nobody")).body.orders.totalItemCount).toBe(0);
  });

  test("filters by status (number or name, repeatable), time and mid, and sorts by amount", async () => {
    const merchant = await sandbox.merchant();
    const early = daysAfter(await sandbox.now(), -1);
    await merchant.order("APPROVED", { orderId: "small", transaction: { amount: 500 } });
    await merchant.order("DECLINED", { orderId: "no", paymentMethod: { cardNumber: cards.decline } });
    await merchant.order("APPROVED", { orderId: "big", transaction: { amount: 900 } });
    const later = daysAfter(await sandbox.now(), 1);
    const ids = async (query: string) =>
      (await merchant.get(`orders?${query}`)).body.orders.rows.map(externalId);
    expect(await ids("status=7")).toEqual(["big", "small"]);
    expect(await ids("status=completed&status=2&orderBy=amount&sort=ASC")).toEqual(["no", "small", "big"]);
    expect(await ids(`from=${early}&to=${later}`)).toHaveLength(3);
    expect(await ids(`from=${later}`)).toEqual([]);
    expect(await ids(`to=${early}`)).toEqual([]);
    expect(await ids(`mid=${merchant.mid}`)).toHaveLength(3);
    expect(await ids(`mid=${randomUUID()}`)).toEqual([]);
  });

  test.each(["status=9", "from=soon", "pageSize=0", "pageNumber=x"])("?%s is refused", async (query) => {
    const merchant = await sandbox.merchant();
    expect((await merchant.get(`orders?${query}`)).status).toBe(400);
  });
});

function externalId(order: { externalOrderId: string }): string {
  return order.externalOrderId;
}
