import type { Permission } from "#lib/access/schema.ts";
import type { Role } from "#lib/terms.ts";

// Who may do what (product.md §13), written out a second time beside the code: a page, action, read or call that is
// missing here fails app/authorization.test.ts or gateway/authorization.test.ts, and one that behaves otherwise fails
// e2e/authorization.spec.ts.

const READERS: readonly Role[] = [
  "admin",
  "operator",
  "finance",
  "viewer",
  "merchant_admin",
  "merchant_support",
  "merchant_developer",
  "merchant_viewer",
];
const STAFF: readonly Role[] = ["admin", "operator"];
const OWNERS: readonly Role[] = [...STAFF, "merchant_admin"];
const DEVELOPERS: readonly Role[] = [...OWNERS, "merchant_developer"];

/** Every permission with the roles that hold it; merchants' roles hold it for their own merchant alone. */
export const MAY: Record<Permission, readonly Role[]> = {
  "merchants.read": READERS,
  "merchants.write": STAFF,
  "sites.write": OWNERS,
  "credentials.read": DEVELOPERS,
  "credentials.write": OWNERS,
  "keys.read": DEVELOPERS,
  "keys.write": DEVELOPERS,
  "switches.read": READERS,
  "switches.down": OWNERS,
  "switches.up": STAFF,
  "switches.sandbox": DEVELOPERS,
  "switches.request": OWNERS,
  "switches.approve": ["admin"],
  "kill.on": STAFF,
  "kill.off": ["admin"],
  "kill.partner": ["admin"],
  "orders.read": READERS,
  "orders.customer": [...OWNERS, "merchant_support"],
  "orders.settle": [...STAFF, "finance"],
  "refunds.write": [...STAFF, "finance", "merchant_admin", "merchant_support"],
  "reports.read": READERS,
  export: [...STAFF, "finance", "merchant_admin"],
  "members.write": ["admin", "merchant_admin"],
  "audit.read": OWNERS,
  "webhooks.read": DEVELOPERS,
  "webhooks.write": DEVELOPERS,
  "alerts.write": STAFF,
  "applications.write": OWNERS,
};

/** One of these permissions suffices. `signed in`: every member. `anybody`: before signing in. */
export type Need = "anybody" | "signed in" | readonly Permission[];

const ENTRY_OF_DEVELOPERS: Need = ["credentials.read", "keys.read", "webhooks.read", "orders.read"];

