import { randomUUID } from "node:crypto";
import { type objectAt, textAt } from "../case-insensitive.ts";
import { longTimestamp } from "../clock.ts";
import type { Merchant } from "../merchants.ts";
import { findMerchant } from "../merchants.ts";
import { cardClassOf } from "../scenarios.ts";
import { Checks } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, unauthorized, wrappedRefusal } from "../wire.ts";
import type { WireCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";
import { cardHash } from "../world.ts";

/**
 * POST /v1/tokenize (§2.1), with `mid` and `environment` (the tokenization key) in the query or with a
 * bearer. The card number itself is neither kept nor logged: only what a rescue needs to know of it.
 */
export async function tokenize(call: WireCall): Promise<Answer> {
  const merchant = await authenticate(call);
  if (!merchant) return unauthorized;
  call.mid = merchant.mid;
  const body = bodyOf(call, { underscores: true });
  if (!body) return wrappedNotJson();
  const checks = new Checks();
  const method = checks.object(body, "PaymentMethod");
  const card = method && checks.object(method, "PaymentMethod.CreditCard");
  const number = readNumber(checks, card);
  const firstName = card ? checks.text(card, "PaymentMethod.CreditCard.FirstName") : "";
  const lastName = card ? checks.text(card, "PaymentMethod.CreditCard.LastName") : "";
  const month = card ? checks.integer(card, "PaymentMethod.CreditCard.Month") : 0;
  const year = card ? checks.integer(card, "PaymentMethod.CreditCard.Year") : 0;
  if (!checks.passed) return wrappedRefusal(checks.problems);

  const token = randomUUID();
  await call.world.sql`insert into sandbox.tokens ${call.world.sql({
    world: call.world.name,
    mid: merchant.mid,
    token,
    last_four: number.slice(-4),
    bin: number.slice(0, 8),
    brand: brandOf(number),
    card_hash: cardHash(call.world, number),
    card_class: cardClassOf(number),
    has_cvv: textAt(card, "verificationValue") !== null,
    created_on: call.world.clock.now(),
  })}`;
  const at = longTimestamp(new Date());
  return ok({
    transaction: {
      ...emptyTransaction,
      on_test_gateway: call.world.name === "sandbox",
      created_at: at,
      updated_at: at,
      payment_method: {
        ...emptyPaymentMethod,
        token,
        created_at: at,
        updated_at: at,
        last_four_digits: number.slice(-4),
        first_six_digits: number.slice(0, 8),
        first_name: firstName,
        last_name: lastName,
        month,
        year,
      },
    },
    cardBinInfo: null,
    ...envelope,
  });
}

async function authenticate(call: WireCall): Promise<Merchant | null> {
  const mid = call.query.get("mid");
  const key = call.query.get("environment");
  const named = mid && key ? await findMerchant(call.world.sql, call.world, mid) : null;
  return named && named.tokenization_key === key ? named : call.bearer;
}

function readNumber(checks: Checks, card: ReturnType<typeof objectAt>): string {
  const path = "PaymentMethod.CreditCard.Number";
  const number = card ? checks.text(card, path).replace(/[ -]/g, "") : "";
  if (number && !/^\d{12,19}$/.test(number)) checks.refuse(path, "The field Number is invalid.");
  return number;
}

function brandOf(number: string): string {
  if (number.startsWith("4")) return "VISA";
  if (/^(5[1-5]|2[2-7])/.test(number)) return "MASTERCARD";
  return /^3[47]/.test(number) ? "AMEX" : "OTHER";
}

const emptyTransaction = {
  succeeded: true,
  state: null,
  token: null,
  transaction_type: null,
  order_id: null,
  ip: null,
  description: null,
  email: null,
  merchant_name_descriptor: null,
  merchant_location_descriptor: null,
  gateway_specific_fields: null,
  gateway_specific_response_fields: null,
  gateway_transaction_id: null,
  gateway_latency_ms: null,
  amount: 0,
  currency_code: null,
  retain_on_success: null,
  payment_method_added: false,
  message_key: null,
  message: null,
  response: null,
};

const emptyPaymentMethod = {
  email: null,
  data: null,
  storage_state: null,
  test: false,
  metadata: null,
  card_type: null,
  address1: null,
  address2: null,
  city: null,
  state: null,
  zip: null,
  country: null,
  phone_number: null,
  company: null,
  full_name: null,
  payment_method_type: null,
  errors: null,
  fingerprint: null,
  verification_value: null,
  number: null,
};
