import type { Folded } from "./case-insensitive.ts";
import { objectAt, textAt } from "./case-insensitive.ts";
import type { Merchant } from "./merchants.ts";
import type { Address } from "./orders.ts";
import type { TransactionType } from "./scenarios.ts";
import { Checks, momentOf } from "./validation.ts";
import type { Problems } from "./wire.ts";
import type { WorldName } from "./world.ts";

/** An evaluate body that passed validation. `amount` is minor units. */
export type EvaluateRequest = {
  orderId: string;
  idempotencyKey: string;
  isMit: boolean;
  transactionType: TransactionType;
  expiresOn: Date | null;
  amount: number;
  currency: string;
  senseKey: string | null;
  siteId: string | null;
  siteUrl: string | null;
  descriptor: string | null;
  phone: string | null;
  email: string;
  cardNumber: string;
  isToken: boolean | null;
  cvvGiven: boolean;
  billing: Address | null;
  shipping: Address | null;
};

const transactionFields = [
  "Id",
  "ResponseCode",
  "ResponseCodeSource",
  "AvsResultCode",
  "CvvResultCode",
  "CavvResultCode",
  "Currency",
];
const billingFields = ["FirstName", "LastName", "Country", "CountryCode", "AddressLine1", "City", "Zipcode"];
const cardFields = ["HolderName", "CardType", "CardBrand", "CardCountry", "CardBinNumber", "CardLast4Digits"];

/**
 * Reads an evaluate body (§2.3) and finds every offending field at once. Missing timestamp, offset,
 * siteId, customerIp and subscription are tolerated, as the checklist in §7.4 asks.
 */
export function readEvaluate(
  body: Folded,
  account: { world: WorldName; merchant: Merchant; now: Date },
): { ok: true; request: EvaluateRequest } | { ok: false; problems: Problems } {
  const checks = new Checks();
  const isDeclined = checks.boolean(body, "IsDeclined");
  if (isDeclined === null && !checks.problems.IsDeclined) {
    checks.refuse("IsDeclined", "The IsDeclined field is required.");
  }
  if (isDeclined === false) checks.refuse("IsDeclined", "The field IsDeclined is invalid.");
  const orderId = checks.text(body, "OrderId", "Merchant's orderId is required");
  const idempotencyKey = checks.text(body, "IdempotencyKey");
  checkMid(checks, body, account.merchant);
  const isMit = checks.boolean(body, "IsMIT") ?? false;
  if (isMit && !account.merchant.mit_enabled) {
    checks.refuse("IsMIT", "MIT is not enabled for this account.");
  }
  const expiresOn = isMit ? readExpiry(checks, body, account) : null;
  const transactionType = readTransactionType(checks, body, account.merchant);
  const transaction = readTransaction(checks, body, account.world);
  const payer = checks.object(body, "Payer");
  const email = payer ? checks.text(payer, "Payer.Email") : "";
  const billing = checks.object(body, "BillingInformation");
  if (billing) for (const name of billingFields) checks.text(billing, `BillingInformation.${name}`);
  const card = readCard(checks, body);
  if (!checks.passed) return { ok: false, problems: checks.problems };
  return {
    ok: true,
    request: {
      orderId,
      idempotencyKey,
      isMit,
      transactionType,
      expiresOn,
      ...transaction,
      senseKey: textAt(body, "senseKey"),
      siteId: textAt(body, "siteId"),
      siteUrl: textAt(body, "siteUrl"),
      phone: textAt(payer, "phone"),
      email,
      ...card,
      billing: readAddress(billing),
      shipping: readAddress(objectAt(body, "shippingInformation")),
    },
  };
}

/** A bearer belongs to one account; a body that names another is refused, one that names none takes it. */
export function checkMid(checks: Checks, body: Folded, merchant: Merchant): void {
  const mid = textAt(body, "mid");
  if (mid !== null && mid.toLowerCase() !== merchant.mid) checks.refuse("Mid", "The field Mid is invalid.");
}

/** Null and absence mean "none", which only a sync account allows; empty, unparsable and past never pass. */
function readExpiry(checks: Checks, body: Folded, { merchant, now }: { merchant: Merchant; now: Date }) {
  const given = body.expirydateutc;
  const absent = given === undefined || given === null;
  if (absent && merchant.mit_mode === "sync") return null;
  const moment = typeof given === "string" ? momentOf(given) : null;
  if (moment && moment > now) return moment;
  checks.refuse("ExpiryDateUtc", "The field ExpiryDateUtc is invalid.");
  return null;
}

function readTransactionType(checks: Checks, body: Folded, merchant: Merchant): TransactionType {
  const given = textAt(body, "transactionType")?.toUpperCase() ?? "PURCHASE";
  if (given === "PURCHASE") return given;
  if (given === "AUTHORIZATION" && merchant.auth_capture) return given;
  checks.refuse("TransactionType", "The field TransactionType is invalid.");
  return "PURCHASE";
}

function readTransaction(checks: Checks, body: Folded, world: WorldName) {
  const transaction = checks.object(body, "Transaction");
  if (!transaction) return { amount: 0, currency: "", descriptor: null };
  for (const name of transactionFields) checks.text(transaction, `Transaction.${name}`);
  const amount = checks.integer(transaction, "Transaction.Amount");
  if (world === "sandbox" && !Number.isNaN(amount) && (amount < 11 || amount > 19_999)) {
    checks.refuse("Transaction.Amount", "The field Amount must be between 11 and 19999.");
  } else if (amount <= 0) {
    checks.refuse("Transaction.Amount", "The field Amount must be greater than 0.");
  }
  return {
    amount,
    currency: (textAt(transaction, "currency") ?? "").toUpperCase(),
    descriptor: textAt(transaction, "dynamicDescriptor") ?? textAt(transaction, "descriptor"),
  };
}

/** With a token nothing else about the card is asked for; a full number needs its holder, brand and expiry. */
function readCard(checks: Checks, body: Folded) {
  const card = checks.object(body, "PaymentMethod");
  if (!card) return { cardNumber: "", isToken: null, cvvGiven: false };
  const cardNumber = checks.text(card, "PaymentMethod.CardNumber");
  const isToken = checks.boolean(card, "PaymentMethod.Token");
  const fullNumber = isToken === false || (isToken === null && /^[\d -]{12,}$/.test(cardNumber));
  if (fullNumber) {
    for (const name of cardFields) checks.text(card, `PaymentMethod.${name}`);
    checks.integer(card, "PaymentMethod.ExpirationMonth");
    checks.integer(card, "PaymentMethod.ExpirationYear");
  }
  return { cardNumber, isToken, cvvGiven: textAt(card, "verificationValue") !== null };
}

function readAddress(from: Folded | null): Address | null {
  if (!from) return null;
  const fields = [
    "firstName",
    "lastName",
    "addressLine1",
    "addressLine2",
    "city",
    "state",
    "zipcode",
    "phone",
  ];
  const address = Object.fromEntries(fields.map((name) => [name, textAt(from, name)]));
  return { ...address, country: textAt(from, "countryCode") ?? textAt(from, "country") };
}
