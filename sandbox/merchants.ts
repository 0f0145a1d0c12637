import { randomBytes, randomUUID } from "node:crypto";
import type { Queryable } from "./store.ts";
import { asJson } from "./store.ts";
import type { World } from "./world.ts";

export type MitMode = "managed" | "sync";

/** A merchant account of one world with its credentials. */
export type Merchant = {
  mid: string;
  name: string;
  mit_mode: MitMode;
  mit_enabled: boolean;
  auth_capture: boolean;
  /** Share of an order's amount that partial refunds may reach; null is no limit. */
  partial_refund_limit: number | null;
  webhook_url: string | null;
  client_id: string;
  app_key: string;
  app_secret: string;
  tokenization_key: string;
  webhook_key: string;
  created_on: Date;
  is_partner: boolean;
  /** Through whom the account was opened. */
  partner_mid: string | null;
  /** What its application told of the company; null for accounts that support opened. */
  profile: unknown;
};

export type Site = { id: string; name: string; url: string | null; descriptor: string | null };

/** The settings that FlexCharge's portal or support would change; absent keeps what is there. */
export type MerchantSettings = Partial<
  Omit<Merchant, "mid" | "client_id" | "created_on"> & { sites: (Partial<Site> & { name: string })[] }
>;

export async function findMerchant(db: Queryable, world: World, mid: string): Promise<Merchant | null> {
  const [row] = await db<Merchant[]>`
    select * from sandbox.merchants where world = ${world.name} and mid = ${mid.toLowerCase()}`;
  return row ?? null;
}

export async function findMerchantByKeys(
  world: World,
  appKey: string,
  appSecret: string,
): Promise<Merchant | null> {
  const [row] = await world.sql<Merchant[]>`
    select * from sandbox.merchants
    where world = ${world.name} and app_key = ${appKey} and app_secret = ${appSecret}
    union all
    select m.* from sandbox.clients c join sandbox.merchants m on m.world = c.world and m.mid = c.mid
    where c.world = ${world.name} and c.id = ${appKey} and c.value = ${appSecret} and c.type = 'secret'
      and c.revoked_on is null
    limit 1`;
  return row ?? null;
}

/** The accounts that a bearer reaches: its own, and a partner's merchants. */
export function reaches(account: Merchant, merchant: Merchant): boolean {
  return merchant.mid === account.mid || (account.is_partner && merchant.partner_mid === account.mid);
}

export async function listSites(db: Queryable, world: World, mid: string): Promise<Site[]> {
  return await db<Site[]>`
    select id, name, url, descriptor from sandbox.sites
    where world = ${world.name} and mid = ${mid} order by name, id`;
}

/** Opens an account, or changes the one that has this mid; credentials that are not given are made or kept. */
export async function saveMerchant(world: World, given: string | undefined, settings: MerchantSettings) {
  const mid = (given ?? randomUUID()).toLowerCase();
  await world.sql.begin(async (tx) => {
    const before = await findMerchant(tx, world, mid);
    const { sites, ...changes } = settings;
    const { profile, ...columns } = { ...(before ?? newMerchant(mid, world.clock.now())), ...changes };
    const row = { ...columns, profile: profile == null ? null : asJson(tx, profile) };
    const { mid: _mid, ...updates } = row;
    await tx`insert into sandbox.merchants ${tx({ world: world.name, ...row })}
      on conflict (world, mid) do update set ${tx(updates)}`;
    const kept = await listSites(tx, world, mid);
    for (const { name, ...site } of sites ?? []) {
      const id = site.id ?? kept.find((other) => other.name === name)?.id ?? randomUUID();
      const row = { name, url: site.url ?? null, descriptor: site.descriptor ?? null };
      await tx`insert into sandbox.sites ${tx({ world: world.name, mid, id, ...row })}
        on conflict (world, mid, id) do update set ${tx(row)}`;
    }
  });
  return describeMerchant(world, mid);
}

function newMerchant(mid: string, now: Date): Merchant {
  return {
    mid,
    name: "Merchant",
    mit_mode: "managed",
    mit_enabled: true,
    auth_capture: true,
    partial_refund_limit: null,
    webhook_url: null,
    client_id: randomUUID(),
    app_key: randomBytes(30).toString("base64"),
    app_secret: `AQAAAAEAACcQ${randomBytes(48).toString("base64")}`,
    tokenization_key: randomBytes(20).toString("base64url"),
    webhook_key: randomBytes(64).toString("base64"),
    created_on: now,
    is_partner: false,
    partner_mid: null,
    profile: null,
  };
}

/** The account as the control calls show it, secrets included. */
export async function describeMerchant(world: World, mid: string) {
  const merchant = await findMerchant(world.sql, world, mid);
  if (!merchant) return null;
  return {
    mid: merchant.mid,
    name: merchant.name,
    mitMode: merchant.mit_mode,
    mitEnabled: merchant.mit_enabled,
    authCapture: merchant.auth_capture,
    partialRefundLimit: merchant.partial_refund_limit,
    webhookUrl: merchant.webhook_url,
    appKey: merchant.app_key,
    appSecret: merchant.app_secret,
    tokenizationKey: merchant.tokenization_key,
    webhookKey: merchant.webhook_key,
    isPartner: merchant.is_partner,
    partnerMid: merchant.partner_mid,
    sites: await listSites(world.sql, world, merchant.mid),
  };
}
