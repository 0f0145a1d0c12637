import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { AuditPage } from "#components/audit/audit-page.tsx";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { listAuditEntries } from "#lib/audit/queries.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";

export const metadata: Metadata = { title: "Audit" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function PartnerAuditPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "audit.read", side: "partner" });
  const search = oneOf(await searchParams, ["search", "topic", "before"]);
  const [{ rows, next }, { partner }] = await Promise.all([
    listAuditEntries(scope, search),
    listWorkspaces(scope),
  ]);
  return (
    <AuditPage
      environment={environment}
      path={`/${environment}/settings/audit`}
      sentence={`Who changed what, for ${partner.name} and every merchant. Times in ${partner.timezone}.`}
      zone={partner.timezone}
      hasMerchant
      tabs={<SettingsTabs root={`/${environment}`} current="audit" permissions={scope.permissions} />}
      {...{ search, rows, next }}
    />
  );
}
