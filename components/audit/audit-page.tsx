import type { ReactNode } from "react";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import type { AuditRow } from "#lib/audit/queries.ts";
import type { Environment } from "#lib/terms.ts";
import { AuditTable } from "./audit-table.tsx";
import { AUDIT_TOPICS } from "./audit-words.ts";

export type AuditSearch = { search?: string; topic?: string; before?: string };

/** Partner and merchant see the same page through their own scope. */
export function AuditPage({
  environment,
  path,
  sentence,
  zone,
  hasMerchant,
  search,
  rows,
  next,
  tabs,
}: {
  environment: Environment;
  path: string;
  sentence: string;
  zone: string;
  hasMerchant: boolean;
  search: AuditSearch;
  rows: readonly AuditRow[];
  next: string | null;
  /** The other parts of Settings. */
  tabs?: ReactNode;
}) {
  const filters = Object.entries({ search: search.search, topic: search.topic }).filter(([, value]) => value);
  const kept = new URLSearchParams(filters as [string, string][]);
  const withCursor = (before: string) => `${path}?${new URLSearchParams([...kept, ["before", before]])}`;
  const isFiltered = filters.length > 0;
  return (
    <Page>
      <PageHead title="Audit" tag={<EnvironmentTag environment={environment} />} sentence={sentence} />
      {tabs}
      <div className="flex flex-col gap-3">
        <UrlFilterBar
          search={{ label: "Search the audit", placeholder: "Name, person, reason or request id" }}
          filters={[{ id: "topic", label: "About", options: AUDIT_TOPICS }]}
          aside="Entries of both environments. Nothing here can be changed."
        />
        <AuditTable
          rows={rows}
          zone={zone}
          hasMerchant={hasMerchant}
          empty={
            isFiltered ? (
              <EmptyState
                title={`No entry matches ${filters.length === 1 ? "this filter" : "both filters"}`}
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              />
            ) : (
              <EmptyState title="No entry yet" sentence="Every change by a person appears here at once." />
            )
          }
          foot={
            <TablePages
              words={`${rows.length} entries, newest first`}
              nextHref={next ? withCursor(next) : undefined}
              firstHref={search.before ? `${path}${kept.size > 0 ? `?${kept}` : ""}` : undefined}
            />
          }
        />
      </div>
    </Page>
  );
}
