import { and, asc, count, desc, eq, type SQL, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { orders } from "#db/schema/orders.ts";
import { transmitOutcomes, transmitResults, transmitRetries, transmits } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { type Environment, TRANSMIT_TROUBLE_STATES, type TransmitTroubleState } from "#lib/terms.ts";
import type { TransmitState } from "./schema.ts";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROWS_MAX = 200;

/** A copy and what became of it. `state` is where it is on its way. */
export type TransmitStanding = {
  merchantId: string;
  id: string;
  environment: Environment;
  externalId: string;
  transactionId: string;
  receivedAt: Date;
  declined: boolean;
  amountMinor: number;
  currency: string;
  heldReason: string | null;
  state: TransmitState;
  upstreamTransmitId: string | null;
  deliveredAt: Date | null;
  /** FlexCharge's order: told with the copy, or of our own order of that id. */
  upstreamOrderId: string | null;
  lastError: string | null;
  outcome: string | null;
};

/** The copy that a call names, of the key's environment; the first received where it was repeated. Null: none. */
export async function findTransmit(
  scope: Scope,
  id: string,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<TransmitStanding | null> {
  requirePermission(scope, "orders.read");
  if (!GUID.test(id)) return null;
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .select({ transmit: transmits, result: transmitResults, trouble: transmitRetries, order: orders })
      .from(transmits)
      .leftJoin(transmitResults, sameTransmit(transmitResults))
      .leftJoin(transmitRetries, sameTransmit(transmitRetries))
      .leftJoin(
        orders,
        and(
          eq(orders.merchantId, transmits.merchantId),
          eq(orders.environment, transmits.environment),
          eq(orders.externalId, transmits.externalId),
        ),
      )
      .where(
        and(
          where.merchantId ? eq(transmits.merchantId, where.merchantId) : undefined,
          eq(transmits.id, id),
          eq(transmits.environment, where.environment),
        ),
      )
      .orderBy(asc(transmits.receivedAt))
      .limit(1);
    if (!row) return null;
    const { transmit, result, trouble, order } = row;
    const [told] = await tx
      .select({ outcome: transmitOutcomes.outcome })
      .from(transmitOutcomes)
      .where(and(eq(transmitOutcomes.merchantId, transmit.merchantId), eq(transmitOutcomes.transmitId, id)))
      .orderBy(desc(transmitOutcomes.at), desc(transmitOutcomes.id))
      .limit(1);
    const { payload: _body, xid: _xid, seq: _seq, ...facts } = transmit;
    return {
      ...facts,
      state: result ? "delivered" : (trouble?.state ?? (transmit.heldReason ? "held" : "queued")),
      upstreamTransmitId: result?.upstreamTransmitId ?? null,
      deliveredAt: result?.deliveredAt ?? null,
      upstreamOrderId: result?.upstreamOrderId ?? order?.flexchargeOrderId ?? null,
      lastError: trouble?.lastError ?? null,
      outcome: told?.outcome ?? null,
    };
  });
}

export type TransmitTrouble = {
  merchantId: string;
  merchantName: string;
  transmitId: string;
  externalId: string;
  receivedAt: Date;
  state: TransmitTroubleState;
  attempts: number;
  nextAt: Date;
  lastError: string;
  lastStatus: number | null;
  isEdited: boolean;
};
export type TroubleFilter = {
  environment: Environment;
  merchantId?: string | undefined;
  state?: TransmitTroubleState | undefined;
};

/** Copies that did not reach FlexCharge, newest first, 200 at most, with how many there are per state. */
export async function listTransmitTroubles(
  scope: Scope,
  filter: TroubleFilter,
): Promise<{ rows: TransmitTrouble[]; counts: Record<TransmitTroubleState, number> }> {
  requirePermission(scope, "orders.read");
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({
        merchantId: transmitRetries.merchantId,
        merchantName: merchants.name,
        transmitId: transmitRetries.transmitId,
        externalId: transmitRetries.externalId,
        receivedAt: transmitRetries.receivedAt,
        state: transmitRetries.state,
        attempts: transmitRetries.attempts,
        nextAt: transmitRetries.nextAt,
        lastError: transmitRetries.lastError,
        lastStatus: transmitRetries.lastStatus,
        isEdited: sql<boolean>`${transmitRetries.payload} IS NOT NULL`,
      })
      .from(transmitRetries)
      .innerJoin(merchants, eq(merchants.id, transmitRetries.merchantId))
      .where(matching(filter))
      .orderBy(desc(transmitRetries.receivedAt), desc(transmitRetries.transmitId))
      .limit(ROWS_MAX);
    const counted = await tx
      .select({ state: transmitRetries.state, n: count() })
      .from(transmitRetries)
      .where(matching({ ...filter, state: undefined }))
      .groupBy(transmitRetries.state);
    const counts = Object.fromEntries(
      TRANSMIT_TROUBLE_STATES.map((state) => [state, counted.find((each) => each.state === state)?.n ?? 0]),
    ) as Record<TransmitTroubleState, number>;
    return { rows, counts };
  });
}

/** The body as it will be sent, for those who may see customers' data. Throws NotFoundError. */
export async function getTransmitPayload(
  scope: Scope,
  merchantId: string,
  transmitId: string,
): Promise<string> {
  requirePermission(scope, "orders.customer");
  if (!GUID.test(transmitId)) throw new NotFoundError("Transmit");
  const [row] = await inScope(scope, (tx) =>
    tx
      .select({ received: transmits.payload, edited: transmitRetries.payload })
      .from(transmits)
      .leftJoin(transmitRetries, sameTransmit(transmitRetries))
      .where(and(eq(transmits.merchantId, merchantId), eq(transmits.id, transmitId)))
      .orderBy(asc(transmits.receivedAt))
      .limit(1),
  );
  if (!row) throw new NotFoundError("Transmit");
  return row.edited ?? row.received;
}

function sameTransmit(table: typeof transmitResults | typeof transmitRetries): SQL | undefined {
  return and(eq(table.merchantId, transmits.merchantId), eq(table.transmitId, transmits.id));
}

export function matching(filter: TroubleFilter): SQL | undefined {
  return and(
    eq(transmitRetries.environment, filter.environment),
    filter.merchantId ? eq(transmitRetries.merchantId, filter.merchantId) : undefined,
    filter.state ? eq(transmitRetries.state, filter.state) : undefined,
  );
}
