import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { siteDescriptors, sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { OrderAnswer } from "#lib/flexcharge/schema.ts";
import { newId } from "#lib/kit/ids.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { descriptorKey } from "#lib/sites/rules.ts";
import { recordExternalRefund } from "../record-external-refund.ts";
import { recordOutcome } from "../record-outcome.ts";
import { RANKS } from "../rules.ts";
import type { Account } from "./claim-polls.ts";
import { type DirectOrder, directOrderOf, directRows } from "./direct-order.ts";
import { orderPlace } from "./show-on-order.ts";

/** Writes what is new of one page of FlexCharge's list, in one transaction. Answers how many were new. */
export function writeDirectOrders(
  scope: Scope,
  account: Account,
  rows: readonly OrderAnswer[],
): Promise<number> {
  const listed = onceEach(rows.flatMap((row) => directOrderOf(row) ?? []));
  if (listed.length === 0) return Promise.resolve(0);
  return inScope(scope, async (tx) => {
    const ids = listed.map(({ flexchargeOrderId }) => flexchargeOrderId);
    const known = await tx
      .select()
      .from(attempts)
      .where(and(eq(attempts.merchantId, account.merchantId), inArray(attempts.flexchargeOrderId, ids)));
    const siteOf = await siteFinder(tx, account);
    const fresh: DirectOrder[] = [];
    for (const direct of listed) {
      const attempt = known.find(({ flexchargeOrderId }) => flexchargeOrderId === direct.flexchargeOrderId);
      if (attempt) await catchUp(tx, scope, attempt, direct);
      else fresh.push(direct);
    }
    // Nearly every one is the first of its order: those are written together.
    const named = await namedOrders(tx, account, fresh);
    const firsts = fresh.filter(({ externalId }) => !named.has(externalId));
    const written = await createMany(
      tx,
      firsts.map((direct) => ({ direct, place: { ...account, siteId: siteOf(direct) } })),
      scope.clock.now(),
    );
    let created = written.length;
    for (const { direct, orderId } of written) {
      await bookRefund(tx, scope, { merchantId: account.merchantId, orderId, attempt: 1 }, direct);
    }
    const alone = new Set(written.map(({ direct }) => direct));
    for (const direct of fresh.filter((each) => !alone.has(each))) {
      if (await create(tx, scope, { ...account, siteId: siteOf(direct) }, direct)) created += 1;
    }
    return created;
  });
}

/** A list that shifts while it is read shows an order twice: its later line counts. */
function onceEach(listed: DirectOrder[]): DirectOrder[] {
  return [...new Map(listed.map((direct) => [direct.flexchargeOrderId, direct])).values()];
}

/** The checkout's ids that are taken already, or stand twice on this page. */
async function namedOrders(tx: Transaction, account: Account, fresh: DirectOrder[]): Promise<Set<string>> {
  const ids = fresh.map(({ externalId }) => externalId);
  const taken = await tx
    .select({ externalId: orders.externalId })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, account.merchantId),
        eq(orders.environment, account.environment),
        inArray(orders.externalId, ids),
      ),
    );
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return new Set([...taken.map(({ externalId }) => externalId), ...twice]);
}

async function createMany(
  tx: Transaction,
  firsts: { direct: DirectOrder; place: Account & { siteId: string | null } }[],
  now: Date,
): Promise<{ direct: DirectOrder; orderId: string }[]> {
  if (firsts.length === 0) return [];
  const all = firsts.map(({ direct, place }) => {
    const orderId = newId("order", direct.createdAt.getTime());
    return { direct, orderId, rows: directRows(direct, place, { orderId, number: 1 }, now) };
  });
  const inserted = await tx
    .insert(orders)
    .values(all.map(({ rows }) => rows.order))
    .onConflictDoNothing()
    .returning({ id: orders.id });
  const ids = new Set(inserted.map(({ id }) => id));
  // Somebody else has just written the others: those are looked at one by one, under their lock.
  const ours = all.filter(({ orderId }) => ids.has(orderId));
  if (ours.length === 0) return [];
  await tx.insert(attempts).values(ours.map(({ rows }) => rows.attempt));
  await tx.insert(orderEvents).values(ours.map(({ rows }) => rows.event));
  await appendLedgerEvents(
    tx,
    ours.flatMap(({ rows }) => rows.facts),
  );
  return ours;
}

