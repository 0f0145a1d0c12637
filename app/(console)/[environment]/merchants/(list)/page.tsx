import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { listOf, oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { boardOf, VIEWS, viewOf } from "#components/merchants/board.ts";
import { INTEGRATION_NAMES } from "#components/merchants/merchant-words.ts";
import { MerchantsTable } from "#components/merchants/merchants-table.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { listMerchantBoard } from "#lib/switching/queries.ts";

export const metadata: Metadata = { title: "Merchants" };

const PAGE_ROWS = 50;
type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function MerchantsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const asked = oneOf(await searchParams, ["search", "view", "integration", "owner", "currency", "before"]);
  const { search, view: viewName, before: cursor, ...filters } = asked;
  const all = boardOf(await listMerchantBoard(scope, { search }));
  const view = viewOf(viewName);
  const chosen = all.lines.filter(
    (line) =>
      (!filters.integration || listOf(filters.integration).includes(line.row.integration)) &&
      (!filters.owner || listOf(filters.owner).includes(line.row.activationOwner?.id ?? "none")) &&
      (!filters.currency || listOf(filters.currency).includes(line.row.currency)),
  );
  const shown = chosen.filter(view.holds);
  const from = cursor ? Math.max(0, shown.findIndex((line) => line.row.id === cursor) + 1) : 0;
  const page = shown.slice(from, from + PAGE_ROWS);

  const path = `/${environment}/merchants`;
  const link = (change: Record<string, string | undefined>) => {
    const kept = Object.entries({ search, view: viewName, ...filters, ...change }).filter(
      ([, value]) => value,
    );
    return kept.length > 0 ? `${path}?${new URLSearchParams(kept as [string, string][])}` : path;
  };
  const count = Object.values({ search, ...filters }).filter(Boolean).length;
  const add = scope.permissions.has("merchants.write") && (
    <>
      <ButtonLink href={`${path}/link`}>Link accounts</ButtonLink>
      <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus />}>
        Add merchant
      </ButtonLink>
    </>
  );
  return (
    <Page>
      <PageHead title="Merchants" tag={<EnvironmentTag environment={environment} />} actions={add} />
      <div className="flex flex-col gap-3">
        <Tabs
          label="Views"
          tabs={VIEWS.map((one) => ({
            href: link({ view: one.id === "all" ? undefined : one.id }),
            label: one.label,
            count: chosen.filter(one.holds).length,
            isCurrent: one.id === view.id,
          }))}
        />
        <UrlFilterBar
          search={{ label: "Search merchants", placeholder: "Name, MID, site, descriptor" }}
          filters={[
            {
              id: "integration",
              label: "Integration",
              isMultiple: true,
              options: all.integrations.map(({ id, count }) => ({ id, count, label: INTEGRATION_NAMES[id] })),
            },
            { id: "owner", label: "Activation owner", isMultiple: true, options: all.owners },
            { id: "currency", label: "Currency", isMultiple: true, options: all.currencies },
          ]}
          aside="Sorted by what needs attention."
        />
        <MerchantsTable
          lines={page}
          environment={environment}
          now={new Date()}
          empty={
            count === 0 && view.id === "all" ? (
              <EmptyState
                title="No merchant yet"
                sentence="Add the first one, then enter its FlexCharge credentials and its websites."
                actions={add}
              />
            ) : (
              <EmptyState
                title={
                  count > 0
                    ? `No merchant matches ${count === 1 ? "this filter" : `${count} filters`}`
                    : `No merchant is in “${view.label}”`
                }
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              />
            )
          }
          foot={
            <TablePages
              words={`${page.length} of ${shown.length} ${shown.length === 1 ? "merchant" : "merchants"}`}
              nextHref={shown.length > from + PAGE_ROWS ? link({ before: page.at(-1)?.row.id }) : undefined}
              firstHref={from > 0 ? link({}) : undefined}
            />
          }
        />
      </div>
    </Page>
  );
}
