import type { Permission } from "#lib/access/schema.ts";

export type ShellPage = {
  id: "home" | "merchants" | "orders" | "reports" | "activation" | "sites" | "developers" | "settings";
  label: string;
  /** After `G`. */
  letter: string;
  /** Below the workspace's root. */
  path: string;
  /** Where it stands in the navigation; "" is the root itself. */
  root: string;
  permission: Permission;
  side?: "partner";
};

/** Pages that exist, in navigation order. One list for the navigation, the palette and the keyboard. */
export const SHELL_PAGES: readonly ShellPage[] = [
  { id: "home", label: "Home", letter: "h", path: "", root: "", permission: "merchants.read" },
  {
    id: "merchants",
    label: "Merchants",
    letter: "m",
    path: "/merchants",
    root: "/merchants",
    permission: "merchants.read",
    side: "partner",
  },
  { id: "orders", label: "Orders", letter: "o", path: "/orders", root: "/orders", permission: "orders.read" },
  {
    id: "reports",
    label: "Reports",
    letter: "r",
    path: "/reports/sites",
    root: "/reports",
    permission: "reports.read",
  },
  {
    id: "activation",
    label: "Activation",
    letter: "a",
    path: "/activation",
    root: "/activation",
    permission: "switches.read",
  },
  { id: "sites", label: "Sites", letter: "s", path: "/sites", root: "/sites", permission: "merchants.read" },
  {
    id: "developers",
    label: "Developers",
    letter: "d",
    path: "/developers/credentials",
    root: "/developers",
    permission: "credentials.read",
  },
  {
    id: "settings",
    label: "Settings",
    letter: "e",
    path: "/settings/audit",
    root: "/settings",
    permission: "audit.read",
  },
];

/** What one person sees in one workspace. */
export function pagesFor(permissions: readonly Permission[], isMerchantWorkspace: boolean): ShellPage[] {
  return SHELL_PAGES.filter(
    (page) => permissions.includes(page.permission) && !(isMerchantWorkspace && page.side === "partner"),
  );
}
