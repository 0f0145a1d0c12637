import type { Role } from "#lib/terms.ts";

export const PERMISSIONS = [
  "merchants.read",
  "merchants.write",
  "sites.write",
  "credentials.read",
  "credentials.write",
  "keys.read",
  "keys.write",
  "switches.read",
  "switches.down",
  "switches.up",
  "switches.sandbox",
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
  "alerts.write",
] as const;
/** One thing that somebody may do. Roles are rows of these (rules.ts); no code asks for a role by name. */
export type Permission = (typeof PERMISSIONS)[number];

/** Who acts. A person, one of our API keys, or one of our own programs. */
export type Actor =
  | { kind: "user"; id: string; name: string; role: Role }
  | { kind: "api_key"; id: string; name: string }
  | { kind: "system"; id: "gateway" | "worker" | "web" | "seed"; name: string };
