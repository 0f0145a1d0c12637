import type { Scope } from "#lib/access/open-scope.ts";
import type { Json } from "#lib/kit/json.ts";

/** Checkouts get back what they sent; among people only those with the permission see whose order it is. */
export function seesCustomer(scope: Scope): boolean {
  return scope.actor.kind !== "user" || scope.permissions.has("orders.customer");
}

type Customer = { customerId: string | null; customerEmail: string | null; customerName: string | null };

/** `ada@example.com` → `a•••@example.com`, `Ada Sample` → `A••• S•••`. */
export function maskCustomer<Row extends Customer>(row: Row): Row {
  return {
    ...row,
    customerId: row.customerId && "•••",
    customerEmail: row.customerEmail?.replace(/^(.).*?(@|$)/u, "$1•••$2") ?? null,
    customerName: row.customerName?.replace(/(\S)\S*/gu, "$1•••") ?? null,
  };
}

/** Whole parts of a payload that are about the buyer, and names of single fields wherever they stand. */
const PERSONAL = new Set([
  ...["payer", "billinginformation", "shippinginformation", "devicedetails", "additionalfields"],
  ...["holdername", "customerip", "ipaddress", "email", "phone", "firstname", "lastname"],
]);

/** A stored payload without the customer in it; what is not JSON is left out. */
export function maskPayload(payload: string | null): string | null {
  if (payload === null) return null;
  try {
    return JSON.stringify(masked(JSON.parse(payload) as Json));
  } catch {
    return null;
  }
}

function masked(value: Json): Json {
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      PERSONAL.has(name.toLowerCase()) ? "•••" : masked(item),
    ]),
  );
}
