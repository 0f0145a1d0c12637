import type { Permission } from "#lib/access/schema.ts";

export type ShellPage = {
  id:
    | "home"
    | "merchants"
    | "orders"
    | "reports"
    | "activation"
    | "sites"
    | "onboarding"
    | "applications"
    | "developers"
    | "settings";
  label: string;
  /** After `G`. */
  letter: string;
  /** Below the workspace's root. */
  path: string;
  /** Where it stands in the navigation; "" is the root itself. */
  root: string;
  permission: Permission;
  /** The workspace that has it; both without. */
  side?: "partner" | "merchant";
  /** Pages below it; the entry opens the first that the person may see. */
  inner?: readonly InnerPage[];
};

/** Shown to whoever holds one of `permissions`. */
export type InnerPage = {
  id: string;
  label: string;
  path: string;
  permissions: readonly Permission[];
  side?: "partner";
  /** Only among test orders. */
  isSandboxOnly?: boolean;
  /** Only where mail has no server to leave by: then it is read in the console. */
  needsOutbox?: boolean;
};

/** The parts of Developers. */
const DEVELOPER_PAGES: readonly InnerPage[] = [
  {
    id: "credentials",
    label: "FlexCharge credentials",
    path: "/developers/credentials",
    permissions: ["credentials.read"],
  },
  { id: "keys", label: "API keys", path: "/developers/keys", permissions: ["keys.read"] },
  { id: "webhooks", label: "Webhooks", path: "/developers/webhooks", permissions: ["webhooks.read"] },
  {
    id: "transmits",
    label: "Transmits",
    path: "/developers/transmits",
    permissions: ["orders.settle", "credentials.read"],
  },
  { id: "logs", label: "Logs", path: "/developers/logs", permissions: ["logs.read"] },
  {
    id: "sandbox",
    label: "Sandbox",
    path: "/developers/sandbox",
    permissions: ["switches.sandbox"],
    isSandboxOnly: true,
  },
  {
    id: "mail",
    label: "Mail outbox",
    path: "/developers/mail",
    permissions: ["members.write"],
    side: "partner",
    needsOutbox: true,
  },
];

/** The parts of Settings. */
const SETTINGS_PAGES: readonly InnerPage[] = [
  { id: "audit", label: "Audit", path: "/settings/audit", permissions: ["audit.read"] },
  { id: "members", label: "Members", path: "/settings/members", permissions: ["members.write"] },
  {
    id: "approval",
    label: "Approval",
    path: "/settings/approval",
    permissions: ["switches.approve"],
    side: "partner",
  },
  {
    id: "alerts",
    label: "Alerts",
    path: "/settings/alerts",
    permissions: ["alerts.write"],
    side: "partner",
  },
];

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
    id: "onboarding",
    label: "Onboarding",
    letter: "n",
    path: "/onboarding/checklist",
    root: "/onboarding",
    permission: "merchants.read",
    side: "merchant",
  },
  {
    id: "applications",
    label: "Onboarding",
    letter: "n",
    path: "/onboarding",
    root: "/onboarding",
    permission: "merchants.read",
    side: "partner",
  },
  {
    id: "developers",
    label: "Developers",
    letter: "d",
    path: "/developers/credentials",
    root: "/developers",
    permission: "credentials.read",
    inner: DEVELOPER_PAGES,
  },
  {
    id: "settings",
    label: "Settings",
    letter: "e",
    path: "/settings/audit",
    root: "/settings",
    permission: "audit.read",
    inner: SETTINGS_PAGES,
  },
];

/**
 * What one person sees in one workspace, in the sandbox or in production. A page with inner pages is there for whoever
 * may see one of them.
 */
export function pagesFor(
  permissions: readonly Permission[],
  isMerchantWorkspace: boolean,
  has: { outbox?: boolean; sandbox?: boolean } = {},
): ShellPage[] {
  return SHELL_PAGES.flatMap((page) => {
    if (page.side && isMerchantWorkspace !== (page.side === "merchant")) return [];
    if (!page.inner) return permissions.includes(page.permission) ? [page] : [];
    const inner = innerPagesFor(page.inner, permissions, isMerchantWorkspace).filter(
      ({ needsOutbox, isSandboxOnly }) => (has.outbox || !needsOutbox) && (has.sandbox || !isSandboxOnly),
    );
    const [first] = inner;
    return first ? [{ ...page, path: first.path, inner }] : [];
  });
}

function innerPagesFor(
  pages: readonly InnerPage[],
  held: readonly Permission[],
  isMerchantWorkspace: boolean,
): InnerPage[] {
  return pages.filter(
    ({ permissions, side }) =>
      permissions.some((one) => held.includes(one)) && !(isMerchantWorkspace && side === "partner"),
  );
}
