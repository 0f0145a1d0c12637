import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { AUDIT_SEARCH, auditFilter } from "#components/audit/audit-filter.ts";
import { AuditPage } from "#components/audit/audit-page.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { listActors } from "#lib/audit/queries/list-actors.ts";
import { readChainState } from "#lib/audit/queries/read-chain-state.ts";
import { listAuditEntries } from "#lib/audit/queries.ts";

export const metadata: Metadata = { title: "Audit" };

type Props = {
  params: Promise<{ environment: string; merchantId: string }>;
  searchParams: SearchParams;
};

export default async function MerchantAuditPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "audit.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const { merchant: _elsewhere, ...search } = oneOf(await searchParams, AUDIT_SEARCH);
  const before = search.before ? { before: search.before } : {};
  const [{ rows, next }, actors, chain] = await Promise.all([
    listAuditEntries(scope, { ...auditFilter(search, scope.clock.now()), ...before, merchantId }),
    listActors(scope, merchantId),
    readChainState(scope, merchantId),
  ]);
  return (
    <AuditPage
      environment={environment}
      path={`/${environment}/m/${merchantId}/settings/audit`}
      sentence={`Who changed what for ${merchant.name}. Times in ${zoneWords(merchant.timezone)}.`}
      zone={merchant.timezone}
      canExport={scope.permissions.has("export")}
      {...{ search, rows, next, actors, chain }}
    />
  );
}
