import {
  MERCHANT_ROLES,
  type MerchantRole,
  PARTNER_ROLES,
  PARTNER_TENANT,
  type PartnerRole,
  type Role,
} from "#lib/terms.ts";
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
    "switches.request",
    "switches.sandbox",
    "sites.write",
    "applications.write",
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
    "logs.read",
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
    "logs.read",
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

/** Partner staff stand under PARTNER_TENANT with the partner's roles, everybody else under a merchant with its. */
export function isRoleOf(merchantId: string, role: Role): boolean {
  const roles: readonly Role[] = merchantId === PARTNER_TENANT ? PARTNER_ROLES : MERCHANT_ROLES;
  return roles.includes(role);
}

/**
 * Who may make members of a tenant. Staff who set merchants up invite merchants' people without being able to change
 * the partner's own.
 */
export function mayInvite(
  permissions: ReadonlySet<Permission>,
  isStaff: boolean,
  merchantId: string,
): boolean {
  if (permissions.has("members.write")) return isStaff || merchantId !== PARTNER_TENANT;
  return isStaff && merchantId !== PARTNER_TENANT && permissions.has("merchants.write");
}

/** What a session must still show before it may do anything else: a code, or that a second factor is set up. */
export type SecondFactorNeed = "code" | "enrolment";

/** Whoever has a second factor shows it; partner staff must have one where the deployment asks for it (P18). */
export function secondFactorNeed(session: {
  isPartnerStaff: boolean;
  isEnrolled: boolean;
  shownAt: Date | null;
  isRequired: boolean;
}): SecondFactorNeed | null {
  // Also shown where a single sign-on provider has asked for one.
  if (session.shownAt) return null;
  if (session.isEnrolled) return "code";
  return session.isPartnerStaff && session.isRequired ? "enrolment" : null;
}

const PROOF_MS = 15 * 60_000;

/** Production changes and credentials want a password or code that was shown within 15 minutes (P18). */
export function isProofFresh(provenAt: Date | null, now: Date): boolean {
  return provenAt !== null && now.getTime() - provenAt.getTime() <= PROOF_MS;
}

/** What staff may do while they look at a merchant's console as its people see it: read, and no more than themselves. */
const VIEWING: readonly Permission[] = [
  ...READS,
  "credentials.read",
  "keys.read",
  "audit.read",
  "webhooks.read",
  "logs.read",
];

export function viewingPermissions(role: Role): ReadonlySet<Permission> {
  const own = permissionsOf(role);
  return new Set(VIEWING.filter((permission) => own.has(permission)));
}