/** Below `/[environment]/m/[merchantId]` a page is its merchant's too; all others are the partner's staff's alone. */
export const PAGES: Record<string, Need> = {
  "/": "signed in",
  "/sign-in": "anybody",
  "/gallery": "anybody",
  "/[environment]": ["merchants.read"],
  "/[environment]/activation": ["switches.read"],
  "/[environment]/developers": ENTRY_OF_DEVELOPERS,
  "/[environment]/developers/credentials": ["credentials.read"],
  "/[environment]/developers/keys": ["keys.read"],
  "/[environment]/developers/mail": ["members.write"],
  "/[environment]/developers/transmits": ["orders.read"],
  "/[environment]/developers/webhooks": ["webhooks.read"],
  "/[environment]/developers/webhooks/dead": ["webhooks.read"],
  "/[environment]/developers/webhooks/gaps": ["webhooks.read"],
  "/[environment]/developers/webhooks/in": ["webhooks.read"],
  "/[environment]/merchants": ["merchants.read"],
  "/[environment]/merchants/link": ["merchants.write"],
  "/[environment]/merchants/new": ["merchants.write"],
  "/[environment]/onboarding": ["merchants.read"],
  "/[environment]/orders": ["orders.read"],
  "/[environment]/reports": ["reports.read"],
  "/[environment]/reports/[report]": ["reports.read"],
  "/[environment]/reports/mit": ["reports.read"],
  "/[environment]/reports/mit/subscriptions": ["reports.read"],
  "/[environment]/settings": ["alerts.write", "audit.read"],
  "/[environment]/settings/alerts": ["alerts.write"],
  "/[environment]/settings/audit": ["audit.read"],
  "/[environment]/sites": ["merchants.read"],
  "/[environment]/m/[merchantId]": ["merchants.read"],
  "/[environment]/m/[merchantId]/activation": ["switches.read"],
  "/[environment]/m/[merchantId]/developers": ENTRY_OF_DEVELOPERS,
  "/[environment]/m/[merchantId]/developers/credentials": ["credentials.read"],
  "/[environment]/m/[merchantId]/developers/keys": ["keys.read"],
  "/[environment]/m/[merchantId]/developers/transmits": ["orders.read"],
  "/[environment]/m/[merchantId]/developers/webhooks": ["webhooks.read"],
  "/[environment]/m/[merchantId]/developers/webhooks/dead": ["webhooks.read"],
  "/[environment]/m/[merchantId]/developers/webhooks/gaps": ["webhooks.read"],
  "/[environment]/m/[merchantId]/developers/webhooks/in": ["webhooks.read"],
  "/[environment]/m/[merchantId]/edit": ["merchants.write"],
  "/[environment]/m/[merchantId]/onboarding/application": ["merchants.read"],
  "/[environment]/m/[merchantId]/onboarding/checklist": ["merchants.read"],
  "/[environment]/m/[merchantId]/orders": ["orders.read"],
  "/[environment]/m/[merchantId]/orders/[orderId]": ["orders.read"],
  "/[environment]/m/[merchantId]/reports": ["reports.read"],
  "/[environment]/m/[merchantId]/reports/[report]": ["reports.read"],
  "/[environment]/m/[merchantId]/reports/mit": ["reports.read"],
  "/[environment]/m/[merchantId]/reports/mit/subscriptions": ["reports.read"],
  "/[environment]/m/[merchantId]/settings": ["audit.read"],
  "/[environment]/m/[merchantId]/settings/audit": ["audit.read"],
  "/[environment]/m/[merchantId]/sites": ["merchants.read"],
  "/[environment]/m/[merchantId]/sites/[siteId]": ["merchants.read"],
  "/[environment]/m/[merchantId]/sites/new": ["sites.write"],
};

/** GET handlers: live reads and files. Exports are those that end in `/csv`. */
export const READS: Record<string, Need> = {
  "/livez": "anybody",
  "/readyz": "anybody",
  "/api/auth/[...nextauth]": "anybody",
  "/api/find": ["merchants.read"],
  "/[environment]/orders/fresh": ["orders.read"],
  "/[environment]/developers/webhooks/fresh": ["webhooks.read"],
  "/[environment]/developers/webhooks/in/fresh": ["webhooks.read"],
  "/[environment]/reports/[report]/csv": ["export"],
  "/[environment]/reports/mit/csv": ["export"],
  "/[environment]/settings/audit/csv": ["export"],
  "/[environment]/m/[merchantId]/activation/activity": ["orders.read"],
  "/[environment]/m/[merchantId]/activation/cell": ["switches.read"],
  "/[environment]/m/[merchantId]/activation/live": ["switches.read"],
  "/[environment]/m/[merchantId]/developers/webhooks/fresh": ["webhooks.read"],
  "/[environment]/m/[merchantId]/developers/webhooks/in/fresh": ["webhooks.read"],
  "/[environment]/m/[merchantId]/onboarding/application/live": ["merchants.read"],
  "/[environment]/m/[merchantId]/onboarding/checklist/live": ["merchants.read"],
  "/[environment]/m/[merchantId]/orders/fresh": ["orders.read"],
  "/[environment]/m/[merchantId]/reports/[report]/csv": ["export"],
  "/[environment]/m/[merchantId]/reports/mit/csv": ["export"],
  "/[environment]/m/[merchantId]/settings/audit/csv": ["export"],
};

