import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { AuditPage } from "#components/audit/audit-page.tsx";
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
  const search = oneOf(await searchParams, ["search", "topic", "before"]);
  const { rows, next } = await listAuditEntries(scope, { ...search, merchantId });
  return (
    <AuditPage
      environment={environment}
      path={`/${environment}/m/${merchantId}/settings/audit`}
      sentence={`Who changed what for ${merchant.name}. Times in ${merchant.timezone}.`}
      zone={merchant.timezone}
      hasMerchant={false}
      {...{ search, rows, next }}
    />
  );
}
