import fs from "node:fs";
import path from "node:path";
import { type APIRequestContext, type Browser, expect, test } from "@playwright/test";
import { digestTenant } from "#db/testing/tenant-rows.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import type { Role } from "#lib/terms.ts";
import { ACTION_INPUTS, type Ids } from "./authorization-inputs.ts";
import { ACTIONS, MAY, type Need, PAGES, READS, RECEIVES } from "./authorization-policy.ts";
import { signIn } from "./console.ts";
import { asOwner } from "./own-database.ts";
import { personWithRole, readWorld } from "./world.ts";

// P15 over the built product: every page, read, file and server action that the build serves, as every role, with one's
// own ids, another merchant's and nobody's. The gateway's part is gateway/authorization.test.ts.

const ROLES = MAY["merchants.read"];
const ENVIRONMENT = "sandbox";
const BUILD = path.resolve(import.meta.dirname, "..", ".next");
const AT_ONCE = 6;

const isMerchantRole = (role: Role) => role.startsWith("merchant_");
const holds = (role: Role, need: readonly string[]) =>
  need.some((permission) => MAY[permission as keyof typeof MAY].includes(role));
const readBuild = (file: string) => JSON.parse(fs.readFileSync(path.join(BUILD, file), "utf8"));

type Served = { address: string; kind: "page" | "route" };

/** Every address that the build serves, as Next's own manifest has it. */
function servedByBuild(): Served[] {
  const routes = readBuild("app-path-routes-manifest.json") as Record<string, string>;
  return Object.entries(routes)
    .filter(([file]) => !/^\/(_not-found|_global-error)\/|\.(ico|svg|png)\/route$/.test(file))
    .map(([file, address]) => ({ address, kind: file.endsWith("/page") ? "page" : "route" }));
}

type BuiltAction = { id: string; name: string; address: string };

