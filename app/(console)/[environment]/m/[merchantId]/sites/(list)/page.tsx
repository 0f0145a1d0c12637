import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { matchingSites } from "#components/sites/matching-sites.ts";
import { SitesTable } from "#components/sites/sites-table.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listSites } from "#lib/sites/queries.ts";

export const metadata: Metadata = { title: "Sites" };

type Props = {
  params: Promise<{ environment: string; merchantId: string }>;
  searchParams: SearchParams;
};

export default async function SitesPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const { search, state } = oneOf(await searchParams, ["search", "state"]);
  const all = await listSites(scope, merchantId);
  const path = `/${environment}/m/${merchantId}/sites`;
  const add = scope.permissions.has("sites.write") && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus />}>
      Add site
    </ButtonLink>
  );
  const rows = matchingSites(all, { search, isArchived: state === "archived" });
  return (
    <Page>
      <PageHead
        title="Sites"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`The websites of ${merchant.name}. An order is of the site that its id, address or descriptor names.`}
        actions={all.length > 0 && add}
      />
      {all.length === 0 ? (
        <EmptyState
          title="No site yet"
          sentence="Add the first website to switch anything on. Orders of an unknown site are not sent."
          actions={add}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <UrlFilterBar
            search={{ label: "Search sites", placeholder: "Name, host, descriptor" }}
            filters={[{ id: "state", label: "State", options: [{ id: "archived", label: "Archived" }] }]}
          />
          <SitesTable
            rows={rows.map((site) => ({
              ...site,
              campaignCount: site.campaigns.filter((campaign) => !campaign.archived).length,
            }))}
            environment={environment}
            empty={
              <EmptyState
                title={state === "archived" && !search ? "No site is archived" : "No site matches"}
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              />
            }
          />
        </div>
      )}
    </Page>
  );
}
