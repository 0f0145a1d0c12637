import postgres from "postgres";
import { type BenchSite, plantSites } from "./decision-world.ts";

const SITES_LARGE = 500;
const DAY_MS = 86_400_000;

export type ConsoleWorld = Awaited<ReturnType<typeof plantSites>> & {
  /** The merchant with 500 sites; all orders are its. */
  large: string;
};

/**
 * 2,000 merchants, one with 500 sites, the others with three; what the board shows of them: figures of a week, marks of
 * checklists, blocks; and orders of the large one with the question that each was decided by.
 */
export async function plantConsole(
  adminUrl: string,
  { merchants, orders, events }: { merchants: number; orders: number; events: number },
): Promise<ConsoleWorld> {
  const counts = [SITES_LARGE, ...Array.from({ length: merchants - 1 }, () => 3)];
  const world = await plantSites(adminUrl, counts);
  const large = "mer_0";
  const sql = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
  await sql`SET session_replication_role = replica`;
  await sql`SET switchboard.tenant = '*'`;
  await sql`
    INSERT INTO step_evidence (merchant_id, environment, mark, count, first_at, last_at, external_order_id)
    SELECT 'mer_' || m, 'sandbox', mark, 1, now(), now(), 'order' FROM generate_series(0, ${merchants - 1}::int) m,
      unnest(ARRAY['token', 'transmit.approved', 'transmit.declined', 'cit.approved', 'site.named']) mark
    WHERE m % 3 <> 0`;
  await sql`
    INSERT INTO channel_readiness (merchant_id, channel, open, changed_at)
    SELECT 'mer_' || m, channel, ARRAY['refund'], now() FROM generate_series(0, ${merchants - 1}::int) m,
      unnest(ARRAY['cit_website', 'cit_call_center', 'mit']) channel`;
  await sql`
    UPDATE credential_sets SET state = 'failing', failing_since = now() - interval '2 days'
    WHERE environment = 'production' AND right(merchant_id, 2) = '07'`;
  await sql`
    INSERT INTO ledger_events (merchant_id, environment, id, at, type, order_id, attempt, transaction_id, amount_minor,
      currency, channel, site_id, state, approved_by_processor, sent, source, effect_key)
    SELECT 'mer_' || (n % ${merchants}::int), 'production', 'led_' || n || kind, now() - (n % 10000) * interval '1 minute',
      kind, 'order-' || n, 1, 'tx-' || n, 8900, 'USD', 'cit_website', NULL,
      CASE WHEN kind = 'evaluate' THEN CASE n % 3 WHEN 0 THEN 'approved' ELSE 'declined' END END,
      CASE WHEN kind = 'attempt' THEN false END, CASE WHEN kind = 'evaluate' THEN true END, 'gateway', kind || n
    FROM generate_series(1, ${events / 2}::int) n, unnest(ARRAY['attempt', 'evaluate']) kind`;
  await sql.unsafe(ORDERS, [orders]);
  await plantQuestions(
    sql,
    world.sites.filter(({ merchantId }) => merchantId === large),
    orders,
  );
  await sql`SET session_replication_role = DEFAULT`;
  await sql`VACUUM ANALYZE`;
  await sql.end();
  return { ...world, large };
}

/** The newest lie in the last week; as many again are older. */
const ORDERS = `
  INSERT INTO orders (merchant_id, id, environment, external_id, session_key, state, sent, channel, channel_source,
    site_id, amount_minor, currency, declined_at, declined_at_given, received_at, updated_at, transaction_id,
    response_code, response_code_source)
  SELECT 'mer_0', 'ord_' || n, 'production', 'order-' || n, gen_random_uuid(),
    CASE n % 3 WHEN 0 THEN 'approved' ELSE 'declined' END, n % 2 = 0, 'cit_website', 'default',
    'site_0_' || (n % 500), 8900, 'USD', at, true, at, at, 'tx-' || n, '51', 'network'
  FROM generate_series(0, $1::int * 2 - 1) n, LATERAL (SELECT now() - CASE WHEN n < $1::int
    THEN (n + 1) * (interval '6 days 23 hours' / $1::int) ELSE interval '60 days' END AS at) t`;

async function plantQuestions(sql: postgres.Sql, sites: readonly BenchSite[], orders: number): Promise<void> {
  const now = Date.now();
  for (let from = 0; from < orders; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, orders - from) }, (_, index) => {
      const n = from + index;
      const site = sites[n % sites.length]!;
      const at = new Date(now - (n / orders) * 7 * DAY_MS).toISOString();
      const question = {
        ...{ environment: "production", externalId: `order-${n}`, attempt: 1, previous: "none" },
        ...{ explicitChannel: null, isMit: false, orderSource: n % 7 === 0 ? "moto" : null },
        ...{ campaignId: n % 2 === 0 ? site.campaignId : null, siteId: null, descriptor: site.descriptor },
        ...{ siteUrl: `https://www.${site.host}/checkout?step=${n}`, amountMinor: 8900, currency: "USD" },
        ...{ cardBrand: "visa", cardCountry: "US", declineCode: "51", declinedAt: at, declinedAtGiven: true },
        ...{ receivedAt: at, expiresAt: null },
      };
      const data = JSON.stringify({ question });
      const event = { merchant_id: "mer_0", order_id: `ord_${n}`, id: `evt_${n}`, at, attempt: 1, data };
      return { ...event, type: "decline.received" };
    });
    await sql`INSERT INTO order_events ${sql(rows)}`;
  }
}
