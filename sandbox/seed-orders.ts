import type { Folded } from "./case-insensitive.ts";
import { booleanAt, integerAt, textAt } from "./case-insensitive.ts";
import type { MitMode } from "./merchants.ts";
import type { Order } from "./orders.ts";
import { newOrderIds } from "./orders.ts";
import type { OrderStatus, TransactionType } from "./scenarios.ts";
import { planOrder } from "./scenarios.ts";
import { asJson } from "./store.ts";
import { momentOf } from "./validation.ts";
import type { World } from "./world.ts";

const states: OrderStatus[] = [
  "APPROVED",
  "DECLINED",
  "CHALLENGE",
  "SUBMITTED",
  "CAPTUREREQUIRED",
  "CANCELLED",
  "EXPIRED",
];
const rowsPerInsert = 2_000;

/**
 * Puts finished or open orders into the world as if they had been evaluated before; no notice is sent.
 * Open ones go on by the usual rules of their amount, as approvable cards. Existing keys are left alone.
 * Returns the keys in the order given, or the reason why nothing was kept.
 */
export async function seedOrders(
  world: World,
  rows: Folded[],
): Promise<{ orderId: string; orderSessionKey: string }[] | string> {
  const merchants = await world.sql`select mid, mit_mode from sandbox.merchants where world = ${world.name}`;
  const modes = new Map(merchants.map((merchant) => [merchant.mid as string, merchant.mit_mode as MitMode]));
  const orders: Order[] = [];
  for (const [index, row] of rows.entries()) {
    const order = readOrder(row, modes, world.clock.now());
    if (typeof order === "string") return `Order ${index}: ${order}`;
    orders.push(order);
  }
  await world.sql.begin(async (tx) => {
    for (let start = 0; start < orders.length; start += rowsPerInsert) {
      const chunk = orders.slice(start, start + rowsPerInsert).map((row) => ({ world: world.name, ...row }));
      await tx`
        insert into sandbox.orders
        select * from json_populate_recordset(null::sandbox.orders, ${asJson(tx, chunk)})
        on conflict (world, id) do nothing`;
    }
  });
  return orders.map((order) => ({ orderId: order.external_order_id, orderSessionKey: order.id }));
}

function readOrder(row: Folded, modes: Map<string, MitMode>, now: Date): Order | string {
  const mid = textAt(row, "mid")?.toLowerCase() ?? "";
  const mitMode = modes.get(mid);
  if (!mitMode) return "mid is unknown in this world.";
  const orderId = textAt(row, "orderId");
  if (!orderId) return "orderId is missing.";
  const amount = integerAt(row, "amount");
  if (!(amount && amount > 0)) return "amount is in minor units.";
  const status = textAt(row, "state")?.toUpperCase() as OrderStatus;
  if (!states.includes(status)) return `state is one of ${states.join(", ")}.`;
  const createdOn = momentAt(row, "createdOn") ?? now;
  const expiresOn = momentAt(row, "expiryDateUtc");
  const isMit = booleanAt(row, "isMIT") ?? false;
  const transactionType: TransactionType =
    textAt(row, "transactionType")?.toUpperCase() === "AUTHORIZATION" || status === "CAPTUREREQUIRED"
      ? "AUTHORIZATION"
      : "PURCHASE";
  const plan = planOrder({
    decision: "approve",
    isMit: status === "SUBMITTED",
    mitMode: "managed",
    transactionType,
    amount,
    createdOn,
    expiresOn,
  });
  const open = plan.status === status;
  const ids = newOrderIds();
  const name = (textAt(row, "customer") ?? "").split(" ");
  return {
    ...ids,
    id: textAt(row, "orderSessionKey")?.toLowerCase() ?? ids.id,
    reference_number: textAt(row, "confirmationId") ?? ids.reference_number,
    mid,
    external_order_id: orderId,
    status,
    is_mit: isMit,
    transaction_type: transactionType,
    amount,
    currency: textAt(row, "currency")?.toUpperCase() ?? "USD",
    amount_refunded: integerAt(row, "amountRefunded") ?? 0,
    amount_charged_back: integerAt(row, "amountChargedBack") ?? 0,
    site_id: textAt(row, "siteId"),
    site_url: textAt(row, "siteUrl"),
    descriptor: textAt(row, "descriptor"),
    sense_key: textAt(row, "senseKey"),
    first_name: textAt(row, "firstName") ?? name[0] ?? "",
    last_name: textAt(row, "lastName") ?? name.slice(1).join(" "),
    email: textAt(row, "email") ?? "",
    phone: textAt(row, "phone") ?? "",
    billing: null,
    shipping: null,
    created_on: createdOn,
    expires_on: expiresOn,
    due_at: open ? plan.dueAt : null,
    due_action: open ? plan.dueAction : null,
  };
}

function momentAt(row: Folded, name: string): Date | null {
  const text = textAt(row, name);
  return text ? momentOf(text) : null;
}
