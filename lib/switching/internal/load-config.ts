import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { transmitDefault } from "#lib/merchants/rules.ts";
import { CHANNELS, type Channel, ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type {
  AccountConfig,
  CredentialConfig,
  KillRow,
  MerchantConfig,
  PartnerConfig,
  SetBy,
  SwitchRow,
} from "../schema.ts";

type SetByRow = { set_by_id: string; set_by_name: string; set_at: string; reason: string; version: number };
type Row = Omit<
  MerchantConfig,
  "sites" | "campaigns" | "switches" | "kills" | "credentials" | "accounts" | "transmit" | "checklist"
> & {
  archivedAt: string | null;
  ownerId: string | null;
  ownerName: string;
  sites:
    | {
        id: string;
        name: string;
        sandbox_site_id: string | null;
        production_site_id: string | null;
        evaluate_deadline_ms: number;
        archived_at: string | null;
      }[]
    | null;
  hosts: { site_id: string; host: string }[] | null;
  descriptors: { site_id: string; descriptor: string }[] | null;
  campaigns: MerchantConfig["campaigns"] | null;
  switches: (SetByRow & Omit<SwitchRow, "setBy">)[] | null;
  kills: (SetByRow & Omit<KillRow, "setBy">)[] | null;
  credentials:
    | (Omit<CredentialConfig, "failingStatus"> & { environment: Environment; failingStatus: number | null })[]
    | null;
  accounts: (AccountConfig & { environment: Environment })[] | null;
  transmit: { channel: Channel; setting: MerchantConfig["transmit"][Channel] }[] | null;
  readiness: { channel: Channel; open: string[]; changedAt: string }[] | null;
};

const iso = (time: string | null) => (time === null ? null : new Date(time).toISOString());

const setBy = (row: SetByRow): SetBy => ({
  id: row.set_by_id,
  name: row.set_by_name,
  at: new Date(row.set_at).toISOString(),
  reason: row.reason,
  version: row.version,
});

const KILL_OR_SWITCH = sql.raw(
  `scope, scope_id AS "scopeId", channel, set_by_id, set_by_name, set_at, reason, version`,
);

/**
 * The configurations of some or (`null`) all merchants that the transaction's tenant reaches, in one statement: what
 * is decided by was true together at one moment.
 */
export async function loadMerchants(tx: Transaction, ids: string[] | null): Promise<MerchantConfig[]> {
  const wanted = ids === null ? sql`true` : sql`m.id IN ${ids.length === 0 ? [""] : ids}`;
  const rows = (await tx.execute(sql`
    SELECT m.id, m.name, m.state, m.integration, m.observed, m.timezone, m.currency, m.mit_mode AS "mitMode",
      m.activation_policy AS "activationPolicy", m.default_site_id AS "defaultSiteId",
      m.descriptor_mismatch AS "descriptorMismatch", m.eligibility, m.mit_rules AS "mitRules",
      m.archived_at AS "archivedAt", m.activation_owner_id AS "ownerId",
      COALESCE(u.name, (SELECT name FROM partner LIMIT 1), '') AS "ownerName",
      COALESCE((SELECT version FROM switch_sets v WHERE v.merchant_id = m.id), 0) AS "switchVersion",
      (SELECT json_agg(r) FROM (SELECT id, name, sandbox_site_id, production_site_id, evaluate_deadline_ms, archived_at
        FROM sites WHERE merchant_id = m.id ORDER BY created_at, id) r) AS sites,
      (SELECT json_agg(r) FROM (SELECT site_id, host FROM site_hosts
        WHERE merchant_id = m.id ORDER BY position, host) r) AS hosts,
      (SELECT json_agg(r) FROM (SELECT site_id, descriptor FROM site_descriptors
        WHERE merchant_id = m.id ORDER BY position, key) r) AS descriptors,
      (SELECT json_agg(r) FROM (SELECT id, external_id AS "externalId", site_id AS "siteId", name, kind, descriptor,
          archived_at IS NOT NULL AS archived
        FROM campaigns WHERE merchant_id = m.id ORDER BY created_at, id) r) AS campaigns,
      (SELECT json_agg(r) FROM (SELECT mode, ${KILL_OR_SWITCH} FROM switches WHERE merchant_id = m.id) r) AS switches,
      (SELECT json_agg(r) FROM (SELECT ${KILL_OR_SWITCH} FROM kill_switches WHERE merchant_id = m.id) r) AS kills,
      (SELECT json_agg(r) FROM (SELECT environment, state, version, mid, verified_at AS "verifiedAt",
          failing_since AS "failingSince", (verification->>'status')::int AS "failingStatus", fingerprint
        FROM credential_sets WHERE merchant_id = m.id AND current) r) AS credentials,
      (SELECT json_agg(r) FROM (SELECT environment, standing, standing_at AS "standingAt", mit, mit_at AS "mitAt",
          mit_by AS "mitBy" FROM flexcharge_accounts WHERE merchant_id = m.id) r) AS accounts,
      (SELECT json_agg(r) FROM (SELECT channel, setting FROM transmit_settings
        WHERE merchant_id = m.id) r) AS transmit,
      (SELECT json_agg(r) FROM (SELECT channel, open, changed_at AS "changedAt" FROM channel_readiness
        WHERE merchant_id = m.id) r) AS readiness
    FROM merchants m LEFT JOIN users u ON u.id = m.activation_owner_id
    WHERE ${wanted} ORDER BY m.id`)) as unknown as Row[];
  return rows.map(toConfig);
}

function toConfig(row: Row): MerchantConfig {
  const { archivedAt, ownerId, ownerName, hosts, descriptors, readiness, ...rest } = row;
  const bySite = <Item extends { site_id: string }>(items: Item[] | null, text: (item: Item) => string) => {
    const lists = new Map<string, string[]>();
    for (const item of items ?? []) {
      const list = lists.get(item.site_id);
      if (list) list.push(text(item));
      else lists.set(item.site_id, [text(item)]);
    }
    return lists;
  };
  const hostsOf = bySite(hosts, (item) => item.host);
  const descriptorsOf = bySite(descriptors, (item) => item.descriptor);
  const { integration } = row;
  return {
    ...rest,
    // An archived merchant is closed, whatever state it was archived in.
    state: archivedAt === null ? row.state : "closed",
    // A merchant's own people do not see the partner's; the partner stands for them.
    activationOwner: ownerId === null ? null : { id: ownerId, name: ownerName },
    sites: (row.sites ?? []).map((site) => ({
      id: site.id,
      name: site.name,
      hosts: hostsOf.get(site.id) ?? [],
      descriptors: descriptorsOf.get(site.id) ?? [],
      siteIds: { sandbox: site.sandbox_site_id, production: site.production_site_id },
      evaluateDeadlineMs: site.evaluate_deadline_ms,
      archived: site.archived_at !== null,
    })),
    campaigns: row.campaigns ?? [],
    switches: (row.switches ?? []).map(({ scope, scopeId, channel, mode, ...by }) => ({
      scope,
      scopeId,
      channel,
      mode,
      setBy: setBy(by),
    })),
    kills: (row.kills ?? []).map(toKill),
    credentials: perEnvironment((environment) => credentialOf(row, environment)),
    accounts: perEnvironment((environment) => accountOf(row, environment)),
    transmit: Object.fromEntries(
      CHANNELS.map((channel) => [
        channel,
        row.transmit?.find((set) => set.channel === channel)?.setting ??
          transmitDefault(integration, channel),
      ]),
    ) as MerchantConfig["transmit"],
    checklist: Object.fromEntries(
      CHANNELS.map((channel) => {
        const judged = readiness?.find((each) => each.channel === channel);
        return [channel, { open: judged?.open ?? null, at: iso(judged?.changedAt ?? null) }];
      }),
    ) as MerchantConfig["checklist"],
  };
}

const toKill = ({ scope, scopeId, channel, ...by }: SetByRow & Omit<KillRow, "setBy">): KillRow => ({
  scope,
  scopeId,
  channel,
  setBy: setBy(by),
});

function perEnvironment<Value>(make: (environment: Environment) => Value): Record<Environment, Value> {
  return Object.fromEntries(ENVIRONMENTS.map((each) => [each, make(each)])) as Record<Environment, Value>;
}

function credentialOf(row: Row, environment: Environment): CredentialConfig {
  const set = row.credentials?.find((each) => each.environment === environment);
  return {
    state: set?.state ?? "missing",
    version: set?.version ?? null,
    mid: set?.mid ?? null,
    verifiedAt: iso(set?.verifiedAt ?? null),
    failingSince: iso(set?.failingSince ?? null),
    failingStatus: set?.state === "failing" ? set.failingStatus : null,
    fingerprint: set?.fingerprint ?? null,
  };
}

function accountOf(row: Row, environment: Environment): AccountConfig {
  const account = row.accounts?.find((each) => each.environment === environment);
  return {
    standing: account?.standing ?? "none",
    standingAt: iso(account?.standingAt ?? null),
    mit: account?.mit ?? "unknown",
    mitAt: iso(account?.mitAt ?? null),
    mitBy: account?.mitBy ?? null,
  };
}

/** The partner's row with its own kill switches. Before the partner is set up, the strictest there is. */
export async function loadPartner(tx: Transaction): Promise<PartnerConfig> {
  const [row] = (await tx.execute(sql`
    SELECT name, timezone, approval_policy AS "approvalPolicy" FROM partner
    WHERE id = ${PARTNER_TENANT}`)) as unknown as Omit<PartnerConfig, "kills">[];
  const kills = (await tx.execute(sql`
    SELECT ${KILL_OR_SWITCH} FROM kill_switches
    WHERE merchant_id = ${PARTNER_TENANT}`)) as unknown as (SetByRow & Omit<KillRow, "setBy">)[];
  const partner = row ?? { name: "Partner", timezone: "UTC", approvalPolicy: "second_person" };
  return { ...partner, kills: kills.map(toKill) };
}
