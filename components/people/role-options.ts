import { ROLE_NAMES } from "#lib/access/rules.ts";
import { MERCHANT_ROLES, PARTNER_ROLES, PARTNER_TENANT, type Role } from "#lib/terms.ts";

const NOTES: Record<Role, string> = {
  admin: "Everything, members and approvals included",
  operator: "Merchants, sites, modes, orders; no approvals, no members",
  finance: "Refunds, late approvals, exports; customers masked",
  viewer: "Reads everything; customers masked",
  merchant_admin: "Everything of the merchant, members included",
  merchant_support: "Orders and refunds",
  merchant_developer: "Keys, webhooks, logs, sandbox modes",
  merchant_viewer: "Reads; customers masked",
};

/** The roles that somebody may have on one side, with what they are for. */
export function roleOptions(merchantId: string): { id: Role; label: string; note: string }[] {
  const roles: readonly Role[] = merchantId === PARTNER_TENANT ? PARTNER_ROLES : MERCHANT_ROLES;
  return roles.map((id) => ({ id, label: ROLE_NAMES[id], note: NOTES[id] }));
}
