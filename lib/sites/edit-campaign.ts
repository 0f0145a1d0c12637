import { and, eq } from "drizzle-orm";
import { campaigns } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { CampaignRefusal } from "./errors.ts";
import { findTakenByCampaign } from "./internal/campaign-names.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { type EditCampaignInput, editCampaignInput } from "./schema.ts";

/** Changes what is given and leaves the rest. The same again changes nothing. Throws NotFoundError, PermissionError. */
export async function editCampaign(
  scope: Scope,
  input: EditCampaignInput,
): Promise<Result<{ changed: boolean }, CampaignRefusal>> {
  requirePermission(scope, "sites.write");
  const { merchantId, campaignId, ...change } = editCampaignInput.parse(input);
  return inScope(scope, async (tx) => {
    await lockMerchant(tx, merchantId);
    const here = and(eq(campaigns.merchantId, merchantId), eq(campaigns.id, campaignId));
    const [row] = await tx.select().from(campaigns).where(here);
    if (!row) throw new NotFoundError("Campaign");
    if (row.archivedAt) return refuse({ reason: "ARCHIVED" });
    const { name, externalId, kind, descriptor } = row;
    const before = { name, externalId, kind, descriptor };
    const after = {
      name: change.name ?? name,
      externalId: change.externalId ?? externalId,
      kind: change.kind ?? kind,
      descriptor: change.descriptor === undefined ? descriptor : change.descriptor,
    };
    if (canonicalJson(after) === canonicalJson(before)) return ok({ changed: false });
    const taken = await findTakenByCampaign(tx, merchantId, { ...after, id: campaignId, siteId: row.siteId });
    if (taken) return refuse(taken);
    await tx.update(campaigns).set(after).where(here);
    await appendEntry(tx, scope, {
      merchantId,
      action: "campaign.edit",
      subject: campaignId,
      subjectName: after.name,
      before,
      after,
    });
    return ok({ changed: true });
  });
}
