import type { Scope } from "#lib/access/open-scope.ts";

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
