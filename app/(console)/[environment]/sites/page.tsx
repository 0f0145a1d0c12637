import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { SitesTable } from "#components/sites/sites-table.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { searchSites } from "#lib/sites/queries/search-sites.ts";

export const metadata: Metadata = { title: "Sites" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function AllSitesPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const { search, state, before } = oneOf(await searchParams, ["search", "state", "before"]);
  const { rows, hasMore } = await searchSites(scope, {
    search,
    archived: state === "archived",
    after: before,
  });
  const path = `/${environment}/sites`;
  const link = (cursor?: string) => {
    const kept = Object.entries({ search, state, before: cursor }).filter(([, value]) => value);
    return kept.length > 0 ? `${path}?${new URLSearchParams(kept as [string, string][])}` : path;
  };
  return (
    <Page>
      <PageHead
        title="Sites"
        tag={<EnvironmentTag environment={environment} />}
        sentence="The websites of every merchant. A site is added in its merchant's workspace."
      />
      <div className="flex flex-col gap-3">
        <UrlFilterBar
          search={{ label: "Search sites", placeholder: "Name, host, descriptor" }}
          filters={[{ id: "state", label: "State", options: [{ id: "archived", label: "Archived" }] }]}
        />
        <SitesTable
          rows={rows}
          environment={environment}
          hasMerchant
          empty={
            !search && !state ? (
              <EmptyState
                title="No site yet"
                sentence="Open a merchant and add its first website."
                actions={<ButtonLink href={`/${environment}/merchants`}>Open merchants</ButtonLink>}
              />
            ) : (
              <EmptyState
                title="No site matches"
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              />
            )
          }
        />
        {rows.length > 0 && (
          <TablePages
            words={`${rows.length} ${rows.length === 1 ? "site" : "sites"}, by name`}
            nextHref={hasMore ? link(rows.at(-1)?.id) : undefined}
            firstHref={before ? link() : undefined}
          />
        )}
      </div>
    </Page>
  );
}
