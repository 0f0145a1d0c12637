import type { MerchantRole, PartnerRole, Role } from "#lib/terms.ts";
import { PERMISSIONS, type Permission } from "./schema.ts";

const READS: Permission[] = ["merchants.read", "switches.read", "orders.read", "reports.read"];

const without = (...left: Permission[]) => PERMISSIONS.filter((permission) => !left.includes(permission));

/** The roles of product.md §13 as data. */
const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  operator: without("switches.approve", "members.write", "kill.off", "kill.partner"),
  finance: [...READS, "refunds.write", "orders.settle", "export"],
  viewer: READS,
  merchant_admin: [
    ...READS,
    "switches.down",
    "switches.sandbox",
    "sites.write",
    "credentials.read",
    "credentials.write",
    "keys.read",
    "keys.write",
    "orders.customer",
    "refunds.write",
    "export",
    "members.write",
    "audit.read",
    "webhooks.read",
    "webhooks.write",
  ],
  merchant_support: [...READS, "orders.customer", "refunds.write"],
  merchant_developer: [
    ...READS,
    "credentials.read",
    "keys.read",
    "keys.write",
    "switches.sandbox",
    "webhooks.read",
    "webhooks.write",
  ],
  merchant_viewer: READS,
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(ROLE_PERMISSIONS[role]);
}

/** Which roles hold a permission, for the sentence "Finance, operators and admins can". */
export function rolesWith(permission: Permission): Role[] {
  return (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((role) =>
    ROLE_PERMISSIONS[role].includes(permission),
  );
}

export const ROLE_NAMES: Record<PartnerRole | MerchantRole, string> = {
  admin: "Admin",
  operator: "Operator",
  finance: "Finance",
  viewer: "Viewer",
  merchant_admin: "Merchant admin",
  merchant_support: "Merchant support",
  merchant_developer: "Merchant developer",
  merchant_viewer: "Merchant viewer",
};