/** POST handlers that take a file (app/_doors/receive.ts). */
export const RECEIVES: Record<string, readonly Permission[]> = {
  "/[environment]/m/[merchantId]/onboarding/application/documents": ["applications.write"],
};

const CONSOLE = "app/(console)/[environment]";
const MERCHANT = `${CONSOLE}/m/[merchantId]`;
const CREDENTIALS = "app/(console)/_parts/credentials/actions.ts";
const WEBHOOKS = "app/(console)/_parts/webhooks/actions.ts";

/** Server actions, `file#name`: each a public POST. What they are sent stands in authorization-inputs.ts. */
export const ACTIONS: Record<string, Need> = {
  [`${CONSOLE}/activation/actions.ts#setPartnerKillSwitchAction`]: ["kill.partner"],
  [`${CONSOLE}/developers/keys/actions.ts#createPartnerKey`]: ["keys.write"],
  [`${CONSOLE}/developers/keys/actions.ts#revokePartnerKey`]: ["keys.write"],
  [`${CONSOLE}/developers/transmits/actions.ts#readPayload`]: ["orders.customer"],
  [`${CONSOLE}/developers/transmits/actions.ts#replayAll`]: ["orders.settle"],
  [`${CONSOLE}/developers/transmits/actions.ts#replayOne`]: ["orders.settle"],
  [`${CONSOLE}/merchants/new/actions.ts#onboardMerchant`]: ["merchants.write"],
  [`${CONSOLE}/merchants/link/actions.ts#linkHere`]: ["merchants.write"],
  [`${CONSOLE}/settings/alerts/actions.ts#changeAlerts`]: ["alerts.write"],
  [`${CONSOLE}/settings/alerts/actions.ts#testAlerts`]: ["alerts.write"],
  [`${MERCHANT}/actions.ts#changeMit`]: ["merchants.write"],
  [`${MERCHANT}/actions.ts#linkHere`]: ["merchants.write"],
  [`${MERCHANT}/activation/actions.ts#setKillSwitchAction`]: ["kill.on", "kill.off"],
  [`${MERCHANT}/activation/actions.ts#setModeAction`]: ["switches.down", "switches.up", "switches.sandbox"],
  [`${MERCHANT}/activation/actions.ts#setModesAction`]: ["switches.down", "switches.up", "switches.sandbox"],
  [`${CREDENTIALS}#discardSet`]: ["credentials.write"],
  [`${CREDENTIALS}#enterAndVerify`]: ["credentials.write"],
  [`${CREDENTIALS}#verifyNow`]: ["credentials.write"],
  [`${MERCHANT}/developers/keys/actions.ts#createMerchantKey`]: ["keys.write"],
  [`${MERCHANT}/developers/keys/actions.ts#revokeMerchantKey`]: ["keys.write"],
  [`${MERCHANT}/developers/transmits/actions.ts#readPayload`]: ["orders.customer"],
  [`${MERCHANT}/developers/transmits/actions.ts#replayAll`]: ["orders.settle"],
  [`${MERCHANT}/developers/transmits/actions.ts#replayOne`]: ["orders.settle"],
  [`${MERCHANT}/edit/actions.ts#changeDefaultSite`]: ["sites.write"],
  [`${MERCHANT}/edit/actions.ts#changeMerchant`]: ["merchants.write"],
  [`${MERCHANT}/edit/actions.ts#changeOwner`]: ["merchants.write"],
  [`${MERCHANT}/edit/actions.ts#closeMerchant`]: ["merchants.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#startApplication`]: ["applications.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#saveFields`]: ["applications.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#removeDocument`]: ["applications.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#sendApplication`]: ["applications.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#sendAnswer`]: ["applications.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#closeApplication`]: ["merchants.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#convertToAccount`]: ["merchants.write"],
  [`${MERCHANT}/onboarding/application/actions.ts#createKeys`]: ["credentials.write"],
  [`${MERCHANT}/onboarding/checklist/actions.ts#changeComponent`]: ["merchants.write"],
  [`${MERCHANT}/onboarding/checklist/actions.ts#letStepPass`]: ["switches.approve"],
  [`${MERCHANT}/orders/[orderId]/actions.ts#acceptLate`]: ["orders.settle"],
  [`${MERCHANT}/orders/[orderId]/actions.ts#cancel`]: ["refunds.write"],
  [`${MERCHANT}/orders/[orderId]/actions.ts#capture`]: ["refunds.write"],
  [`${MERCHANT}/orders/[orderId]/actions.ts#refund`]: ["refunds.write"],
  [`${MERCHANT}/orders/[orderId]/actions.ts#settle`]: ["orders.settle"],
  [`${MERCHANT}/sites/actions.ts#addCampaign`]: ["sites.write"],
  [`${MERCHANT}/sites/actions.ts#addSite`]: ["sites.write"],
  [`${MERCHANT}/sites/actions.ts#changeCampaign`]: ["sites.write"],
  [`${MERCHANT}/sites/actions.ts#changeSite`]: ["sites.write"],
  [`${MERCHANT}/sites/actions.ts#closeCampaign`]: ["sites.write"],
  [`${MERCHANT}/sites/actions.ts#closeSite`]: ["sites.write"],
  [`${WEBHOOKS}#backfill`]: ["orders.settle"],
  [`${WEBHOOKS}#cancelReplaying`]: ["webhooks.write"],
  [`${WEBHOOKS}#countReplaying`]: ["webhooks.read"],
  [`${WEBHOOKS}#create`]: ["webhooks.write"],
  [`${WEBHOOKS}#edit`]: ["webhooks.write"],
  [`${WEBHOOKS}#pause`]: ["webhooks.write"],
  [`${WEBHOOKS}#remove`]: ["webhooks.write"],
  [`${WEBHOOKS}#replay`]: ["webhooks.write"],
  [`${WEBHOOKS}#resend`]: ["webhooks.write"],
  [`${WEBHOOKS}#resume`]: ["webhooks.write"],
  [`${WEBHOOKS}#rotate`]: ["webhooks.write"],
  [`${WEBHOOKS}#switchSecret`]: ["webhooks.write"],
  [`${WEBHOOKS}#test`]: ["webhooks.write"],
};

/** `partner key`: a merchant's own key is refused before anything is read. `signature`: FlexCharge's, no bearer. */
export type GatewayNeed = "anybody" | "signature" | "key" | "partner key";

export const GATEWAY_CALLS: Record<string, GatewayNeed> = {
  "GET /livez": "anybody",
  "GET /readyz": "anybody",
  "GET /metrics": "anybody",
  "GET /openapi.json": "anybody",
  "POST /v1/oauth2/token": "anybody",
  "POST /webhooks/flexcharge/:merchantId/:environment": "signature",
  "POST /v1/transmit": "key",
  "GET /v1/transmits/:id": "key",
  "PUT /v1/transmits/:id": "key",
  "POST /v1/tokenize": "key",
  "OPTIONS /v1/tokenize": "anybody",
  "POST /v1/evaluate": "key",
  "POST /v1/outcome": "key",
  "GET /v1/orders": "key",
  "GET /v1/orders/:id": "key",
  "GET /v1/orders/:id/decision": "key",
  "POST /v1/orders/:id/refund": "key",
  "POST /v1/orders/:id/cancel": "key",
  "POST /v1/orders/:id/external-cancel": "key",
  "POST /v1/capture": "key",
  "GET /api/v1/switches": "partner key",
  "PUT /api/v1/switches": "partner key",
  "PUT /api/v1/kill-switch": "partner key",
  "POST /api/v1/backfill": "partner key",
  "GET /api/v1/reports/:kind": "key",
};
