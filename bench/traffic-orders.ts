import { randomUUID } from "node:crypto";

/** What the demo's demo.json tells of a merchant (contract.md), as far as a checkout needs it. */
export type TrafficMerchant = {
  id: string;
  name: string;
  currency: string;
  integration: string;
  mitMode: "managed" | "sync";
  keys?: Record<"sandbox" | "production", { appKey: string; appSecret: string }>;
  sites: {
    id: string;
    name: string;
    siteUrl: string;
    descriptors: string[];
    campaigns: { id: string; name: string; kind: "web" | "call_center" }[];
  }[];
};

export type TrafficOrder = {
  merchant: TrafficMerchant;
  /** Null: the order names no site, so nobody can say whose it is. */
  siteId: string | null;
  kind: "website" | "call_center" | "mit";
  approvedByProcessor: boolean;
  amountMinor: number;
  currency: string;
  /** As the wire takes it; `/evaluate` adds an idempotency key. */
  body: Record<string, unknown>;
};

/** 0 ≤ n < 1, the same for the same seed. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Beside each merchant's own: currencies with 0, 2 and 3 decimals. */
const OTHER_CURRENCIES = ["EUR", "JPY", "KWD"];
const APPROVED_SHARE = 0.55;
const DECLINES = [
  { code: "51", source: "nmi", description: "Insufficient funds" },
  { code: "203", source: "nmi", description: "Activity limit exceeded" },
  { code: "05", source: "nmi", description: "Do not honor" },
];

/** The next order of some checkout: mostly websites, some call centers and rebills, one in ten in another currency. */
export function nextOrder(
  random: Random,
  merchants: readonly TrafficMerchant[],
  number: string,
  environment: "sandbox" | "production",
): TrafficOrder {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const merchant = pick(merchants);
  const site = random() < 0.04 ? null : pick(merchant.sites);
  const dice = random();
  const kind = dice < 0.55 ? "website" : dice < 0.75 ? "call_center" : "mit";
  const approvedByProcessor = random() < APPROVED_SHARE;
  const currency = random() < 0.1 ? pick(OTHER_CURRENCIES) : merchant.currency;
  const amountMinor = amountOf(random, currency, environment === "sandbox");
  const campaign = site?.campaigns.find((one) => (one.kind === "call_center") === (kind === "call_center"));
  const decline = pick(DECLINES);
  const now = new Date();
  const isMit = kind === "mit";
  return {
    merchant,
    siteId: site?.id ?? null,
    kind,
    approvedByProcessor,
    amountMinor,
    currency,
    body: {
      isDeclined: !approvedByProcessor,
      orderId: number,
      orderSource: isMit ? "recurring" : kind === "call_center" ? "moto" : "ecommerce",
      isMIT: isMit,
      ...(site ? { siteUrl: site.siteUrl } : {}),
      ...(campaign && random() < 0.5 ? { campaignId: campaign.id } : {}),
      ...(isMit
        ? {
            isRecurring: true,
            // The guides ask for three weeks (product.md §8).
            expiryDateUtc: new Date(now.getTime() + 21 * 86_400_000).toISOString(),
            subscription: {
              subscriptionId: `sub-${number}`,
              interval: "monthly",
              price: String(amountMinor),
              currency,
            },
          }
        : { customerIp: "198.51.100.7" }),
      transaction: {
        id: `pay-${number}`,
        timestampUtc: now.toISOString(),
        timezoneUtcOffset: -5,
        amount: amountMinor,
        currency,
        responseCode: approvedByProcessor ? "100" : decline.code,
        responseCodeSource: decline.source,
        responseDescription: approvedByProcessor ? "Approved" : decline.description,
        responseStatus: approvedByProcessor ? "APPROVED" : "DECLINED",
        avsResultCode: "M",
        cvvResultCode: "M",
        cavvResultCode: "NA",
        cardNotPresent: true,
        ...(site?.descriptors[0] ? { dynamicDescriptor: site.descriptors[0] } : {}),
      },
      payer: { id: `cust-${number}`, email: `${number}@example.com`, phone: phoneOf(random, isMit) },
      billingInformation: {
        firstName: "Ada",
        lastName: "Sample",
        country: "United States",
        countryCode: "US",
        addressLine1: "12 Elm Street",
        city: "Springfield",
        state: "IL",
        zipcode: "62701",
      },
      paymentMethod: {
        Token: true,
        cardNumber: randomUUID(),
        holderName: "Ada Sample",
        cardType: "CREDIT",
        cardBrand: "VISA",
        cardCountry: "US",
        expirationMonth: 9,
        expirationYear: 2030,
        cardBinNumber: "400000",
        cardLast4Digits: "3184",
      },
    },
  };
}

/** The stand-in approves the first phone, challenges the second and declines all others (contract.md). */
function phoneOf(random: Random, isMit: boolean): string {
  const dice = random();
  if (dice < 0.6) return "998888";
  return dice < 0.7 && !isMit ? "+99.2001a/+99.2001b" : "+15555550123";
}

/** FlexCharge's sandbox takes test orders below this, in minor units of any currency (API sheet §2.3). */
const TEST_AMOUNT_MAX = 19_999;

/** 9.00 to 309.00 in the currency's own minor units; test orders are smaller. */
function amountOf(random: Random, currency: string, isTest: boolean): number {
  const price = 900 + Math.floor(random() * 30_000);
  const amountMinor = currency === "KWD" ? price * 10 : price;
  return isTest ? Math.min(amountMinor, TEST_AMOUNT_MAX) : amountMinor;
}
