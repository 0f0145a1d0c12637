import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import type { ChainState } from "#lib/audit/queries/read-chain-state.ts";
import type { AuditRow } from "#lib/audit/queries.ts";
import type { Environment } from "#lib/terms.ts";
import { AUDIT_PERIODS, type AuditSearch } from "./audit-filter.ts";
import { AuditTable } from "./audit-table.tsx";
import { AUDIT_TOPICS } from "./audit-words.ts";
import { ChainLine } from "./chain-line.tsx";

type Named = { id: string; name: string };
const asOptions = (list: readonly Named[]) => list.map(({ id, name }) => ({ id, label: name }));

/** Partner and merchant see the same page through their own scope. */
export function AuditPage({
  environment,
  path,
  sentence,
  zone,
  merchants,
  actors,
  chain,
  canExport,
  search,
  rows,
  next,
  tabs,
}: {
  environment: Environment;
  path: string;
  sentence: string;
  zone: string;
  /** On the partner's page: whose record each row is, and may be chosen. */
  merchants?: readonly Named[];
  actors: readonly Named[];
  chain: ChainState;
  canExport: boolean;
  search: AuditSearch;
  rows: readonly AuditRow[];
  next: string | null;
  /** The other parts of Settings. */
  tabs?: ReactNode;
}) {
  const filters = Object.entries({ ...search, before: undefined }).filter(([, value]) => value);
  const kept = new URLSearchParams(filters as [string, string][]);
  const withCursor = (before: string) => `${path}?${new URLSearchParams([...kept, ["before", before]])}`;
  const isFiltered = filters.length > 0;
  return (
    <Page>
      <PageHead
        title="Audit"
        tag={<EnvironmentTag environment={environment} />}
        sentence={sentence}
        actions={
          canExport && (
            <ButtonLink
              href={`${path}/csv${kept.size > 0 ? `?${kept}` : ""}`}
              icon={<Download />}
              routerOptions={undefined}
              target="_self"
              download
            >
              Export CSV
            </ButtonLink>
          )
        }
      />
      {tabs}
      <ChainLine state={chain} zone={zone} />
      <div className="flex flex-col gap-3">
        <UrlFilterBar
          search={{ label: "Search the audit", placeholder: "Name, person, reason, subject or request id" }}
          filters={[
            { id: "period", label: "Period", options: AUDIT_PERIODS },
            { id: "topic", label: "About", options: AUDIT_TOPICS },
            { id: "who", label: "Who", options: asOptions(actors) },
            ...(merchants ? [{ id: "merchant", label: "Merchant", options: asOptions(merchants) }] : []),
          ]}
          aside="Entries of both environments. Nothing here can be changed."
        />
        <AuditTable
          rows={rows}
          zone={zone}
          hasMerchant={merchants !== undefined}
          empty={
            isFiltered ? (
              <EmptyState
                title={`No entry matches ${filters.length === 1 ? "this filter" : "these filters"}`}
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
