import type { CountName, ReportView } from "../schema.ts";

/**
 * The metrics of product.md §11, each as one plain query over ledger_events, written to be read and not to be
 * fast: the read models must equal them. Parameters: $1 environment, $2 merchant, $3 currency, $4 and $5 the
 * period's instants, first inclusive, second exclusive.
 */
const ORDERS = `
WITH event AS (
  SELECT *, COALESCE(attempt, 1) AS n FROM ledger_events
  WHERE environment = $1 AND merchant_id = $2 AND currency = $3
),
-- How each attempt stands: the higher rank wins; of two final results the first one stands.
ranked(state, rank) AS (
  VALUES ('unknown', 1), ('submitted', 2), ('challenge', 3), ('capture_required', 4), ('late_approval', 4),
    ('not_sent', 9), ('approved', 9), ('declined', 9), ('cancelled', 9), ('expired', 9)
),
attempt AS (
  SELECT DISTINCT ON (order_id, n) order_id, n, state, at, amount_minor AS amount,
    COALESCE((SELECT a.amount_minor FROM event a WHERE a.order_id = event.order_id AND a.n = event.n
      AND a.type = 'evaluate' ORDER BY a.amount_minor LIMIT 1), amount_minor) AS asked_amount,
    COALESCE((SELECT min(a.at) FROM event a WHERE a.order_id = event.order_id AND a.n = event.n AND a.type = 'evaluate'),
      (SELECT min(a.at) FROM event a WHERE a.order_id = event.order_id AND a.n = event.n AND a.type = 'outcome')) AS asked_at
  FROM event LEFT JOIN ranked USING (state)
  WHERE type IN ('evaluate', 'outcome')
  ORDER BY order_id, n, COALESCE(rank, 0) DESC, at, state
),
-- Attempts that FlexCharge was really asked about.
sent AS (
  SELECT * FROM attempt WHERE state <> 'not_sent' AND NOT EXISTS (
    SELECT 1 FROM event a WHERE a.order_id = attempt.order_id AND a.n = attempt.n AND a.type = 'evaluate' AND a.sent = false)
),
processor AS (
  SELECT order_id, at, approved_by_processor AS approved, amount_minor AS amount, source, id,
    COALESCE(transaction_id, id) AS transaction
  FROM event WHERE type = 'attempt'
),
known AS (SELECT DISTINCT order_id FROM event WHERE type IN ('attempt', 'evaluate', 'outcome')),
an_order AS (
  SELECT order_id,
    (SELECT min(at) FROM event e WHERE e.order_id = k.order_id AND e.type IN ('attempt', 'evaluate', 'outcome')) AS first_at,
    COALESCE((SELECT min(at) FROM processor p WHERE p.order_id = k.order_id AND NOT approved),
      (SELECT min(at) FROM event e WHERE e.order_id = k.order_id AND e.type = 'evaluate'),
      (SELECT min(at) FROM event e WHERE e.order_id = k.order_id AND e.type = 'outcome')) AS declined_at,
    COALESCE((SELECT amount FROM processor p WHERE p.order_id = k.order_id AND NOT approved ORDER BY at, id LIMIT 1),
      (SELECT amount_minor FROM event e WHERE e.order_id = k.order_id AND e.type IN ('evaluate', 'outcome') ORDER BY at, id LIMIT 1)) AS declined_amount,
    (SELECT approved FROM processor p WHERE p.order_id = k.order_id ORDER BY at, id LIMIT 1) AS approved_first,
    (SELECT min(at) FROM processor p WHERE p.order_id = k.order_id AND approved) AS approved_at,
    EXISTS (SELECT 1 FROM processor p WHERE p.order_id = k.order_id AND source IN ('transmit', 'import')) AS transmitted,
    EXISTS (SELECT 1 FROM event e WHERE e.order_id = k.order_id AND e.source = 'sync') AS direct,
    (SELECT min(asked_at) FROM sent s WHERE s.order_id = k.order_id) AS evaluated_at,
    -- The attempt that the order shows: the first approved one, else the latest open one, else the latest.
    (SELECT s.n FROM sent s WHERE s.order_id = k.order_id AND s.state = 'approved' ORDER BY at, n DESC LIMIT 1) AS rescuer,
    (SELECT max(s.n) FROM sent s WHERE s.order_id = k.order_id
      AND s.state IN ('unknown', 'submitted', 'capture_required', 'late_approval')) AS waiting,
    (SELECT max(s.n) FROM sent s WHERE s.order_id = k.order_id) AS latest
  FROM known k
),
facts AS (
  SELECT o.*, COALESCE(declined_at, first_at) AS cohort_at,
    rescuer IS NOT NULL AS rescued,
    rescuer IS NULL AND waiting IS NOT NULL AS open,
    rescuer IS NULL AND waiting IS NULL AND latest IS NOT NULL AS lost,
    (SELECT asked_amount FROM sent s WHERE s.order_id = o.order_id AND s.n = COALESCE(rescuer, waiting, latest)) AS evaluated_amount,
    (SELECT at FROM sent s WHERE s.order_id = o.order_id AND s.n = rescuer) AS rescued_at,
    (SELECT amount FROM sent s WHERE s.order_id = o.order_id AND s.n = rescuer) AS rescued_amount,
    (SELECT max(at) FROM sent s WHERE s.order_id = o.order_id) AS lost_at
  FROM an_order o
)`;

