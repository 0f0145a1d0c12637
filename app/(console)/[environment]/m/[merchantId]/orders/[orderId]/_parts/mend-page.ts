import type { RefusalText } from "#components/orders/refusal-texts.ts";
import type { Permission } from "#lib/access/schema.ts";
import type { Order } from "#lib/orders/queries.ts";
import type { DecisionTrace } from "#lib/switching/schema.ts";

/** Where a refusal is mended, for those who may look there; the matrix opens at the cell that decided. */
export function mendPage(
  page: RefusalText["page"],
  {
    root,
    order,
    trace,
    permissions,
  }: { root: string; order: Order; trace: DecisionTrace; permissions: readonly Permission[] },
): { href: string; label: string } | null {
  if (page === "activation" && permissions.includes("switches.read")) {
    const { decidedBy, campaignId, siteId } = trace;
    const scope = decidedBy?.scope === "campaign" && campaignId ? "campaign" : siteId ? "site" : "merchant";
    const id = scope === "campaign" ? campaignId : scope === "site" ? siteId : order.merchantId;
    return { href: `${root}/activation?cell=${scope}.${id}.${trace.channel}`, label: "Open activation" };
  }
  if (page === "credentials" && permissions.includes("credentials.read")) {
    return { href: `${root}/developers/credentials`, label: "Open credentials" };
  }
  if (page === "sites" && permissions.includes("merchants.read")) {
    return { href: `${root}/sites`, label: "Open sites" };
  }
  if (page === "rules" && permissions.includes("merchants.write"))
    return { href: `${root}/edit#rules`, label: "Open rules" };
  if ((page === "merchant" || page === "rules") && permissions.includes("merchants.read"))
    return { href: root, label: "Open merchant" };
  return null;
}
