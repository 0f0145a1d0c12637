import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import type { Environment } from "#lib/terms.ts";
import type { Reader } from "./cell-words.ts";
import { RequestTable } from "./request-table.tsx";
import { isOpenRequest } from "./request-words.ts";

/** What waits, or everything that was ever asked. */
export function RequestList({
  tabs,
  rows,
  path,
  isAll,
  environment,
  reader,
  hasMerchant,
}: {
  tabs: (openRequests: number) => ReactNode;
  rows: readonly ChangeRequestRow[];
  path: string;
  isAll: boolean;
  environment: Environment;
  reader: Reader;
  hasMerchant: boolean;
}) {
  const open = rows.filter(({ state }) => isOpenRequest(state));
  return (
    <>
      {tabs(open.length)}
      <Section
        title={isAll ? "All requests" : "Open requests"}
        aside={
          isAll ? (
            <Link href={path}>Open only</Link>
          ) : (
            rows.length > open.length && <Link href={`${path}?view=all`}>All {rows.length}</Link>
          )
        }
      >
        <RequestTable
          rows={isAll ? rows : open}
          isFiltered={!isAll && rows.length > 0}
          {...{ environment, reader, hasMerchant }}
        />
      </Section>
    </>
  );
}