const inPeriod = (date: string) => `${date} >= $4 AND ${date} < $5`;
/** Counts or sums orders that meet a condition, on their cohort's date or on the date that the thing happened. */
const orders = (date: string, condition: string, value = "count(*)") => ({
  cohort: `${ORDERS} SELECT ${value} AS value FROM facts WHERE (${condition}) AND ${inPeriod("cohort_at")}`,
  cash: `${ORDERS} SELECT ${value} AS value FROM facts WHERE (${condition}) AND ${inPeriod(date)}`,
});
/** Money that went back on rescued orders. */
const sentBack = (type: string, date = "e.at") => {
  const select = `${ORDERS} SELECT sum(e.amount_minor) AS value FROM facts f JOIN event e USING (order_id)
    WHERE f.rescued AND e.type = '${type}'`;
  return {
    cohort: `${select} AND ${inPeriod("f.cohort_at")}`,
    cash: `${select} AND ${inPeriod(date)}`,
  };
};
const authorisations = `${ORDERS} SELECT count(*) AS value FROM (SELECT order_id, transaction, min(at) AS at
  FROM processor GROUP BY order_id, transaction) t JOIN facts f USING (order_id) WHERE`;

export const REFERENCE: Record<CountName, Record<ReportView, string>> = {
  orders: orders("first_at", "true"),
  attempts: {
    cohort: `${authorisations} ${inPeriod("f.cohort_at")}`,
    cash: `${authorisations} ${inPeriod("t.at")}`,
  },
  approvedFirst: orders("first_at", "approved_first"),
  approvedWithout: orders("approved_at", "approved_at IS NOT NULL AND NOT rescued"),
  declined: orders("declined_at", "declined_at IS NOT NULL"),
  evaluated: orders("evaluated_at", "evaluated_at IS NOT NULL"),
  rescued: orders("rescued_at", "rescued"),
  open: orders("evaluated_at", "open"),
  lost: orders("lost_at", "lost"),
  untransmitted: orders("evaluated_at", "evaluated_at IS NOT NULL AND NOT transmitted"),
  direct: orders("first_at", "direct"),
  declinedAmount: orders("declined_at", "declined_at IS NOT NULL", "sum(declined_amount)"),
  evaluatedAmount: orders("evaluated_at", "evaluated_at IS NOT NULL", "sum(evaluated_amount)"),
  rescuedAmount: orders("rescued_at", "rescued", "sum(rescued_amount)"),
  openAmount: orders("evaluated_at", "open", "sum(evaluated_amount)"),
  lostAmount: orders("lost_at", "lost", "sum(evaluated_amount)"),
  refundedAmount: sentBack("refund"),
  chargebackAmount: sentBack("chargeback"),
  chargebackOfRescuedAmount: sentBack("chargeback", "f.rescued_at"),
};