/** Every server action of the build with a page that it can be posted to. */
function actionsOfBuild(): BuiltAction[] {
  const { node } = readBuild("server/server-reference-manifest.json") as {
    node: Record<string, { workers: Record<string, unknown>; exportedName: string; filename: string }>;
  };
  return Object.entries(node).map(([id, { workers, exportedName, filename }]) => {
    const pages = Object.keys(workers).sort();
    const page = pages.find((name) => name.includes("[merchantId]")) ?? pages[0]!;
    const folders = page
      .replace(/^app\//, "")
      .replace(/\/page$/, "")
      .split("/");
    return {
      id,
      name: `${filename}#${exportedName}`,
      address: `/${folders.filter((name) => !/^\(.*\)$/.test(name)).join("/")}`,
    };
  });
}

let own: Ids;
let foreign: Ids;
let foreignName: string;
let requests: Map<Role, APIRequestContext>;

const nobodys = (): Ids => ({
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

/** One row of each kind of a merchant; where it has none, an id that nobody has. */
function idsOf(merchantId: string): Promise<Ids> {
  return asOwner(async (sql) => {
    const none = nobodys();
    const one = async (table: string, otherwise: string) => {
      const [row] = await sql<{ id: string }[]>`
        SELECT id::text FROM ${sql(table)} t WHERE merchant_id = ${merchantId}
          AND coalesce(to_jsonb(t)->>'environment', ${ENVIRONMENT}) = ${ENVIRONMENT} ORDER BY id LIMIT 1`;
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

const digest = (merchantId: string) =>
  // What the programs do by themselves in the meantime is not the doing of whoever asks.
  asOwner(async (_sql, url) => {
    const digests = await digestTenant(url, merchantId, []);
    const watched =
      /^(sites|campaigns|merchants|credential_sets|api_keys|switches|kill_switches|users|invitations|webhook_secrets|webhook_replays|refunds|audit_entries|switch_changes|merchant_data_keys)$/;
    return Object.fromEntries(Object.entries(digests).filter(([table]) => watched.test(table)));
  });

async function enter(browser: Browser, role: Role): Promise<APIRequestContext> {
  const world = readWorld();
  const merchantId = isMerchantRole(role) ? own.merchantId : undefined;
  const context = await browser.newContext();
  await signIn(await context.newPage(), personWithRole(world, role, merchantId));
  return context.request;
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  const world = readWorld();
  const mine = world.users
    .filter(({ role }) => role.startsWith("merchant_"))
    .map(({ merchantId }) => merchantId);
  const ownId = mine.find((id) =>
    ROLES.filter(isMerchantRole).every((role) =>
      world.users.some((user) => user.role === role && user.merchantId === id),
    ),
  );
  expect(ownId, "one merchant has people of every role").toBeTruthy();
  const other = world.merchants.find(({ id }) => id !== ownId)!;
  foreignName = other.name;
  own = await idsOf(ownId!);
  foreign = await idsOf(other.id);
  requests = new Map();
  for (const role of ROLES) requests.set(role, await enter(browser, role));
});

function addressFor(pattern: string, ids: Ids): string {
  return pattern
    .replace("[environment]", ENVIRONMENT)
    .replace("[report]", "sites")
    .replace("[...nextauth]", "session")
    .replace(/\[(\w+)\]/g, (_whole, name: string) => (ids as Record<string, string>)[name] ?? "nothing");
}

/** What a person could tell two answers apart by: all but the ids that they asked for, nonces, request ids and times. */
async function ask(role: Role, pattern: string, ids: Ids) {
  const answer = await requests.get(role)!.get(addressFor(pattern, ids), { maxRedirects: 0 });
  const body = await answer.text();
  const headers = Object.fromEntries(
    answer
      .headersArray()
      .filter(
        ({ name }) =>
          !/^(date|x-request-id|content-security-policy|etag|content-length|set-cookie|link|connection|keep-alive)$/i.test(
            name,
          ),
      )
      .map(({ name, value }) => [name.toLowerCase(), plain(value, ids)]),
  );
  return { status: answer.status(), headers, body, text: plain(body, ids) };
}

function plain(text: string, ids: Ids): string {
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
async function differs<Answer>(
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

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

/** Who reaches an address of their own: the partner's staff everything, merchants' people what stands below theirs. */
function mayReach(role: Role, pattern: string, need: readonly string[]): boolean {
  if (!holds(role, need)) return false;
  return !isMerchantRole(role) || pattern.includes("[merchantId]") || pattern.startsWith("/api/");
}

const guarded = () =>
  servedByBuild().flatMap(({ address, kind }) => {
    if (kind === "route" && address in RECEIVES) return [];
    const need: Need | undefined = (kind === "page" ? PAGES : READS)[address];
    expect(need, `${kind} ${address} is not in the policy`).toBeDefined();
    return need === undefined || typeof need === "string" ? [] : [{ address, kind, need }];
  });

test("every page, read and file answers those who may, and refuses all others", async () => {
  test.setTimeout(180_000);
  const wrong: string[] = [];
  await eachOf(
    guarded().flatMap((served) => ROLES.map((role) => ({ ...served, role }))),
    async ({ address, need, role }) => {
      const { status, body } = await ask(role, address, own);
      const may = mayReach(role, address, need);
      // An entry of the navigation leads on; a row or a cell that nobody named is 404.
      const isVague = /\/cell$|\[(?!environment|merchantId|report|orderId|siteId)/.test(address);
      // Home leads a merchant's people to their own workspace, in a stream that has begun.
      const leadsOn =
        address === "/[environment]" && [200, 307].includes(status) && !body.includes(foreignName);
      const answers = may ? [200, 307, 308, ...(isVague ? [404] : [])] : [403, 404];
      const fine = answers.includes(status) || leadsOn;
      if (!fine) wrong.push(`${role} ${address}: ${status}`);
    },
  );
  expect(wrong).toEqual([]);
});

test("another merchant's page, read or file is exactly one of nobody", async () => {
  test.setTimeout(180_000);
  const before = await digest(foreign.merchantId);
  const wrong: string[] = [];
  const random = nobodys();
  const places = guarded().filter(({ address }) => /\[(merchantId|orderId|siteId)\]/.test(address));
  await eachOf(
    places.flatMap((served) => ROLES.map((role) => ({ ...served, role }))),
    async ({ address, role }) => {
      // Whole foreign addresses for merchants' people; for everybody a foreign record below one's own merchant.
      const mixed = (ids: Ids) => ({ ...ids, merchantId: own.merchantId });
      const pairs = isMerchantRole(role) ? [[foreign, random] as const] : [];
      const all = /\[(orderId|siteId)\]/.test(address)
        ? [...pairs, [mixed(foreign), mixed(random)] as const]
        : pairs;
      for (const [theirs, nobody] of all) {
        let body = "";
        const told = async (ids: Ids) => {
          const { body: whole, ...said } = await ask(role, address, ids);
          if (ids === theirs) body = whole;
          return said;
        };
        const difference = await differs(
          () => told(theirs),
          () => told(nobody),
        );
        if (difference) wrong.push(`${role} ${address}: ${difference}`);
        if (isMerchantRole(role) && body.includes(foreignName))
          wrong.push(`${role} ${address}: names the merchant`);
      }
    },
  );
  expect(wrong).toEqual([]);
  expect(await digest(foreign.merchantId)).toEqual(before);
});

test("the search over everything finds a merchant's people nothing of another", async () => {
  for (const role of ROLES.filter(isMerchantRole)) {
    const found = await requests
      .get(role)!
      .get(`/api/find?environment=${ENVIRONMENT}&text=${encodeURIComponent(foreignName)}`);
    expect(await found.text(), role).not.toContain(foreign.merchantId);
  }
});

/** Posts as React does, and reads the answer's own row out of the stream. */
async function act(request: APIRequestContext, { id, address }: BuiltAction, input: unknown, at: Ids = own) {
  const answer = await request.post(addressFor(address, at), {
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component" },
    data: JSON.stringify([input]),
    maxRedirects: 0,
  });
  const text = await answer.text();
  const row = /^0:\{"a":"\$@(\w+)"/m.exec(text)?.[1];
  const value = row === undefined ? null : new RegExp(`^${row}:(\\{.*\\})$`, "m").exec(text)?.[1];
  return {
    status: answer.status(),
    value: value ? (JSON.parse(value) as { ok: boolean; reason?: string }) : null,
    text,
  };
}

/** The actions that ask who calls; those of signing in are the doors themselves. */
function builtActions(): (BuiltAction & { need: readonly string[] })[] {
  return actionsOfBuild().flatMap((built) => {
    const need = ACTIONS[built.name];
    expect(need, `${built.name} is not in the policy`).toBeDefined();
    if (need === undefined || need === "anybody") return [];
    return [{ ...built, need: need === "signed in" ? ["merchants.read"] : need }];
  });
}

/** What belongs to the person alone names no record of a merchant. */
const inputOf = (name: string, ids: Ids): unknown => (ACTION_INPUTS[name] ?? (() => null))(ids);

test("every action of the build is in the policy, and refuses who is not signed in", async ({
  playwright,
  baseURL,
}) => {
  test.setTimeout(60_000);
  const built = builtActions();
  const names = actionsOfBuild().map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual(Object.keys(ACTIONS).sort());
  const stranger = await playwright.request.newContext(baseURL ? { baseURL } : {});
  await eachOf(built, async (action) => {
    const { value, status } = await act(stranger, action, inputOf(action.name, foreign));
    if (value) expect(value, action.name).toMatchObject({ ok: false, reason: "SIGNED_OUT" });
    else expect([303, 307, 401], action.name).toContain(status);
  });
  await stranger.dispose();
});

test("every action looks at nothing that is sent by a role that may not call it", async () => {
  test.setTimeout(120_000);
  const wrong: string[] = [];
  await eachOf(
    builtActions().flatMap((action) => ROLES.map((role) => ({ action, role }))),
    async ({ action, role }) => {
      const { value, status } = await act(requests.get(role)!, action, null);
      const expected = holds(role, action.need) ? "INVALID" : "NO_PERMISSION";
      if (value?.reason !== expected) wrong.push(`${role} ${action.name}: ${value?.reason ?? status}`);
    },
  );
  expect(wrong).toEqual([]);
});

test("an action on another merchant's record is exactly one on nobody's, and changes nothing", async () => {
  test.setTimeout(180_000);
  const before = [await digest(foreign.merchantId), await digest(own.merchantId)];
  const random = nobodys();
  const wrong: string[] = [];
  await eachOf(
    builtActions().flatMap((action) => ROLES.map((role) => ({ action, role }))),
    async ({ action, role }) => {
      const input = (ids: Ids) => inputOf(action.name, ids);
      const pairs: (readonly [Ids, Ids])[] = [];
      if (JSON.stringify(input(foreign)) === JSON.stringify(input(random))) return;
      if (isMerchantRole(role)) pairs.push([foreign, random]);
      const mixed = (ids: Ids): Ids => ({ ...ids, merchantId: own.merchantId });
      // Only where a record is named beside the merchant: else one's own merchant would be changed, rightly.
      if (
        JSON.stringify(input(mixed(foreign))) !== JSON.stringify(input(own)) &&
        JSON.stringify(input(mixed(foreign))) !== JSON.stringify(input(mixed(random)))
      )
        pairs.push([mixed(foreign), mixed(random)]);
      for (const [theirs, nobody] of pairs) {
        const said = await act(requests.get(role)!, action, input(theirs));
        const expected = await act(requests.get(role)!, action, input(nobody));
        const [mine, other] = [said, expected].map(({ status, value }, index) =>
          plain(JSON.stringify({ status, value }), [theirs, nobody][index]!),
        );
        if (mine !== other) wrong.push(`${role} ${action.name}: ${mine}, nobody's ${other}`);
        // Some count what they did in many; nothing was done is all that they may say.
        const done =
          said.value?.ok === true && !/"(set|total|replayed|count)":0/.test(JSON.stringify(said.value));
        if (done || said.value === null || said.value.reason === "UNEXPECTED")
          wrong.push(`${role} ${action.name}: ${JSON.stringify(said.value)} (${said.status})`);
      }
    },
  );
  expect(wrong).toEqual([]);
  expect([await digest(foreign.merchantId), await digest(own.merchantId)]).toEqual(before);
});

test("a file for another merchant is refused like one for nobody's, and to roles that may send none", async () => {
  const random = nobodys();
  const before = await digest(foreign.merchantId);
  for (const [address, need] of Object.entries(RECEIVES)) {
    for (const role of ROLES) {
      const send = async (ids: Ids) => {
        const answer = await requests.get(role)!.post(addressFor(address, ids), {
          headers: { "sec-fetch-site": "same-origin" },
          data: Buffer.from("not,what,is,asked,for"),
        });
        return { status: answer.status(), text: plain(await answer.text(), ids) };
      };
      if (!mayReach(role, address, need))
        expect([403, 404], `${role} ${address}`).toContain((await send(own)).status);
      if (!isMerchantRole(role) || !address.includes("[merchantId]")) continue;
      expect(await send(foreign), `${role} ${address}`).toEqual(await send(random));
    }
  }
  expect(await digest(foreign.merchantId)).toEqual(before);
});
