import { z } from "zod";
import { MERCHANT_ROLES, PARTNER_ROLES, type Role } from "#lib/terms.ts";

export const PERMISSIONS = [
  "merchants.read",
  "merchants.write",
  "sites.write",
  "applications.write",
  "credentials.read",
  "credentials.write",
  "keys.read",
  "keys.write",
  "switches.read",
  "switches.down",
  "switches.up",
  "switches.sandbox",
  "switches.request",
  "switches.approve",
  "kill.on",
  "kill.off",
  "kill.partner",
  "orders.read",
  "orders.customer",
  "orders.settle",
  "refunds.write",
  "reports.read",
  "export",
  "members.write",
  "audit.read",
  "webhooks.read",
  "webhooks.write",
  "logs.read",
  "sandbox.control",
  "alerts.write",
] as const;
/** One thing that somebody may do. Roles are rows of these (rules.ts); no code asks for a role by name. */
export type Permission = (typeof PERMISSIONS)[number];

/** Who acts. A person, one of our API keys, or one of our own programs. */
export type Actor =
  | { kind: "user"; id: string; name: string; role: Role }
  | { kind: "api_key"; id: string; name: string }
  | { kind: "system"; id: "gateway" | "worker" | "web" | "seed"; name: string };

/** How long a key that was replaced may still be good. */
export const KEY_OVERLAP_HOURS_MAX = 30 * 24;

/** Counted in characters after NFKC. The longest is far above what people type, and bounds the hashing. */
export const PASSWORD_CHARACTERS_MIN = 15;
export const PASSWORD_CHARACTERS_MAX = 128;
/** `CONTEXT`: little more than the person's, partner's or merchant's own names. */
export type PasswordProblem = "TOO_SHORT" | "TOO_LONG" | "TOO_COMMON" | "CONTEXT";

const personName = z.string().trim().min(1).max(120);

/** PARTNER_TENANT as `merchantId` invites partner staff. */
export const invitePersonInput = z.object({
  merchantId: z.string().min(1),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  name: personName,
  role: z.enum([...PARTNER_ROLES, ...MERCHANT_ROLES]),
});
export type InvitePersonInput = z.input<typeof invitePersonInput>;

export const acceptInvitationInput = z.object({
  token: z.string().min(1).max(200),
  name: personName.optional(),
  password: z.string().max(1024),
});
export type AcceptInvitationInput = z.input<typeof acceptInvitationInput>;

const member = { merchantId: z.string().min(1), userId: z.string().min(1) };
export const memberInput = z.object(member);
export const changeRoleInput = z.object({ ...member, role: z.enum([...PARTNER_ROLES, ...MERCHANT_ROLES]) });

const viewName = z.string().trim().min(1, "A name is needed").max(60, "At most 60 characters");

/** Pages whose filters may be kept. */
export const SAVED_VIEW_PAGES = ["merchants"] as const;
export const saveViewInput = z.object({
  page: z.enum(SAVED_VIEW_PAGES),
  name: viewName,
  /** The page's own query, from its question mark on; empty without filters. */
  query: z
    .string()
    .max(2000, "Too many filters to keep")
    .regex(/^(\?.*)?$/, "Not a query"),
});
export const renameViewInput = z.object({ viewId: z.string().min(1), name: viewName });
export const deleteViewInput = z.object({ viewId: z.string().min(1) });
