import { randomBytes, randomUUID } from "node:crypto";
import { booleanAt, textAt } from "../case-insensitive.ts";
import { shortTimestamp } from "../clock.ts";
import type { Merchant } from "../merchants.ts";
import { findMerchant, reaches } from "../merchants.ts";
import { asJson } from "../store.ts";
import type { Answer } from "../wire.ts";
import { notFound, ok, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";
import type { World } from "../world.ts";

type Client = {
  id: string;
  mid: string;
  name: string;
  description: string | null;
  type: "secret" | "public" | "tokenization";
  value: string;
  scopes: unknown;
  created_on: Date;
};

/**
 * POST /v1/merchants/{mid}/api-keys (§2.11, the youngest form): `clientId` is the AppKey of /oauth2/token and
 * `clientSecret`, shown only here, its AppSecret. No tokenization key comes with it.
 */
export async function createMerchantKeys(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const merchant = await reachable(call, call.id);
  if (!merchant) return notFound("Merchant");
  const name = textAt(body, "name");
  if (name === null) return wrappedRefusal({ Name: ["The Name field is required."] });
  if (/[<>]/.test(name)) return wrappedRefusal({ Name: ["The field Name is invalid."] });
  if (booleanAt(body, "overwriteExistingKey") === true) await revokeAll(call.world, merchant);
  const client = await createClient(call.world, merchant, { name, description: textAt(body, "description") });
  return ok({
    name,
    uniqueName: `${name.toLowerCase().replace(/\W+/g, "-")}-${client.id.slice(0, 8)}`,
    description: client.description,
    clientId: client.id,
    clientSecret: client.value,
  });
}

/** POST /v1/api-keys (§2.11, the older form): one key a call, by type. */
export async function createKey(call: MerchantCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const merchant = await reachable(call, textAt(body, "mid") ?? "");
  if (!merchant) return notFound("Merchant");
  const [name, type] = [textAt(body, "name"), textAt(body, "type")?.toLowerCase()];
  if (name === null) return wrappedRefusal({ Name: ["The Name field is required."] });
  if (type !== "secret" && type !== "public" && type !== "tokenization") {
    return wrappedRefusal({ Type: ["The field Type is invalid."] });
  }
  const scopes = Array.isArray(body.scopes) ? body.scopes : [];
  return ok(
    describeKey(await createClient(call.world, merchant, { name, description: null, type, scopes }), true),
  );
}

/** GET /v1/api-keys/{id}: one key, or all of the merchant whose MID it is. Values of secrets are not shown again. */
export async function readKeys(call: MerchantCall): Promise<Answer> {
  const { world } = call;
  const merchant = await reachable(call, call.id);
  if (merchant)
    return ok((await listClients(world, merchant.mid)).map((client) => describeKey(client, false)));
  const one = await findClient(call);
  return one ? ok(describeKey(one, false)) : notFound("Api key");
}

/** DELETE /v1/api-keys/{id}. */
export async function revokeKey(call: MerchantCall): Promise<Answer> {
  const one = await findClient(call);
  if (!one) return notFound("Api key");
  await call.world.sql`update sandbox.clients set revoked_on = ${call.world.clock.now()}
    where world = ${call.world.name} and id = ${one.id}`;
  return ok({ ...describeKey(one, false), revoked: true });
}

async function reachable({ world, merchant: account }: MerchantCall, mid: string): Promise<Merchant | null> {
  const merchant = mid ? await findMerchant(world.sql, world, mid) : null;
  return merchant && reaches(account, merchant) ? merchant : null;
}

async function findClient(call: MerchantCall): Promise<Client | null> {
  const [client] = await call.world.sql<Client[]>`
    select * from sandbox.clients
    where world = ${call.world.name} and id = ${call.id.toLowerCase()} and revoked_on is null`;
  return client && (await reachable(call, client.mid)) ? client : null;
}

function listClients(world: World, mid: string): Promise<Client[]> {
  return world.sql<Client[]>`
    select * from sandbox.clients where world = ${world.name} and mid = ${mid} and revoked_on is null
    order by created_on, id`;
}

async function createClient(
  world: World,
  merchant: Merchant,
  given: { name: string; description: string | null; type?: Client["type"]; scopes?: unknown[] },
): Promise<Client> {
  const id = randomUUID();
  const type = given.type ?? "secret";
  const values = {
    secret: `AQAAAAEAACcQ${randomBytes(48).toString("base64")}`,
    public: id,
    tokenization: merchant.tokenization_key,
  };
  const { name, description, scopes = [] } = given;
  const client = {
    id,
    mid: merchant.mid,
    name,
    description,
    type,
    value: values[type],
    created_on: world.clock.now(),
  };
  const row = { world: world.name, ...client, scopes: asJson(world.sql, scopes) };
  await world.sql`insert into sandbox.clients ${world.sql(row)}`;
  return { ...client, scopes };
}

/** The portal's own pair and every client of the merchant stop working. */
async function revokeAll(world: World, merchant: Merchant): Promise<void> {
  await world.sql.begin(async (tx) => {
    await tx`update sandbox.clients set revoked_on = ${world.clock.now()}
      where world = ${world.name} and mid = ${merchant.mid} and revoked_on is null`;
    await tx`update sandbox.merchants set app_secret = ${randomBytes(48).toString("base64")}
      where world = ${world.name} and mid = ${merchant.mid}`;
  });
}

function describeKey(client: Client, withValue: boolean) {
  const { id, mid, name, type, scopes } = client;
  const value = type === "secret" && !withValue ? null : client.value;
  return { id, mid, name, type, value, scopes, created_at: shortTimestamp(client.created_on), errors: [] };
}
