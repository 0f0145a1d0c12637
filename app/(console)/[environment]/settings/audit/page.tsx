import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { AUDIT_SEARCH, auditFilter } from "#components/audit/audit-filter.ts";
import { AuditPage } from "#components/audit/audit-page.tsx";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { listActors } from "#lib/audit/queries/list-actors.ts";
import { readChainState } from "#lib/audit/queries/read-chain-state.ts";
import { listAuditEntries } from "#lib/audit/queries.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

export const metadata: Metadata = { title: "Audit" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function PartnerAuditPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "audit.read", side: "partner" });
  const search = oneOf(await searchParams, AUDIT_SEARCH);
  const filter = {
    ...auditFilter(search, scope.clock.now()),
    ...(search.before ? { before: search.before } : {}),
  };
  const [{ rows, next }, { partner, merchants }, actors, chain] = await Promise.all([
    listAuditEntries(scope, filter),
    listWorkspaces(scope),
    listActors(scope),
    readChainState(scope),
  ]);
  return (
    <AuditPage
      environment={environment}
      path={`/${environment}/settings/audit`}
      sentence={`Who changed what, for ${partner.name} and every merchant. Times in ${zoneWords(partner.timezone)}.`}
      zone={partner.timezone}
      merchants={[{ id: PARTNER_TENANT, name: `${partner.name} itself` }, ...merchants]}
      canExport={scope.permissions.has("export")}
      tabs={<SettingsTabs root={`/${environment}`} current="audit" permissions={scope.permissions} />}
      {...{ search, rows, next, actors, chain }}
    />
  );
}
