import postgres from "postgres";
import { expect, test } from "vitest";
import { cards, tokenizeBody } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

test("the tokenization key in the query is enough, and the answer has the observed shape", async () => {
  const merchant = await sandbox.merchant();
  const query = new URLSearchParams({ mid: merchant.mid, environment: merchant.tokenizationKey });
  const { status, body } = await sandbox.call(
    "POST",
    `/v1/tokenize?${query}`,
    tokenizeBody(cards.needsCvv, "999"),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    transaction: {
      on_test_gateway: true,
      created_at: expect.stringMatching(/\.\d{7}Z$/),
      updated_at: expect.stringMatching(/\.\d{7}Z$/),
      succeeded: true,
      state: null,
      amount: 0,
      payment_method_added: false,
      message: null,
      payment_method: {
        token: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
        last_four_digits: "1111",
        first_six_digits: "41111111",
        first_name: "Ada",
        last_name: "Sample",
        month: 9,
        year: 2030,
        number: null,
        verification_value: null,
      },
    },
    cardBinInfo: null,
    success: true,
    result: null,
    errors: [],
    customProperties: {},
  });
});

test("a bearer without query parameters is enough, also with the older camelCase body", async () => {
  const merchant = await sandbox.merchant();
  const { status, body } = await merchant.post("tokenize", {
    paymentMethod: {
      creditCard: {
        firstName: "Ada",
        lastName: "Sample",
        number: cards.approve,
        verificationValue: "123",
        month: "09",
        year: "2030",
      },
    },
  });
  expect(status).toBe(200);
  expect(body.transaction.payment_method.last_four_digits).toBe("3184");
});

test("neither a wrong tokenization key nor nothing at all opens the vault", async () => {
  const merchant = await sandbox.merchant();
  for (const query of ["", `?mid=${merchant.mid}`, `?mid=${merchant.mid}&environment=wrong`]) {
    const answer = await sandbox.call("POST", `/v1/tokenize${query}`, tokenizeBody(cards.approve));
    expect(answer.status).toBe(401);
  }
});

test("missing card fields are named", async () => {
  const merchant = await sandbox.merchant();
  const body = { payment_method: { credit_card: { first_name: "Ada", number: "4111", month: "x" } } };
  const answer = await merchant.post("tokenize", body);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body.errors).sort()).toEqual([
    "PaymentMethod.CreditCard.LastName",
    "PaymentMethod.CreditCard.Month",
    "PaymentMethod.CreditCard.Number",
    "PaymentMethod.CreditCard.Year",
  ]);
  const empty = await merchant.post("tokenize", {});
  expect(empty.body.errors).toEqual({ PaymentMethod: ["The PaymentMethod field is required."] });
});

test("no table of the sandbox holds a card number or a security code", async () => {
  const merchant = await sandbox.merchant();
  await merchant.post("tokenize", tokenizeBody(cards.approve, "8642"));
  await merchant.evaluate({ paymentMethod: { verificationValue: "8642" } });
  await merchant.post("transmit", {
    isDeclined: false,
    orderId: "o",
    transaction: {},
    payer: {},
    paymentMethod: { cardNumber: cards.approve, verificationValue: "8642" },
  });
  await merchant.post("evaluate", `broken {"cardNumber": "${cards.approve}"`);
  const sql = postgres(sandbox.databaseUrl, { max: 1 });
  const tables = await sql`select table_name from information_schema.tables where table_schema = 'sandbox'`;
  for (const { table_name } of tables) {
    const [held] = await sql`
      select coalesce(string_agg(t::text, ' '), '') as text from ${sql(`sandbox.${table_name}`)} t`;
    expect(held?.text).not.toContain(cards.approve);
    expect(held?.text).not.toContain("8642");
  }
  await sql.end();
});
