import { and, eq } from "drizzle-orm";
import { sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { SiteRefusal } from "./errors.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import { readSites } from "./internal/read-sites.ts";
import { findTaken, normalNames, writeNames } from "./internal/site-names.ts";
import { type EditSiteInput, editSiteInput } from "./schema.ts";

/** Changes what is given and leaves the rest. The same again changes nothing. Throws NotFoundError, PermissionError. */
export async function editSite(
  scope: Scope,
  input: EditSiteInput,
): Promise<Result<{ changed: boolean }, SiteRefusal>> {
  requirePermission(scope, "sites.write");
  const { merchantId, siteId, ...change } = editSiteInput.parse(input);
  return inScope(scope, async (tx) => {
    await lockMerchant(tx, merchantId);
    const [view] = await readSites(tx, merchantId, siteId);
    if (!view) throw new NotFoundError("Site");
    if (view.archived) return refuse({ reason: "ARCHIVED" });
    const { name, hosts, descriptors, sandboxSiteId, productionSiteId, evaluateDeadlineMs } = view;
    const before = { name, hosts, descriptors, sandboxSiteId, productionSiteId, evaluateDeadlineMs };
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const site = normalNames({ ...before, ...given });
    if ("reason" in site) return refuse(site);
    if (canonicalJson(site) === canonicalJson(before)) return ok({ changed: false });
    const taken = await findTaken(tx, merchantId, siteId, site);
    if (taken) return refuse(taken);
    const { hosts: _hosts, descriptors: _descriptors, ...columns } = site;
    await tx
      .update(sites)
      .set(columns)
      .where(and(eq(sites.merchantId, merchantId), eq(sites.id, siteId)));
    await writeNames(tx, merchantId, siteId, site);
    await appendEntry(tx, scope, {
      merchantId,
      action: "site.edit",
      subject: siteId,
      subjectName: site.name,
      before,
      after: site,
    });
    return ok({ changed: true });
  });
}
