import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { descriptorKey, normalizeHost } from "#lib/sites/rules.ts";
import { ALL_CHANNELS, CHANNELS, type Channel, type Environment, type Mode } from "#lib/terms.ts";
import { isRaise } from "../rules.ts";
import type { BoardChannel, BoardFilter, BoardRow, KillRow, SwitchRow } from "../schema.ts";
import { loadPartner } from "./load-config.ts";

/** By name; one more tells that a search finds others. */
export const BOARD_ROWS_MAX = 2_000;

type LiveRow = Pick<SwitchRow, "scope" | "channel" | "mode">;
type LiveKill = Pick<KillRow, "channel"> & { since: string };
type Row = Omit<BoardRow, "credentials" | "channels" | "activationOwner"> & {
  ownerId: string | null;
  ownerName: string;
  credentials:
    | {
        environment: Environment;
        state: BoardRow["credentials"][Environment]["state"];
        since: string | null;
      }[]
    | null;
  asked: { environment: Environment; of: "partner" | "merchant"; since: string }[] | null;
  switches: LiveRow[] | null;
  kills: LiveKill[] | null;
};

/**
 * The board in two statements, whatever the number of merchants: only explicit rows of live sites and campaigns are
 * read, because all other cells follow the merchant's default.
 */
export async function readBoard(tx: Transaction, filter: BoardFilter): Promise<BoardRow[]> {
  const partner = await loadPartner(tx);
  const rows = (await tx.execute(sql`
    SELECT m.id, m.name, CASE WHEN m.archived_at IS NULL THEN m.state ELSE 'closed' END AS state, m.integration,
      m.observed, m.currency, m.timezone, m.mit_mode AS "mitMode", m.created_at AS "createdAt",
      m.archived_at IS NOT NULL AS archived, m.activation_owner_id AS "ownerId", COALESCE(u.name, ${partner.name}) AS "ownerName",
      (SELECT count(*)::int FROM sites s WHERE s.merchant_id = m.id AND s.archived_at IS NULL) AS "siteCount",
      (SELECT json_agg(json_build_object('environment', environment, 'state', state, 'since', failing_since))
        FROM credential_sets c WHERE c.merchant_id = m.id AND c.current) AS credentials,
      (SELECT json_agg(json_build_object('environment', environment, 'of', requested_of, 'since', requested_at))
        FROM credential_sets c WHERE c.merchant_id = m.id AND c.state = 'requested') AS asked,
      (SELECT json_agg(json_build_object('scope', w.scope, 'channel', w.channel, 'mode', w.mode)) FROM switches w
        LEFT JOIN campaigns c ON w.scope = 'campaign' AND c.merchant_id = w.merchant_id AND c.id = w.scope_id
        LEFT JOIN sites s ON s.merchant_id = w.merchant_id AND s.id = COALESCE(c.site_id, w.scope_id)
        WHERE w.merchant_id = m.id AND c.archived_at IS NULL
          AND (w.scope = 'merchant' OR (s.id IS NOT NULL AND s.archived_at IS NULL))) AS switches,
      (SELECT json_agg(json_build_object('channel', k.channel, 'since', k.set_at)) FROM kill_switches k
        LEFT JOIN sites s ON k.scope = 'site' AND s.merchant_id = k.merchant_id AND s.id = k.scope_id
        WHERE k.merchant_id = m.id AND (k.scope = 'merchant' OR (s.id IS NOT NULL AND s.archived_at IS NULL))) AS kills
    FROM merchants m LEFT JOIN users u ON u.id = m.activation_owner_id
    WHERE ${where(filter)} ORDER BY lower(m.name), m.id LIMIT ${BOARD_ROWS_MAX + 1}`)) as unknown as Row[];
  const ofPartner = partner.kills.map(({ channel, setBy }) => ({ channel, since: setBy.at }));
  return rows.map(({ ownerId, ownerName, credentials, asked, switches, kills, ...row }) => ({
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    activationOwner: ownerId === null ? null : { id: ownerId, name: ownerName },
    credentials: {
      sandbox: stateOf("sandbox", credentials, asked),
      production: stateOf("production", credentials, asked),
    },
    channels: Object.fromEntries(
      CHANNELS.map((channel) => [
        channel,
        boardChannel(channel, row.siteCount, switches ?? [], [...ofPartner, ...(kills ?? [])]),
      ]),
    ) as BoardRow["channels"],
  }));
}

/** A channel of one merchant from the explicit rows of its live scopes; sites without a row follow the merchant. */
export function boardChannel(
  channel: Channel,
  siteCount: number,
  switches: LiveRow[],
  kills: LiveKill[],
): BoardChannel {
  const own = switches.filter((row) => row.channel === channel);
  const inherited: Mode = own.find((row) => row.scope === "merchant")?.mode ?? "off";
  const sites: Record<Mode, number> = { off: 0, sandbox: 0, production: 0 };
  const set = own.filter((row) => row.scope === "site");
  for (const row of set) sites[row.mode] += 1;
  sites[inherited] += siteCount - set.length;

  const followed = siteCount === 0 || siteCount > set.length ? [inherited] : [];
  const modes = [...followed, ...own.filter((row) => row.scope !== "merchant").map((row) => row.mode)];
  const highest = modes.reduce<Mode>((best, mode) => (isRaise(best, mode) ? mode : best), "off");
  const stops = kills
    .filter((row) => row.channel === ALL_CHANNELS || row.channel === channel)
    .map((row) => new Date(row.since).toISOString());
  return { highest, stoppedSince: stops.sort()[0] ?? null, sites };
}

function stateOf(environment: Environment, sets: Row["credentials"], asked: Row["asked"]) {
  const set = sets?.find((each) => each.environment === environment);
  const request = asked?.find((each) => each.environment === environment);
  return {
    state: set?.state ?? (request ? "requested" : "missing"),
    failingSince: set?.since ? new Date(set.since).toISOString() : null,
    requested: request ? { of: request.of, since: new Date(request.since).toISOString() } : null,
  } as const;
}

function where(filter: BoardFilter) {
  const all = [filter.archived ? sql`true` : sql`m.archived_at IS NULL`];
  if (filter.integration) all.push(sql`m.integration = ${filter.integration}`);
  if (filter.currency) all.push(sql`m.currency = ${filter.currency}`);
  if (filter.ownerId) all.push(sql`m.activation_owner_id = ${filter.ownerId}`);
  const text = filter.search?.trim();
  if (text) {
    // strpos, not LIKE: % and _ in what somebody types are themselves.
    all.push(sql`(m.id = ${text} OR strpos(lower(m.name), lower(${text})) > 0
      OR EXISTS (SELECT FROM credential_sets c WHERE c.merchant_id = m.id AND lower(c.mid) = lower(${text}))
      OR EXISTS (SELECT FROM site_hosts h WHERE h.merchant_id = m.id AND strpos(h.host, ${normalizeHost(text) ?? text}) > 0)
      OR EXISTS (SELECT FROM site_descriptors d WHERE d.merchant_id = m.id AND strpos(d.key, ${descriptorKey(text)}) > 0))`);
  }
  return sql.join(all, sql` AND `);
}
