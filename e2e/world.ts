import { readFileSync } from "node:fs";
import path from "node:path";

type Environment = "sandbox" | "production";
type KeyPair = { appKey: string; appSecret: string };

/** demo.json of the world that the global setup started (contract.md). */
export type World = {
  web: string;
  gateway: string;
  sandbox: string;
  sandboxProduction: string;
  users: { email: string; password: string; role: string; merchantId?: string; totpSecret?: string }[];
  partnerKeys: Record<Environment, KeyPair>;
  /** `flexcharge`: the partner's own accounts. */
  partner: { timezone: string; flexcharge: Record<Environment, KeyPair & { mid: string }> };
  merchants: {
    id: string;
    name: string;
    keys: Record<Environment, KeyPair>;
    flexcharge: Record<Environment, KeyPair & { mid: string; tokenizationKey: string; webhookKey: string }>;
    sites: {
      id: string;
      name: string;
      siteUrl: string;
      descriptors: string[];
      campaigns: { id: string; name: string; kind: string }[];
    }[];
  }[];
};

export function readWorld(): World {
  const directory = process.env.E2E_DATA_DIR;
  if (!directory) throw new Error("E2E_DATA_DIR is not set: run the journeys through npm run test:e2e");
  return JSON.parse(readFileSync(path.join(directory, "demo.json"), "utf8"));
}

export function personWithRole(world: World, role: string, merchantId?: string) {
  const user = world.users.find(
    (one) => one.role === role && !one.totpSecret && (!merchantId || one.merchantId === merchantId),
  );
  if (!user) throw new Error(`the demo has nobody with the role ${role}`);
  return user;
}

type CallOptions = { token?: string; body?: unknown; headers?: Record<string, string> };

async function call(method: string, url: string, options: CallOptions = {}) {
  const response = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...options.headers,
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    },
    body: options.body === undefined ? null : JSON.stringify(options.body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

/** A checkout of the partner: the gateway with one key pair, as a client written for FlexCharge would call it. */
export async function openCheckout(gateway: string, keys: KeyPair) {
  const issued = await call("POST", `${gateway}/v1/oauth2/token`, {
    body: { AppKey: keys.appKey, AppSecret: keys.appSecret },
  });
  if (issued.status !== 200) throw new Error(`no token: ${issued.status} ${JSON.stringify(issued.body)}`);
  const token: string = issued.body.accessToken;
  return {
    evaluate: (body: object, headers: Record<string, string> = {}) =>
      call("POST", `${gateway}/v1/evaluate`, { token, body, headers }),
    transmit: (body: object) => call("POST", `${gateway}/v1/transmit`, { token, body }),
    order: (id: string) => call("GET", `${gateway}/v1/orders/${id}`, { token }),
    decision: (id: string) => call("GET", `${gateway}/v1/orders/${id}/decision`, { token }),
    put: (path: string, body: object) => call("PUT", `${gateway}${path}`, { token, body }),
    post: (path: string, body: object) => call("POST", `${gateway}${path}`, { token, body }),
    get: (path: string) => call("GET", `${gateway}${path}`, { token }),
  };
}

/** The stand-in FlexCharge's own record and controls, in one of its worlds. */
export function sandboxControl(url: string) {
  return {
    async openAccount(account: object) {
      return (await call("POST", `${url}/_control/merchants`, { body: account })).body;
    },
    /** How many evaluates this account has seen. */
    async evaluations(mid: string): Promise<{ body: Record<string, unknown>; status: number }[]> {
      const { body } = await call("GET", `${url}/_control/calls?path=/v1/evaluate`);
      return body.calls.filter((seen: { mid: string }) => seen.mid === mid);
    },
    /** What this world's FlexCharge was asked below a path, oldest first. */
    async calls(path: string): Promise<{ body: Record<string, unknown>; status: number }[]> {
      return (await call("GET", `${url}/_control/calls?path=${encodeURIComponent(path)}`)).body.calls;
    },
    /** What FlexCharge's own support would set on an account. */
    async changeAccount(mid: string, change: object): Promise<void> {
      await call("PUT", `${url}/_control/merchants/${mid}`, { body: change });
    },
    /** Moves this world's clock and comes back when everything due by then has happened: `P3D`, or an ISO time. */
    async moveClock(to: string): Promise<void> {
      const move = to.startsWith("P") ? { advance: to } : { now: to };
      await call("POST", `${url}/_control/clock`, { body: move });
    },
    async deliverNotices(mode: "normal" | "drop"): Promise<void> {
      await call("POST", `${url}/_control/webhooks`, { body: { mode } });
    },
    async clearFaults(): Promise<void> {
      await call("DELETE", `${url}/_control/faults`);
    },
    async addFault(fault: { path: string; kind: string; times?: number }): Promise<void> {
      await call("POST", `${url}/_control/faults`, { body: fault });
    },
    async tokenize(mid: string, environment: string, number: string, cvv: string): Promise<string> {
      const { body } = await call("POST", `${url}/v1/tokenize?mid=${mid}&environment=${environment}`, {
        body: {
          payment_method: {
            credit_card: {
              first_name: "Ada",
              last_name: "Sample",
              number,
              verification_value: cvv,
              month: "09",
              year: "2030",
            },
          },
        },
      });
      return body.transaction.payment_method.token;
    },
  };
}

/** A declined order as a checkout reports it; `more` goes over it. */
export function declinedOrder(orderId: string, token: string, more: Record<string, unknown> = {}) {
  return {
    isDeclined: true,
    idempotencyKey: crypto.randomUUID(),
    orderId,
    orderSource: "ecommerce",
    customerIp: "198.51.100.7",
    isMIT: false,
    transaction: {
      id: `pay-${orderId}`,
      timestampUtc: new Date().toISOString(),
      timezoneUtcOffset: -5,
      amount: 4599,
      currency: "USD",
      responseCode: "203",
      responseCodeSource: "nmi",
      responseDescription: "Activity limit exceeded",
      responseStatus: "DECLINED",
      avsResultCode: "M",
      cvvResultCode: "M",
      cavvResultCode: "NA",
      cardNotPresent: true,
    },
    payer: { id: "cust-42", email: "ada@example.com", phone: "+15555550123" },
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
      cardNumber: token,
      holderName: "Ada Sample",
      cardType: "CREDIT",
      cardBrand: "VISA",
      cardCountry: "US",
      expirationMonth: 9,
      expirationYear: 2030,
      cardBinNumber: "400000",
      cardLast4Digits: "3184",
    },
    ...more,
  };
}
