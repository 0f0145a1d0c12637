import { flexchargeUrls } from "#lib/kit/env.ts";
import type { Environment } from "#lib/terms.ts";

/** What FlexCharge would hand a merchant: one account in one world of the stand-in. */
export type SandboxAccount = {
  mid: string;
  appKey: string;
  appSecret: string;
  tokenizationKey: string;
  webhookKey: string;
  sites: { id: string; name: string }[];
};

async function control<Answer>(
  environment: Environment,
  path: string,
  body: unknown,
  method: "POST" | "PUT" = "POST",
): Promise<Answer> {
  const response = await fetch(`${flexchargeUrls()[environment]}/_control${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`the sandbox refused ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Opens an account in the stand-in, as FlexCharge's own staff would. */
export function openSandboxAccount(
  environment: Environment,
  account: {
    name: string;
    mitMode: string;
    mitEnabled: boolean;
    /** May open applications and reach the merchants whose `partnerMid` it is. */
    isPartner?: boolean;
    partnerMid?: string;
    sites: { name: string; url: string; descriptor: string | undefined }[];
  },
): Promise<SandboxAccount> {
  return control(environment, "/merchants", account);
}

/** Where an account's notices go from now on, as FlexCharge's portal would set it. */
export async function setSandboxWebhook(
  environment: Environment,
  mid: string,
  webhookUrl: string,
): Promise<void> {
  await control(environment, `/merchants/${mid}`, { webhookUrl }, "PUT");
}

export type OpenOrder = {
  mid: string;
  orderId: string;
  orderSessionKey: string;
  amount: number;
  currency: string;
  state: string;
  createdOn: string;
  expiryDateUtc: string | null;
  isMIT: boolean;
  amountRefunded: number;
  amountChargedBack: number;
};

/** Puts orders that are still open into the stand-in, under the keys that our ledger already knows. */
export async function openSandboxOrders(environment: Environment, orders: OpenOrder[]): Promise<void> {
  if (orders.length > 0) await control(environment, "/orders", orders);
}