async function create(
  tx: Transaction,
  scope: Scope,
  place: Account & { siteId: string | null },
  direct: DirectOrder,
): Promise<boolean> {
  const { merchantId, environment } = place;
  const now = scope.clock.now();
  const identity = and(
    eq(orders.merchantId, merchantId),
    eq(orders.environment, environment),
    eq(orders.externalId, direct.externalId),
  );
  const [same] = await tx.select().from(orders).where(identity).for("update");
  // Sent through us: its own evaluate, notices and settlement tell of it.
  if (same && same.origin !== "direct") return false;
  // Somebody else reads the same list just now: under the lock this try is seen.
  if (same && (await isTried(tx, merchantId, direct))) return false;
  const orderId = same?.id ?? newId("order", direct.createdAt.getTime());
  const number = (same?.attemptsCount ?? 0) + 1;
  const { order, attempt, event, facts } = directRows(direct, place, { orderId, number }, now);
  if (same) {
    const { state, flexchargeOrderId, amountMinor, currency, expiresAt } = order;
    // An approval of an earlier try stays what the order shows.
    const shown =
      same.state === "approved" ? {} : { state, flexchargeOrderId, amountMinor, currency, expiresAt };
    await tx
      .update(orders)
      .set({ ...shown, attemptsCount: number, updatedAt: now })
      .where(orderPlace({ merchantId, orderId }));
  } else {
    const inserted = await tx.insert(orders).values(order).onConflictDoNothing().returning({ id: orders.id });
    // Written just now by somebody else, perhaps for another try: what is there decides.
    if (inserted.length === 0) return create(tx, scope, place, direct);
  }
  await tx.insert(attempts).values(attempt);
  await tx.insert(orderEvents).values(event);
  await appendLedgerEvents(tx, facts);
  await bookRefund(tx, scope, { merchantId, orderId, attempt: number }, direct);
  return true;
}

async function isTried(tx: Transaction, merchantId: string, direct: DirectOrder): Promise<boolean> {
  const isThis = eq(attempts.flexchargeOrderId, direct.flexchargeOrderId);
  const [tried] = await tx
    .select({ number: attempts.number })
    .from(attempts)
    .where(and(eq(attempts.merchantId, merchantId), isThis))
    .limit(1);
  return tried !== undefined;
}

/** What polling does not ask for: a capture or a challenge that ended in the merchant's own hands. */
async function catchUp(
  tx: Transaction,
  scope: Scope,
  attempt: typeof attempts.$inferSelect,
  direct: DirectOrder,
): Promise<void> {
  const { merchantId, orderId, number, state } = attempt;
  const isNews = direct.state === "approved" || direct.state === "capture_required";
  if (!isNews || RANKS[direct.state] <= RANKS[state]) return;
  const place = { merchantId, orderId, attempt: number };
  await recordOutcome(tx, scope, place, {
    event: direct.state === "approved" ? "completed" : "capture_required",
    at: scope.clock.now(),
    source: "poll",
    flexchargeOrderId: direct.flexchargeOrderId,
  });
  await bookRefund(tx, scope, place, direct);
}

async function bookRefund(
  tx: Transaction,
  scope: Scope,
  place: { merchantId: string; orderId: string; attempt: number },
  { refundedMinor: paidBackMinor }: DirectOrder,
): Promise<void> {
  if (paidBackMinor === 0) return;
  await recordExternalRefund(tx, scope, place, { paidBackMinor, at: scope.clock.now(), noticeId: null });
}

/** By FlexCharge's id of the website, else by what the statement shows. */
async function siteFinder(tx: Transaction, { merchantId, environment }: Account) {
  const column = environment === "sandbox" ? sites.sandboxSiteId : sites.productionSiteId;
  const book = await tx
    .select({ id: sites.id, upstreamId: column })
    .from(sites)
    .where(eq(sites.merchantId, merchantId));
  const descriptors = await tx
    .select()
    .from(siteDescriptors)
    .where(eq(siteDescriptors.merchantId, merchantId));
  return ({ siteId, descriptor }: DirectOrder): string | null => {
    const wanted = siteId?.toLowerCase();
    const byId = wanted ? book.find(({ upstreamId }) => upstreamId?.toLowerCase() === wanted) : undefined;
    if (byId) return byId.id;
    const key = descriptor ? descriptorKey(descriptor) : null;
    return descriptors.find((each) => each.key === key)?.siteId ?? null;
  };
}
