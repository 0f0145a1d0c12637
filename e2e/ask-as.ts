import type { APIRequestContext } from "@playwright/test";
import { digestTenant } from "#db/testing/tenant-rows.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";
import type { Ids } from "./authorization-inputs.ts";
import { asOwner } from "./own-database.ts";

const AT_ONCE = 6;

export const nobodys = (): Ids => ({
  merchantId: newId("merchant"),
  siteId: newId("site"),
  campaignId: newId("campaign"),
  orderId: newId("order"),
  keyId: newId("apiKey"),
  transmitId: newGuid(),
  endpointId: newId("endpoint"),
  deliveryId: newId("delivery"),
  replayId: newId("replay"),
});

/** One row of each kind of a merchant; where it has none, an id that nobody has. An order is one with a customer. */
export function idsOf(merchantId: string, environment: Environment): Promise<Ids> {
  return asOwner(async (sql) => {
    const none = nobodys();
    const one = async (table: string, otherwise: string) => {
      const [row] = await sql<{ id: string }[]>`
        SELECT id::text FROM ${sql(table)} t WHERE merchant_id = ${merchantId}
          AND coalesce(to_jsonb(t)->>'environment', ${environment}) = ${environment}
        ORDER BY to_jsonb(t)->>'customer_email', id LIMIT 1`;
      return row?.id ?? otherwise;
    };
    return {
      merchantId,
      siteId: await one("sites", none.siteId),
      campaignId: await one("campaigns", none.campaignId),
      orderId: await one("orders", none.orderId),
      keyId: await one("api_keys", none.keyId),
      transmitId: await one("transmits", none.transmitId),
      endpointId: await one("webhook_endpoints", none.endpointId),
      deliveryId: await one("deliveries", none.deliveryId),
      replayId: await one("webhook_replays", none.replayId),
    };
  });
}

const OURS =
  /^(sites|campaigns|merchants|credential_sets|api_keys|switches|kill_switches|users|invitations|webhook_secrets|webhook_replays|refunds|audit_entries|switch_changes|merchant_data_keys)$/;

/** Of a merchant's rows; what the programs do by themselves in the meantime is not the doing of whoever asks. */
export const digest = (merchantId: string) =>
  asOwner(async (_sql, url) => {
    const digests = await digestTenant(url, merchantId, []);
    return Object.fromEntries(Object.entries(digests).filter(([table]) => OURS.test(table)));
  });

export function addressFor(pattern: string, ids: Ids, environment: Environment): string {
  return pattern
    .replace("[environment]", environment)
    .replace("[report]", "sites")
    .replace("[...nextauth]", "session")
    .replace(/\[(\w+)\]/g, (_whole, name: string) => (ids as Record<string, string>)[name] ?? "nothing");
}

const OF_THE_ANSWER_ALONE =
  /^(date|x-request-id|content-security-policy|etag|content-length|set-cookie|link|connection|keep-alive)$/i;

/** What a person could tell two answers apart by: all but the ids that they asked for, nonces, request ids and times. */
export async function askAs(request: APIRequestContext, address: string, ids: Ids) {
  const answer = await request.get(address, { maxRedirects: 0 });
  const body = await answer.text();
  const headers = Object.fromEntries(
    answer
      .headersArray()
      .filter(({ name }) => !OF_THE_ANSWER_ALONE.test(name))
      .map(({ name, value }) => [name.toLowerCase(), plain(value, ids)]),
  );
  return { status: answer.status(), headers, body, text: plain(body, ids) };
}

export function plain(text: string, ids: Ids): string {
  const named = Object.values(ids).sort((a, b) => b.length - a.length);
  return named
    .reduce((left, id) => left.replaceAll(id, "ID"), text)
    .replace(/<script[\s\S]*?<\/script>|<link[^>]*>|<template[\s\S]*?<\/template>/g, "")
    .replace(/ (nonce|id|for|aria-\w+|data-\w+)="[^"]*"/g, "")
    .replace(/req_\w+/g, "REQUEST")
    .replace(/\d\d?:\d\d(:\d\d)?( ?[AP]M)?/g, "TIME")
    .split(/<[^>]*>|[\n,]/)
    .map((words) => words.trim())
    .filter((words) => words !== "")
    .sort()
    .join("\n");
}

/** Tries again: a count in the navigation may move between two answers; what tells two merchants apart does not. */
export async function differs<Answer>(
  one: () => Promise<Answer>,
  other: () => Promise<Answer>,
): Promise<string | null> {
  let said: [string, string] = ["", ""];
  for (let round = 0; round < 3; round += 1) {
    said = [JSON.stringify(await one()), JSON.stringify(await other())];
    if (said[0] === said[1]) return null;
  }
  const at = [...said[0]].findIndex((sign, index) => sign !== said[1][index]);
  return `${said[0].slice(Math.max(0, at - 60), at + 60)} | nobody's: ${said[1].slice(Math.max(0, at - 60), at + 60)}`;
}

export async function eachOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
