import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { evidenceCursors, stepEvidence } from "#db/schema/checklist.ts";
import { newId } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";
import type { Mark } from "../schema.ts";
import { bodyMarks, type LedgerFact, marksOf } from "./marks.ts";

/** Of one merchant's one environment, at a time; and of those, bodies that are looked into. */
const ROWS_A_PLACE = 1_000;
const BODIES_A_PLACE = 10;
/** In all, so that one pass is bounded however many merchants there are. */
const ROWS_A_PASS = 20_000;
/** A row whose id is younger may still be followed by an older one that commits later. */
const SETTLING_MS = 5_000;

type Row = Omit<LedgerFact, "order"> & {
  merchantId: string;
  environment: Environment;
  id: string;
  at: string;
  externalOrderId: string;
  orderId: string | null;
  orderAmount: number | null;
  refunded: number | null;
  siteSource: string | null;
  request: string | null;
};

export type ReadPass = { rows: number; merchants: Set<string> };

/**
 * Reads on where each merchant's ledger was left, by primary key, and keeps what it proves. Ids are made in the order
 * of time, so the place is an id; the last seconds wait for the next pass.
 */
export async function readEvidence(tx: Transaction, now: Date): Promise<ReadPass> {
  const until = newId("ledger", now.getTime() - SETTLING_MS).slice(0, 14);
  const rows = (await tx.execute(sql`
    WITH fresh AS (
      SELECT l.*, row_number() OVER (
        PARTITION BY l.merchant_id, l.environment, l.type = 'evaluate' AND l.sent ORDER BY l.id DESC) AS nth
      FROM (SELECT l.* FROM merchants m CROSS JOIN (VALUES ('sandbox'), ('production')) e (environment)
        LEFT JOIN evidence_cursors c ON c.merchant_id = m.id AND c.environment = e.environment
        CROSS JOIN LATERAL (
          SELECT * FROM ledger_events l WHERE l.merchant_id = m.id AND l.environment = e.environment
            AND l.id > COALESCE(c.ledger_id, '') AND l.id < ${until} ORDER BY l.id LIMIT ${ROWS_A_PLACE}) l
        WHERE m.archived_at IS NULL LIMIT ${ROWS_A_PASS}) l)
    SELECT f.merchant_id AS "merchantId", f.environment, f.id, f.at, f.type, f.source, f.channel, f.state, f.sent,
      f.approved_by_processor AS "approvedByProcessor", f.amount_minor AS "amountMinor",
      f.order_id AS "externalOrderId", o.id AS "orderId", o.amount_minor AS "orderAmount",
      o.refunded_minor AS refunded, o.site_source AS "siteSource", a.request
    FROM fresh f
    LEFT JOIN orders o ON f.type <> 'attempt' AND o.merchant_id = f.merchant_id AND o.environment = f.environment
      AND o.external_id = f.order_id
    LEFT JOIN attempts a ON f.type = 'evaluate' AND f.sent AND f.nth <= ${BODIES_A_PLACE}
      AND a.merchant_id = o.merchant_id AND a.order_id = o.id AND a.number = f.attempt
    ORDER BY f.merchant_id, f.environment, f.id`)) as unknown as Row[];

  const seen = new Map<string, typeof stepEvidence.$inferInsert>();
  const places = new Map<string, typeof evidenceCursors.$inferInsert>();
  for (const row of rows) {
    const { merchantId, environment } = row;
    places.set(`${merchantId}/${environment}`, { merchantId, environment, ledgerId: row.id, readAt: now });
    for (const mark of new Set([...marksOf(factOf(row)), ...bodyMarks(row.request)])) count(seen, row, mark);
  }
  if (rows.length > 0) {
    await keep(tx, [...seen.values()]);
    await tx
      .insert(evidenceCursors)
      .values([...places.values()])
      .onConflictDoUpdate({
        target: [evidenceCursors.merchantId, evidenceCursors.environment],
        set: { ledgerId: sql`excluded.ledger_id`, readAt: sql`excluded.read_at` },
      });
  }
  return { rows: rows.length, merchants: new Set(rows.map(({ merchantId }) => merchantId)) };
}

function factOf(row: Row): LedgerFact {
  const order =
    row.orderId === null
      ? null
      : {
          amountMinor: Number(row.orderAmount),
          refundedMinor: Number(row.refunded),
          siteSource: row.siteSource,
        };
  return { ...row, amountMinor: Number(row.amountMinor), order };
}

function count(seen: Map<string, typeof stepEvidence.$inferInsert>, row: Row, mark: Mark): void {
  const { merchantId, environment, externalOrderId, orderId } = row;
  const key = `${merchantId}/${environment}/${mark}`;
  const at = new Date(row.at);
  const before = seen.get(key);
  const isNewest = !before || at >= before.lastAt;
  const last = isNewest ? { lastAt: at, externalOrderId, orderId } : before;
  seen.set(key, {
    merchantId,
    environment,
    mark,
    count: (before?.count ?? 0) + 1,
    firstAt: before && before.firstAt < at ? before.firstAt : at,
    lastAt: last.lastAt,
    externalOrderId: last.externalOrderId,
    orderId: last.orderId ?? null,
  });
}

async function keep(tx: Transaction, marks: (typeof stepEvidence.$inferInsert)[]): Promise<void> {
  if (marks.length === 0) return;
  const pick = (column: string) =>
    sql.raw(
      `CASE WHEN excluded.last_at >= step_evidence.last_at THEN excluded.${column} ELSE step_evidence.${column} END`,
    );
  await tx
    .insert(stepEvidence)
    .values(marks)
    .onConflictDoUpdate({
      target: [stepEvidence.merchantId, stepEvidence.environment, stepEvidence.mark],
      set: {
        count: sql`step_evidence.count + excluded.count`,
        firstAt: sql`LEAST(step_evidence.first_at, excluded.first_at)`,
        lastAt: sql`GREATEST(step_evidence.last_at, excluded.last_at)`,
        externalOrderId: pick("external_order_id"),
        orderId: pick("order_id"),
      },
    });
}
